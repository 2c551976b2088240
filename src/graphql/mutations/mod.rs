//! Mutations. Each is one transaction.

pub mod attachments;
pub mod customers;
pub mod followups;
pub mod passwords;
pub mod personal_tokens;
pub mod sessions;
pub mod tickets;
pub mod users;

use async_graphql::{Context, ID, MergedObject, Result};

use crate::domain;
use crate::graphql::error::{UserError, user_errors};
use crate::graphql::id::{self, NodeKind};
use crate::graphql::types::context;

/// Global ID and number of a deleted object, and the errors if it was not deleted.
type DeleteOutcome = (Option<ID>, Option<i32>, Vec<UserError>);

/// Deletes the object with this ID by calling `delete` with its number.
async fn delete_by_id<F>(
    ctx: &Context<'_>,
    kind: NodeKind,
    id: &ID,
    validate_only: bool,
    delete: impl FnOnce(i32) -> F,
) -> Result<DeleteOutcome>
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

/// Mutations. Each is one transaction, and a failed mutation does not abort the others of its
/// document. The payload's `userErrors` report errors of the input, including objects that do not
/// exist (`NOT_FOUND`) or that have changed since they were read (`CONFLICT`). If nobody is signed
/// in, the viewer lacks permission, or the service is unavailable, the field is null with an error.
/// IDs in the input are global IDs (`id`) or numbers (`databaseId`).
#[derive(Debug, Default, MergedObject)]
pub struct Mutation(
    tickets::TicketMutation,
    followups::FollowUpMutation,
    attachments::AttachmentMutation,
    users::UserMutation,
    customers::CustomerMutation,
    sessions::SessionMutation,
    passwords::PasswordMutation,
    personal_tokens::PersonalTokenMutation,
);
