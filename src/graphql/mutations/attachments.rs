//! Writing files of follow-ups.

use async_graphql::{Context, Object, Result, SimpleObject};

use crate::domain;
use crate::domain::attachments::write;
use crate::graphql::error::{UserError, faults};
use crate::graphql::inputs::followups::{AttachmentAddInput, AttachmentUpdateInput};
use crate::graphql::types::{Attachment, Attachments, context};

/// Entry points for writing files.
#[derive(Debug, Default)]
pub struct AttachmentMutation;

/// What came of `attachmentAdd` or `attachmentUpdate`.
#[derive(Debug, Default, SimpleObject)]
pub struct AttachmentPayload {
    /// The file as it is then. Null when there are faults.
    attachment: Option<Attachment>,
    /// What is wrong with the input. Empty when all went well.
    user_errors: Vec<UserError>,
}

/// What came of `attachmentDelete`.
#[derive(Debug, Default, SimpleObject)]
pub struct AttachmentDeletePayload {
    /// The number of the file that is gone.
    deleted_id: Option<i32>,
    /// What is wrong with the input. Empty when all went well.
    user_errors: Vec<UserError>,
}

fn payload(outcome: domain::Result<entity::followup_attachment::Model>) -> Result<AttachmentPayload> {
    match outcome {
        Ok(row) => Ok(AttachmentPayload { attachment: Attachments::of_rows(vec![row]).pop(), user_errors: Vec::new() }),
        Err(error) => Ok(AttachmentPayload { attachment: None, user_errors: faults(error)? }),
    }
}

#[Object]
impl AttachmentMutation {
    /// Adds a file to a follow-up: the file and its row, or nothing.
    ///
    /// ```graphql
    /// mutation($file: Upload!) {
    ///   attachmentAdd(input: { followUpId: 1, file: $file }) { attachment { filename size url } userErrors { field message } }
    /// }
    /// ```
    async fn attachment_add(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The new file.")] input: AttachmentAddInput,
    ) -> Result<AttachmentPayload> {
        payload(write::add(context(ctx), input.into_domain(ctx).await?).await)
    }

    /// Changes what is written down of a file, or puts another file in its place.
    ///
    /// ```graphql
    /// mutation { attachmentUpdate(input: { id: 1, filename: "report.txt" }) { attachment { filename } userErrors { field message } } }
    /// ```
    async fn attachment_update(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The change.")] input: AttachmentUpdateInput,
    ) -> Result<AttachmentPayload> {
        let input = input.into_domain(ctx)?;
        payload(write::update(context(ctx), input).await)
    }

    /// Deletes a file.
    ///
    /// ```graphql
    /// mutation { attachmentDelete(id: 1) { deletedId userErrors { message } } }
    /// ```
    async fn attachment_delete(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The number of the file.")] id: i32,
    ) -> Result<AttachmentDeletePayload> {
        write::delete(context(ctx), id).await?;
        Ok(AttachmentDeletePayload { deleted_id: Some(id), user_errors: Vec::new() })
    }
}
