//! Mutations of attachments.

use async_graphql::{Context, ID, Object, Result, SimpleObject};

use crate::domain;
use crate::domain::tickets::attachments::write;
use crate::graphql::error::{UserError, user_errors};
use crate::graphql::id::NodeKind;
use crate::graphql::inputs::delete::AttachmentDeleteInput;
use crate::graphql::inputs::followups::{AttachmentAddInput, AttachmentUpdateInput};
use crate::graphql::mutations::delete_by_id;
use crate::graphql::types::{Attachment, Attachments, context};

/// Mutations of attachments.
#[derive(Debug, Default)]
pub struct AttachmentMutation;

/// Result of `attachmentAdd` and `attachmentUpdate`.
#[derive(Debug, Default, SimpleObject)]
pub struct AttachmentPayload {
    /// Attachment after the mutation. Null if there are errors. With `validateOnly`, null for
    /// `attachmentAdd` and the current state for `attachmentUpdate`.
    attachment: Option<Attachment>,
    /// Errors of the input. Empty on success.
    user_errors: Vec<UserError>,
}

/// Result of `attachmentDelete`.
#[derive(Debug, SimpleObject)]
pub struct AttachmentDeletePayload {
    /// Global ID of the deleted attachment. Null if there are errors or `validateOnly` is set.
    deleted_id: Option<ID>,
    /// Numeric ID of the deleted attachment.
    deleted_database_id: Option<i32>,
    /// Errors of the input. Empty on success.
    user_errors: Vec<UserError>,
}

/// The payload of `attachmentAdd` and `attachmentUpdate`. `target` is the input field with the ID
/// of the object that must exist.
fn payload(
    ctx: &Context<'_>,
    outcome: domain::Result<Option<entity::followup_attachment::Model>>,
    target: &str,
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
            user_errors: user_errors(ctx, error, target)?,
        }),
    }
}

async fn add_attachment(ctx: &Context<'_>, input: AttachmentAddInput) -> Result<AttachmentPayload> {
    if let Err(error) = input.receive_files(ctx).await? {
        return payload(ctx, Err(error), "followUpId");
    }
    let outcome = match input.into_domain(ctx).await {
        Ok(input) => write::add(context(ctx), input).await,
        Err(error) => Err(error),
    };
    payload(ctx, outcome, "followUpId")
}

async fn update_attachment(
    ctx: &Context<'_>,
    input: AttachmentUpdateInput,
) -> Result<AttachmentPayload> {
    if let Err(error) = input.receive_files(ctx).await? {
        return payload(ctx, Err(error), "id");
    }
    let outcome = match input.into_domain(ctx).await {
        Ok(input) => write::update(context(ctx), input).await,
        Err(error) => Err(error),
    };
    payload(ctx, outcome.map(Some), "id")
}

async fn delete_attachment(
    ctx: &Context<'_>,
    input: AttachmentDeleteInput,
) -> Result<AttachmentDeletePayload> {
    let delete = |number| write::delete(context(ctx), number, input.validate_only);
    let (deleted_id, deleted_database_id, user_errors) = delete_by_id(
        ctx,
        NodeKind::Attachment,
        &input.id,
        input.validate_only,
        delete,
    )
    .await?;
    Ok(AttachmentDeletePayload {
        deleted_id,
        deleted_database_id,
        user_errors,
    })
}

#[Object]
impl AttachmentMutation {
    /// Attaches a file to a follow-up.
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
        #[graphql(desc = "File to attach.")] input: AttachmentAddInput,
    ) -> Option<Result<AttachmentPayload>> {
        Some(add_attachment(ctx, input).await)
    }

    /// Updates an attachment or replaces its file.
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
        #[graphql(desc = "Changes of the attachment.")] input: AttachmentUpdateInput,
    ) -> Option<Result<AttachmentPayload>> {
        Some(update_attachment(ctx, input).await)
    }

    /// Deletes an attachment and its file.
    ///
    /// ```graphql
    /// mutation { attachmentDelete(input: { id: "QXR0YWNobWVudDox" }) { deletedId deletedDatabaseId userErrors { field message code } } }
    /// ```
    async fn attachment_delete(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Attachment to delete.")] input: AttachmentDeleteInput,
    ) -> Option<Result<AttachmentDeletePayload>> {
        Some(delete_attachment(ctx, input).await)
    }
}
