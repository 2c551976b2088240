//! Input of `ticketUpdate`.

use async_graphql::{Context, ID, InputObject};

use crate::domain;
use crate::domain::tickets::changes::Changes;
use crate::domain::tickets::update::TicketUpdate;
use crate::graphql::id::NodeKind;
use crate::graphql::inputs::changes::TicketChangesInput;
use crate::graphql::scalars::DateTime;
use crate::graphql::types::context;

/// The ticket that the updated ticket was merged into, for a request's data. REST clients set this
/// column like any other; in GraphQL, merging is an operation.
#[derive(Clone, Copy, Debug)]
pub struct MergedTo(pub Option<i32>);

/// Changes of a ticket. Omitted fields do not change. Null clears a field, unless it requires a
/// value.
#[derive(Clone, Debug, InputObject)]
pub struct TicketUpdateInput {
    /// ID of the ticket: a global ID or a number.
    pub id: ID,
    /// Changes.
    #[graphql(flatten)]
    pub changes: TicketChangesInput,
    /// Whether the submitter may read the follow-up that records the changes.
    #[graphql(default)]
    pub public: bool,
    /// Value of the ticket's `updatedAt` when you read it. If the ticket has changed since then, the
    /// mutation fails with CONFLICT.
    pub expected_updated_at: Option<DateTime>,
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
            changes: Changes {
                merged_to: ctx.data_opt::<MergedTo>().map(|merged_to| merged_to.0),
                ..self.changes.into()
            },
            public: self.public,
            expected_updated_at: self.expected_updated_at.map(|moment| moment.0.0),
            validate_only: self.validate_only,
        })
    }
}
