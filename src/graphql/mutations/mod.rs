//! The entry points for writing, one file a stem. One mutation is one transaction.

pub mod attachments;
pub mod followups;
pub mod tickets;
pub mod users;

use async_graphql::MergedObject;

/// Where writing begins.
#[derive(Debug, Default, MergedObject)]
pub struct Mutation(
    tickets::TicketMutation,
    followups::FollowUpMutation,
    attachments::AttachmentMutation,
    users::UserMutation,
);
