//! Mutations. Each is one transaction.

pub mod administration;
pub mod attachments;
pub mod customers;
pub mod followup_copy;
pub mod followups;
pub mod passwords;
pub mod personal_tokens;
pub mod sessions;
pub mod ticket_bulk;
pub mod ticket_links;
pub mod ticket_merge;
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

/// The object of a mutation's payload, and the errors of its input. `target` is the input field with
/// the ID of the object that must exist.
///
/// # Errors
/// Errors that the input did not cause.
fn split<T>(
    ctx: &Context<'_>,
    outcome: domain::Result<Option<T>>,
    target: &str,
) -> Result<(Option<T>, Vec<UserError>)> {
    Ok(match outcome {
        Ok(object) => (object, Vec::new()),
        Err(error) => (None, user_errors(ctx, error, target)?),
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
    ticket_merge::TicketMergeMutation,
    ticket_bulk::TicketBulkMutation,
    ticket_links::TicketLinkMutation,
    followup_copy::FollowUpCopyMutation,
    administration::AdministrationMutation,
    customers::CustomerMutation,
    sessions::SessionMutation,
    passwords::PasswordMutation,
    personal_tokens::PersonalTokenMutation,
);
