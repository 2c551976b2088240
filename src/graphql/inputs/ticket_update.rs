//! What `ticketUpdate` takes.

use async_graphql::{Context, ID, InputObject};

use crate::domain;
use crate::domain::tickets::update::TicketUpdate;
use crate::graphql::id::NodeKind;
use crate::graphql::inputs::changes::TicketChangesInput;
use crate::graphql::scalars::DateTime;
use crate::graphql::types::context;

/// A change of a ticket.
#[derive(Clone, Debug, InputObject)]
pub struct TicketUpdateInput {
    /// The ticket. The global id, or the number.
    pub id: ID,
    /// What to change.
    pub changes: TicketChangesInput,
    /// Whether the submitter may read of it.
    #[graphql(default)]
    pub public: bool,
    /// The ticket's `modified` as you saw it last. Somebody else's change since then makes this one
    /// a CONFLICT.
    pub expected_modified: Option<DateTime>,
    /// Checks everything and writes nothing.
    #[graphql(default)]
    pub validate_only: bool,
}

impl TicketUpdateInput {
    /// The input as the domain takes it.
    ///
    /// # Errors
    /// An id that is none of a ticket.
    pub fn into_domain(self, ctx: &Context<'_>) -> domain::Result<TicketUpdate> {
        Ok(TicketUpdate {
            id: NodeKind::Ticket.parse_target(context(ctx), "id", &self.id)?,
            changes: self.changes.into(),
            public: self.public,
            expected_modified: self.expected_modified.map(|moment| moment.0.0),
            validate_only: self.validate_only,
        })
    }
}
