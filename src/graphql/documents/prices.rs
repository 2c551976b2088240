//! The costs of fields, derived from the schema: 1 for the field, and for each row of a list the
//! cost of its selections. New lists therefore need no entry here. `graphql::budget` accounts for
//! the actual size of a response.

use std::collections::{HashMap, HashSet};

use async_graphql::Name;
use async_graphql::parser::types::{
    BaseType, FieldDefinition, ServiceDocument, Type, TypeDefinition, TypeKind,
    TypeSystemDefinition,
};

use super::introspection;
use super::values::Position;

/// Assumed length of a nested connection without `first`. It returns all rows; most have few.
const NESTED_CONNECTION: usize = 10;
/// Assumed length of a list that is not a connection: files, changes, custom values.
const LIST: usize = 2;

/// How often the cost of a field includes the cost of its selections.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Page {
    /// Once.
    One,
    /// For each row: `first` or `last`, or else this number.
    Of(usize),
    /// For each item of this argument.
    Listed(&'static str),
    /// A fraction: the field returns the schema.
    Introspection,
}

/// The price of a field.
#[derive(Debug)]
pub(super) struct Price {
    /// The named type of the field.
    pub of: String,
    pub page: Page,
    pub arguments: Vec<(Name, Position)>,
}

/// The prices of all fields, by type and name.
#[derive(Debug)]
pub(super) struct Prices {
    fields: HashMap<String, HashMap<String, Price>>,
    max_page_size: usize,
}

impl Prices {
    /// The prices of a schema with these page sizes.
    pub(super) fn new(
        schema: &ServiceDocument,
        default_page_size: u32,
        max_page_size: u32,
    ) -> Self {
        let default_page_size = usize::try_from(default_page_size).unwrap_or(usize::MAX);
        let types = || {
            schema
                .definitions
                .iter()
                .filter_map(|definition| match definition {
                    TypeSystemDefinition::Type(definition) => Some(&definition.node),
                    _ => None,
                })
        };
        let has_fields = |of: &&TypeDefinition| {
            matches!(
                of.kind,
                TypeKind::Object(_) | TypeKind::Interface(_) | TypeKind::Union(_)
            )
        };
        let lists = introspection::lengths(schema);
        let objects: HashSet<&str> = types()
            .filter(has_fields)
            .map(|of| of.name.node.as_str())
            .collect();
        let prices = types().filter_map(|of| {
            let fields = match &of.kind {
                TypeKind::Object(object) => &object.fields,
                TypeKind::Interface(interface) => &interface.fields,
                _ => return None,
            };
            let parent = of.name.node.to_string();
            // Its connections return all rows.
            let default = if parent == "Ticket" {
                NESTED_CONNECTION
            } else {
                default_page_size
            };
            let is_connection = fields
                .iter()
                .any(|field| field.node.name.node == "pageInfo");
            let fields = fields.iter().map(|field| {
                let (name, mut price) = price(&field.node, default, is_connection, &objects);
                match lists.get(&(parent.as_str(), name.as_str())) {
                    Some(length) => price.page = Page::Of(*length),
                    None if introspection::ROOT_FIELDS.contains(&name.as_str()) => {
                        price.page = Page::Introspection
                    }
                    None => {}
                }
                (name, price)
            });
            let fields = fields.collect();
            Some((parent, fields))
        });
        Self {
            fields: prices.collect(),
            max_page_size: usize::try_from(max_page_size).unwrap_or(usize::MAX),
        }
    }

    pub(super) fn field(&self, parent: &str, name: &str) -> Option<&Price> {
        self.fields.get(parent)?.get(name)
    }

    /// Maximum number of rows of a page.
    pub(super) fn max_page_size(&self) -> usize {
        self.max_page_size
    }
}

/// The name and price of a field. `in_connection` tells whether its object is a connection, whose
/// rows the connection's own price counts.
fn price(
    field: &FieldDefinition,
    default: usize,
    in_connection: bool,
    objects: &HashSet<&str>,
) -> (String, Price) {
    let has_argument = |name: &str| {
        field
            .arguments
            .iter()
            .any(|argument| argument.node.name.node == name)
    };
    let of = named(&field.ty.node);
    let page = if has_argument("first") {
        Page::Of(default)
    } else if let Some(list) = ["ids", "representations"]
        .into_iter()
        .find(|name| has_argument(name))
    {
        Page::Listed(list)
    } else if matches!(field.ty.node.base, BaseType::List(_))
        && objects.contains(of)
        && !in_connection
    {
        Page::Of(LIST)
    } else {
        Page::One
    };
    let arguments = field
        .arguments
        .iter()
        .map(|argument| Position::of(&argument.node))
        .collect();
    (
        field.name.node.to_string(),
        Price {
            of: of.to_owned(),
            page,
            arguments,
        },
    )
}

/// The named type of a type that may be a list.
pub(super) fn named(of: &Type) -> &str {
    let mut base = &of.base;
    loop {
        match base {
            BaseType::Named(name) => return name,
            BaseType::List(inner) => base = &inner.base,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prices_follow_from_the_schema() {
        let prices = Prices::new(&super::super::schema(&crate::graphql::sdl()), 25, 100);
        let page = |parent: &str, name: &str| {
            prices
                .field(parent, name)
                .map(|price| (price.of.as_str(), price.page))
        };
        assert_eq!(
            page("Query", "tickets"),
            Some(("TicketConnection", Page::Of(25)))
        );
        assert_eq!(
            page("Ticket", "followUps"),
            Some(("FollowUpConnection", Page::Of(10)))
        );
        assert_eq!(
            page("Viewer", "submittedTickets"),
            Some(("TicketConnection", Page::Of(25)))
        );
        assert_eq!(page("Query", "nodes"), Some(("Node", Page::Listed("ids"))));
        assert_eq!(
            page("TicketConnection", "nodes"),
            Some(("Ticket", Page::One))
        );
        assert_eq!(
            page("FollowUp", "attachments"),
            Some(("Attachment", Page::Of(2)))
        );
        assert_eq!(page("KbCategory", "items"), Some(("KbItem", Page::Of(2))));
        assert_eq!(page("Query", "nothing"), None);
        assert_eq!(page("Query", "_entities"), None);
        let prices = Prices::new(
            &super::super::schema(&crate::graphql::subgraph().sdl()),
            25,
            100,
        );
        let entities = prices
            .field("Query", "_entities")
            .map(|price| (price.of.as_str(), price.page));
        assert_eq!(entities, Some(("_Entity", Page::Listed("representations"))));
    }
}
