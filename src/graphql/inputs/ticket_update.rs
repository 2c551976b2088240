//! Input of `ticketUpdate`.

use async_graphql::{Context, ID, InputObject};

use crate::domain;
use crate::domain::tickets::update::TicketUpdate;
use crate::graphql::id::NodeKind;
use crate::graphql::inputs::changes::TicketChangesInput;
use crate::graphql::scalars::DateTime;
use crate::graphql::types::context;

/// Changes of a ticket.
#[derive(Clone, Debug, InputObject)]
pub struct TicketUpdateInput {
    /// ID of the ticket: a global ID or a number.
    pub id: ID,
    /// Changes.
    pub changes: TicketChangesInput,
    /// Whether the submitter may read the follow-up that records the changes.
    #[graphql(default)]
    pub public: bool,
    /// Value of the ticket's `modified` when you read it. If the ticket has changed since then, the
    /// mutation fails with CONFLICT.
    pub expected_modified: Option<DateTime>,
    /// Validates the input without writing anything.
    #[graphql(default)]
    pub validate_only: bool,
}

impl TicketUpdateInput {
    /// Converts to the domain's input.
    ///
    /// # Errors
    /// Not the ID of a ticket.
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
