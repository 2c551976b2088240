//! What `ticketUpdate` takes.

use async_graphql::InputObject;

use crate::domain::tickets::update::Input;
use crate::graphql::inputs::changes::TicketChangesInput;
use crate::graphql::scalars::DateTime;

/// A change of a ticket.
#[derive(Clone, Debug, InputObject)]
pub struct TicketUpdateInput {
    /// The number of the ticket.
    pub id: i32,
    /// What to change.
    pub changes: TicketChangesInput,
    /// Whether the submitter may read of it.
    #[graphql(default)]
    pub public: bool,
    /// The ticket's `modified` as you saw it last. Somebody else's change since then makes this one a CONFLICT.
    pub expected_modified: Option<DateTime>,
    /// Checks everything and writes nothing.
    #[graphql(default)]
    pub validate_only: bool,
}

impl From<TicketUpdateInput> for Input {
    fn from(input: TicketUpdateInput) -> Self {
        Self {
            id: input.id,
            changes: input.changes.into(),
            public: input.public,
            expected_modified: input.expected_modified.map(|moment| moment.0.0),
            validate_only: input.validate_only,
        }
    }
}
