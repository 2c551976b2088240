//! What a field costs, read off the schema: one, and for each row of a page what is asked of it. So a new list has its
//! price by being a connection.

use std::collections::HashMap;

use async_graphql::parser::types::{FieldDefinition, TypeKind, TypeSystemDefinition};
use async_graphql::parser::{parse_schema, types::BaseType, types::Type};

/// Rows that a list below another object is taken to have when no number is asked for: it has all there are then, and
/// most have a few.
const BELOW: usize = 10;

/// How often a field pays for what is asked of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Page {
    /// Once.
    One,
    /// For each row of its page; this many when no number is asked for.
    Of(usize),
    /// For each item of this argument.
    Listed(&'static str),
}

/// A field's price and the type that its selection is of.
#[derive(Debug)]
pub(super) struct Price {
    pub of: String,
    pub page: Page,
}

/// The prices of all fields that have a selection, by type and name.
#[derive(Debug)]
pub(super) struct Prices(HashMap<String, HashMap<String, Price>>);

impl Prices {
    /// The prices of the schema `sdl`; `page_size` rows are on a page when no number is asked for.
    pub(super) fn new(sdl: &str, page_size: u32) -> Self {
        let page_size = usize::try_from(page_size).unwrap_or(usize::MAX);
        let document = match parse_schema(sdl) {
            Ok(document) => document,
            Err(error) => {
                // The schema wrote the text itself; a test reads it.
                tracing::error!(%error, "the schema cannot be read: lists are not priced by their pages");
                return Self(HashMap::new());
            }
        };
        let types = document.definitions.into_iter().filter_map(|definition| {
            let TypeSystemDefinition::Type(definition) = definition else { return None };
            let fields = match definition.node.kind {
                TypeKind::Object(object) => object.fields,
                TypeKind::Interface(interface) => interface.fields,
                _ => return None,
            };
            let parent = definition.node.name.node.to_string();
            let default = if matches!(parent.as_str(), "Query" | "Viewer") { page_size } else { BELOW };
            let fields = fields.into_iter().map(|field| price(&field.node, default)).collect();
            Some((parent, fields))
        });
        Self(types.collect())
    }

    pub(super) fn field(&self, parent: &str, name: &str) -> Option<&Price> {
        self.0.get(parent)?.get(name)
    }
}

fn price(field: &FieldDefinition, default: usize) -> (String, Price) {
    let takes = |name: &str| field.arguments.iter().any(|argument| argument.node.name.node == name);
    let page = if takes("first") {
        Page::Of(default)
    } else if let Some(list) = ["ids", "representations"].into_iter().find(|name| takes(name)) {
        Page::Listed(list)
    } else {
        Page::One
    };
    (field.name.node.to_string(), Price { of: named(&field.ty.node).to_owned(), page })
}

fn named(of: &Type) -> &str {
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
        let prices = Prices::new(&crate::graphql::sdl(), 25);
        let page = |parent: &str, name: &str| prices.field(parent, name).map(|price| (price.of.as_str(), price.page));
        assert_eq!(page("Query", "tickets"), Some(("TicketConnection", Page::Of(25))));
        assert_eq!(page("Ticket", "followUps"), Some(("FollowUpConnection", Page::Of(10))));
        assert_eq!(page("Viewer", "submittedTickets"), Some(("TicketConnection", Page::Of(25))));
        assert_eq!(page("Query", "nodes"), Some(("Node", Page::Listed("ids"))));
        assert_eq!(page("TicketConnection", "nodes"), Some(("Ticket", Page::One)));
        assert_eq!(page("Query", "nothing"), None);
        assert_eq!(page("Query", "_entities"), None);
        let prices = Prices::new(&crate::graphql::subgraph().sdl(), 25);
        let entities = prices.field("Query", "_entities").map(|price| (price.of.as_str(), price.page));
        assert_eq!(entities, Some(("_Entity", Page::Listed("representations"))));
    }
}
