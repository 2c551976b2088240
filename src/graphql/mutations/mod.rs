//! The entry points for writing, one file a stem. One mutation is one transaction.

pub mod attachments;
pub mod followups;
pub mod tickets;
pub mod users;

use async_graphql::MergedObject;

/// Where writing begins. A mutation is done whole or not at all, and takes no other of its document with it. What is wrong
/// with its input stands in the `userErrors` of its payload, also where the object that the input names is not there
/// (`NOT_FOUND`) or is not what it was (`CONFLICT`). The field is null, with an error, where nobody signed in, where the
/// viewer may not do such a thing at all, and where the service cannot do it now.
#[derive(Debug, Default, MergedObject)]
pub struct Mutation(
    tickets::TicketMutation,
    followups::FollowUpMutation,
    attachments::AttachmentMutation,
    users::UserMutation,
);
