//! Inputs of the mutations that delete an object of a ticket, or the ticket itself.

use async_graphql::{ID, InputObject};

/// Ticket to delete.
#[derive(Clone, Debug, InputObject)]
pub struct TicketDeleteInput {
    /// ID of the ticket: a global ID or a number.
    pub id: ID,
    /// Validates the input without deleting anything.
    #[graphql(default)]
    pub validate_only: bool,
}

/// Follow-up to delete.
#[derive(Clone, Debug, InputObject)]
pub struct FollowUpDeleteInput {
    /// ID of the follow-up: a global ID or a number.
    pub id: ID,
    /// Validates the input without deleting anything.
    #[graphql(default)]
    pub validate_only: bool,
}

/// Attachment to delete.
#[derive(Clone, Debug, InputObject)]
pub struct AttachmentDeleteInput {
    /// ID of the attachment: a global ID or a number.
    pub id: ID,
    /// Validates the input without deleting anything.
    #[graphql(default)]
    pub validate_only: bool,
}
