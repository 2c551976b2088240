//! Writing files of follow-ups.

use async_graphql::{Context, ID, Object, Result, SimpleObject};

use crate::domain;
use crate::domain::tickets::attachments::write;
use crate::graphql::error::{UserError, user_errors};
use crate::graphql::id::NodeKind;
use crate::graphql::inputs::followups::{AttachmentAddInput, AttachmentUpdateInput};
use crate::graphql::mutations::deleted;
use crate::graphql::types::{Attachment, Attachments, context};

/// Entry points for writing files.
#[derive(Debug, Default)]
pub struct AttachmentMutation;

/// What came of `attachmentAdd` or `attachmentUpdate`.
#[derive(Debug, Default, SimpleObject)]
pub struct AttachmentPayload {
    /// The file as it is then, or as it is where a change was only to be checked. Null when there
    /// are faults, or when a new file was only to be checked.
    attachment: Option<Attachment>,
    /// What is wrong with the input. Empty when all went well.
    user_errors: Vec<UserError>,
}

/// What came of `attachmentDelete`.
#[derive(Debug, SimpleObject)]
pub struct AttachmentDeletePayload {
    /// The global id of the file that is gone. Null when there are faults, or when it was only to
    /// be checked.
    deleted_id: Option<ID>,
    /// Its number.
    deleted_database_id: Option<i32>,
    /// What is wrong with the input. Empty when all went well.
    user_errors: Vec<UserError>,
}

/// The payload of `attachmentAdd` and `attachmentUpdate`; `named` is the member that names what
/// there must be.
fn payload(
    ctx: &Context<'_>,
    outcome: domain::Result<Option<entity::followup_attachment::Model>>,
    named: &str,
) -> Result<AttachmentPayload> {
    match outcome {
        Ok(row) => {
            let attachment = row.and_then(|row| Attachments::of_rows(vec![row]).pop());
            Ok(AttachmentPayload {
                attachment,
                user_errors: Vec::new(),
            })
        }
        Err(error) => Ok(AttachmentPayload {
            attachment: None,
            user_errors: user_errors(ctx, error, named)?,
        }),
    }
}

async fn add(ctx: &Context<'_>, input: AttachmentAddInput) -> Result<AttachmentPayload> {
    if let Err(error) = input.receive_files(ctx).await? {
        return payload(ctx, Err(error), "followUpId");
    }
    let outcome = match input.into_domain(ctx).await {
        Ok(input) => write::add(context(ctx), input).await,
        Err(error) => Err(error),
    };
    payload(ctx, outcome, "followUpId")
}

async fn change(ctx: &Context<'_>, input: AttachmentUpdateInput) -> Result<AttachmentPayload> {
    if let Err(error) = input.receive_files(ctx).await? {
        return payload(ctx, Err(error), "id");
    }
    let outcome = match input.into_domain(ctx).await {
        Ok(input) => write::update(context(ctx), input).await,
        Err(error) => Err(error),
    };
    payload(ctx, outcome.map(Some), "id")
}

async fn remove(ctx: &Context<'_>, id: ID, validate_only: bool) -> Result<AttachmentDeletePayload> {
    let delete = |number| write::delete(context(ctx), number, validate_only);
    let (deleted_id, deleted_database_id, user_errors) =
        deleted(ctx, NodeKind::Attachment, &id, validate_only, delete).await?;
    Ok(AttachmentDeletePayload {
        deleted_id,
        deleted_database_id,
        user_errors,
    })
}

#[Object]
impl AttachmentMutation {
    /// Adds a file to a follow-up: the file and its row, or nothing.
    ///
    #[doc = r#"```graphql
mutation($file: Upload!) {
  attachmentAdd(input: { followUpId: "Rm9sbG93VXA6MQ", file: $file }) {
    attachment { filename size url }
    userErrors { field message }
  }
}
```"#]
    async fn attachment_add(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The new file.")] input: AttachmentAddInput,
    ) -> Option<Result<AttachmentPayload>> {
        Some(add(ctx, input).await)
    }

    /// Changes what is written down of a file, or puts another file in its place.
    ///
    #[doc = r#"```graphql
mutation {
  attachmentUpdate(input: { id: "QXR0YWNobWVudDox", filename: "report.txt" }) {
    attachment { filename }
    userErrors { field message }
  }
}
```"#]
    async fn attachment_update(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The change.")] input: AttachmentUpdateInput,
    ) -> Option<Result<AttachmentPayload>> {
        Some(change(ctx, input).await)
    }

    /// Deletes a file.
    ///
    /// ```graphql
    /// mutation { attachmentDelete(id: "QXR0YWNobWVudDox") { deletedId deletedDatabaseId userErrors { field message code } } }
    /// ```
    async fn attachment_delete(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The file. The global id, or the number.")] id: ID,
        #[graphql(default, desc = "Looks whether it could be, and deletes nothing.")] validate_only: bool,
    ) -> Option<Result<AttachmentDeletePayload>> {
        Some(remove(ctx, id, validate_only).await)
    }
}
