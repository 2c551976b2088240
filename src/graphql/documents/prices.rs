//! What a field costs, read off the schema: one, and for each row of a list what is asked of it. So
//! a new list has its price by being one. What arguments it takes stands beside it; what an answer
//! really takes is `graphql::budget`'s.

use std::collections::{HashMap, HashSet};

use async_graphql::Name;
use async_graphql::parser::types::{
    BaseType, FieldDefinition, ServiceDocument, Type, TypeDefinition, TypeKind,
    TypeSystemDefinition,
};

use super::introspection;
use super::values::Position;

/// Rows that a list below another object is taken to have when no number is asked for: it has all
/// there are then, and most have a few.
const BELOW: usize = 10;
/// The same of lists that are no pages: files, changes, custom values.
const FEW: usize = 2;
/// The fields that answer with the schema.
const INTROSPECTION: [&str; 3] = ["__schema", "__type", "_service"];

/// How often a field pays for what is asked of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Page {
    /// Once.
    One,
    /// For each row of its page; this many when no number is asked for.
    Of(usize),
    /// For each item of this argument.
    Listed(&'static str),
    /// Once, and little for what is asked of it: the schema itself.
    Introspection,
}

/// A field's price and the type that its selection is of.
#[derive(Debug)]
pub(super) struct Price {
    pub of: String,
    pub page: Page,
    pub arguments: Vec<(Name, Position)>,
}

/// The prices of all fields, by type and name.
#[derive(Debug)]
pub(super) struct Prices {
    fields: HashMap<String, HashMap<String, Price>>,
    most_rows: usize,
}

impl Prices {
    /// The prices of a schema; `page_size` rows are on a page when no number is asked for, and
    /// `most_rows` at most.
    pub(super) fn new(schema: &ServiceDocument, page_size: u32, most_rows: u32) -> Self {
        let page_size = usize::try_from(page_size).unwrap_or(usize::MAX);
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
            let default = if matches!(parent.as_str(), "Query" | "Viewer") {
                page_size
            } else {
                BELOW
            };
            let is_page = fields
                .iter()
                .any(|field| field.node.name.node == "pageInfo");
            let fields = fields.iter().map(|field| {
                let (name, mut price) = price(&field.node, default, is_page, &objects);
                match lists.get(&(parent.as_str(), name.as_str())) {
                    Some(length) => price.page = Page::Of(*length),
                    None if INTROSPECTION.contains(&name.as_str()) => {
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
            most_rows: usize::try_from(most_rows).unwrap_or(usize::MAX),
        }
    }

    pub(super) fn field(&self, parent: &str, name: &str) -> Option<&Price> {
        self.fields.get(parent)?.get(name)
    }

    /// The most rows that a page has.
    pub(super) fn most_rows(&self) -> usize {
        self.most_rows
    }
}

/// The price of a field; `on_page` where its object is a page, which is paid for by its rows
/// already.
fn price(
    field: &FieldDefinition,
    default: usize,
    on_page: bool,
    objects: &HashSet<&str>,
) -> (String, Price) {
    let takes = |name: &str| {
        field
            .arguments
            .iter()
            .any(|argument| argument.node.name.node == name)
    };
    let of = named(&field.ty.node);
    let page = if takes("first") {
        Page::Of(default)
    } else if let Some(list) = ["ids", "representations"]
        .into_iter()
        .find(|name| takes(name))
    {
        Page::Listed(list)
    } else if matches!(field.ty.node.base, BaseType::List(_)) && objects.contains(of) && !on_page {
        Page::Of(FEW)
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

/// The name of a type that may be a list.
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
    fn the_schema_is_read() {
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
