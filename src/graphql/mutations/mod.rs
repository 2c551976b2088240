//! The entry points for writing, one file a stem. One mutation is one transaction.

pub mod attachments;
pub mod followups;
pub mod tickets;
pub mod users;

use async_graphql::{Context, ID, MergedObject, Result};

use crate::domain;
use crate::graphql::error::{UserError, user_errors};
use crate::graphql::id::{self, NodeKind};
use crate::graphql::types::context;

/// What came of deleting an object: its global id and its number, if it is gone, and what is wrong.
type Deleted = (Option<ID>, Option<i32>, Vec<UserError>);

/// Deletes the object of `kind` that `id` names, with what takes its number.
async fn deleted<F>(
    ctx: &Context<'_>,
    kind: NodeKind,
    id: &ID,
    validate_only: bool,
    delete: impl FnOnce(i32) -> F,
) -> Result<Deleted>
where
    F: Future<Output = domain::Result<()>>,
{
    let outcome = match kind.parse_target(context(ctx), "id", id) {
        Ok(number) => delete(number).await.map(|()| number),
        Err(error) => Err(error),
    };
    Ok(match outcome {
        Ok(_) if validate_only => (None, None, Vec::new()),
        Ok(number) => (Some(id::encode(kind, number)), Some(number), Vec::new()),
        Err(error) => (None, None, user_errors(ctx, error, "id")?),
    })
}

/// Where writing begins. A mutation is done whole or not at all, and takes no other of its document
/// with it. What is wrong with its input stands in the `userErrors` of its payload, also where the
/// object that the input names is not there (`NOT_FOUND`) or is not what it was (`CONFLICT`). The
/// field is null, with an error, where nobody signed in, where the viewer may not do such a thing
/// at all, and where the service cannot do it now. Where an object is named, its global id is taken
/// (`id`, as everything that gives the object has it), and so is its number (`databaseId`).
#[derive(Debug, Default, MergedObject)]
pub struct Mutation(
    tickets::TicketMutation,
    followups::FollowUpMutation,
    attachments::AttachmentMutation,
    users::UserMutation,
);
