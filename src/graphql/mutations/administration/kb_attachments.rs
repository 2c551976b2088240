//! Mutations of the files of the knowledge base.

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject, Upload};
use entity::{kb_item, kb_item_attachment};

use crate::domain;
use crate::domain::tickets::attachments::kb::{self, NewKbFile};
use crate::graphql::error::{UserError, user_errors};
use crate::graphql::id::{self, NodeKind, Reference};
use crate::graphql::inputs::{idempotency, upload};
use crate::graphql::types::context;
use crate::graphql::types::knowledge_base::{KbAttachment, KbItem};

/// Mutations of the files of the knowledge base.
#[derive(Debug, Default)]
pub struct KbAttachmentMutation;

/// File to attach to an item of the knowledge base.
#[derive(InputObject)]
pub struct KbItemAttachmentAddInput {
    /// ID of the item: a global ID or a number.
    pub kb_item_id: ID,
    /// File, sent as in the GraphQL multipart request specification.
    pub file: Upload,
    /// Displayed file name without a path, at most 1000 characters; its extension must be allowed
    /// (see `attachmentRules`). By default, the name of the uploaded file.
    pub filename: Option<String>,
    /// MIME type, at most 255 characters. By default, the type that was sent with the file, or else
    /// the type of its extension.
    pub mime_type: Option<String>,
    /// Validates the input without writing anything.
    #[graphql(default)]
    pub validate_only: bool,
    /// Key that the client chooses, at most 255 characters. A repeated request with the same key
    /// and the same input returns the first result instead of creating a duplicate, for 24 hours
    /// unless the installation sets another time. A different input is a CONFLICT, and so is a
    /// created object that was deleted. An explicit default counts as an omitted field.
    pub idempotency_key: Option<String>,
}

/// File to remove from an item of the knowledge base.
#[derive(InputObject)]
pub struct KbItemAttachmentRemoveInput {
    /// ID of the attachment: a global ID or a number.
    pub id: ID,
    /// Validates the request without removing anything.
    #[graphql(default)]
    pub validate_only: bool,
}

/// Result of `kbItemAttachmentAdd`.
#[derive(Debug, Default, SimpleObject)]
pub struct KbItemAttachmentAddPayload {
    /// Attachment. Null if there are errors or `validateOnly` is set.
    attachment: Option<KbAttachment>,
    /// Item of the knowledge base. Null if there are errors.
    kb_item: Option<KbItem>,
    /// Errors of the input. Empty on success.
    user_errors: Vec<UserError>,
}

/// Result of `kbItemAttachmentRemove`.
#[derive(Debug, Default, SimpleObject)]
pub struct KbItemAttachmentRemovePayload {
    /// Global ID of the removed attachment. Null if there are errors or `validateOnly` is set.
    deleted_id: Option<ID>,
    /// Numeric ID of the removed attachment.
    deleted_database_id: Option<i32>,
    /// Item of the knowledge base. Null if there are errors.
    kb_item: Option<KbItem>,
    /// Errors of the input. Empty on success.
    user_errors: Vec<UserError>,
}

fn item(row: kb_item::Model) -> Option<KbItem> {
    KbItem::of_rows(vec![row]).pop()
}

type Added = (kb_item::Model, Option<kb_item_attachment::Model>);

/// Receives the file and adds it. The inner result is the domain's.
async fn add(ctx: &Context<'_>, input: KbItemAttachmentAddInput) -> Result<domain::Result<Added>> {
    let context = context(ctx);
    let item = match Reference::KB_ITEM.parse_target(context, &input.kb_item_id) {
        Ok(item) => item,
        Err(error) => return Ok(Err(error)),
    };
    let check = || async { kb::may_add(context, item).await };
    if let Err(error) = upload::receive(ctx, 1, input.idempotency_key.as_deref(), check).await? {
        return Ok(Err(error));
    }
    let file = upload::open(&input.file, ctx).await?;
    let request =
        idempotency::request(ctx, input.idempotency_key, std::slice::from_ref(&file)).await?;
    let new = NewKbFile {
        item,
        file,
        filename: input.filename,
        mime_type: input.mime_type,
    };
    Ok(kb::add(context, new, request.as_ref(), input.validate_only).await)
}

async fn add_file(
    ctx: &Context<'_>,
    input: KbItemAttachmentAddInput,
) -> Result<KbItemAttachmentAddPayload> {
    match add(ctx, input).await? {
        Ok((row, file)) => {
            let rows = file.into_iter().collect();
            let mut files = KbAttachment::of_rows(context(ctx), rows).await?;
            Ok(KbItemAttachmentAddPayload {
                attachment: files.pop().map(|(_, file)| file),
                kb_item: item(row),
                user_errors: Vec::new(),
            })
        }
        Err(error) => Ok(KbItemAttachmentAddPayload {
            user_errors: user_errors(ctx, error, "kbItemId")?,
            ..KbItemAttachmentAddPayload::default()
        }),
    }
}

async fn remove_file(
    ctx: &Context<'_>,
    input: KbItemAttachmentRemoveInput,
) -> Result<KbItemAttachmentRemovePayload> {
    let outcome = async {
        let number = NodeKind::KbAttachment.parse_target(context(ctx), "id", &input.id)?;
        let row = kb::remove(context(ctx), number, input.validate_only).await?;
        Ok((number, row))
    };
    let outcome: domain::Result<(i32, kb_item::Model)> = outcome.await;
    match outcome {
        Ok((number, row)) => {
            let removed = (!input.validate_only).then_some(number);
            Ok(KbItemAttachmentRemovePayload {
                deleted_id: removed.map(|number| id::encode(NodeKind::KbAttachment, number)),
                deleted_database_id: removed,
                kb_item: item(row),
                user_errors: Vec::new(),
            })
        }
        Err(error) => Ok(KbItemAttachmentRemovePayload {
            user_errors: user_errors(ctx, error, "id")?,
            ..KbItemAttachmentRemovePayload::default()
        }),
    }
}

#[Object]
impl KbAttachmentMutation {
    /// Attaches a file to an item of the knowledge base. Only for staff with the permissions
    /// `helpdesk.change_kbitem` and `helpdesk.add_kbiattachment`.
    ///
    #[doc = r#"```graphql
mutation($file: Upload!) {
  kbItemAttachmentAdd(input: { kbItemId: "1", file: $file }) {
    attachment { filename size url }
    kbItem { title }
    userErrors { field message code }
  }
}
```"#]
    async fn kb_item_attachment_add(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "File to attach.")] input: KbItemAttachmentAddInput,
    ) -> Option<Result<KbItemAttachmentAddPayload>> {
        Some(add_file(ctx, input).await)
    }

    /// Removes a file from an item of the knowledge base. Only for staff with the permissions
    /// `helpdesk.change_kbitem` and `helpdesk.delete_kbiattachment`.
    ///
    #[doc = r#"```graphql
mutation($file: Upload!) {
  kbItemAttachmentAdd(input: { kbItemId: "1", file: $file }) { attachment { databaseId } userErrors { message } }
  kbItemAttachmentRemove(input: { id: "1" }) { deletedId kbItem { title } userErrors { field message code } }
}
```"#]
    async fn kb_item_attachment_remove(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "File to remove.")] input: KbItemAttachmentRemoveInput,
    ) -> Option<Result<KbItemAttachmentRemovePayload>> {
        Some(remove_file(ctx, input).await)
    }
}
