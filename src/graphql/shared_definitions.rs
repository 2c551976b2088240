//! The definitions of custom fields that REST's documents select beside tickets. The statement that
//! reads the children of the tickets reads them too, so they need none.

use std::sync::Arc;

use async_graphql::Context;
use async_graphql::parser::types::Selection;
use entity::custom_field;
use tokio::sync::SetOnce;

/// The definitions, once the field `tickets` has read them. `None` if it read something else.
#[derive(Debug, Default)]
pub struct SharedDefinitions(SetOnce<Option<Vec<Arc<custom_field::Model>>>>);

impl SharedDefinitions {
    /// The duty to send the definitions. Dropping it sends that there are none.
    #[must_use]
    pub fn delivery(&self) -> Delivery<'_> {
        Delivery(self)
    }

    /// Waits for the definitions, if the operation selects `tickets`. (A query resolves its fields
    /// concurrently.)
    pub async fn receive(&self, ctx: &Context<'_>) -> Option<&[Arc<custom_field::Model>]> {
        let operation = &ctx.query_env.operation.node.selection_set.node;
        let has_tickets = operation.items.iter().any(|selection| {
            matches!(&selection.node, Selection::Field(field) if field.node.name.node == "tickets")
        });
        if !has_tickets {
            return None;
        }
        self.0.wait().await.as_deref()
    }
}

/// See [`SharedDefinitions::delivery`].
#[derive(Debug)]
pub struct Delivery<'a>(&'a SharedDefinitions);

impl Delivery<'_> {
    /// Sends the definitions.
    pub fn send(self, definitions: Vec<Arc<custom_field::Model>>) {
        let _ = self.0.0.set(Some(definitions));
    }
}

impl Drop for Delivery<'_> {
    fn drop(&mut self) {
        // Fails if they were sent.
        let _ = self.0.0.set(None);
    }
}
