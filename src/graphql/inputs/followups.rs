//! Inputs of the mutations of follow-ups and attachments.

use async_graphql::{Context, ID, InputObject, MaybeUndefined, Upload};

use crate::domain;
use crate::domain::tickets::attachments::write as attachments;
use crate::domain::tickets::followups::as_sent::Sent;
use crate::domain::tickets::followups::{add, update};
use crate::graphql::id::{NodeKind, Reference};
use crate::graphql::inputs::changes::{TicketChangesInput, given, maybe};
use crate::graphql::inputs::{idempotency, upload};
use crate::graphql::scalars::{DateTime, Duration};
use crate::graphql::types::context;

/// Columns of a follow-up that REST clients of old releases of django-helpdesk may set, for a
/// request's data.
#[derive(Clone, Copy, Debug, Default)]
pub struct Authorship {
    /// ID of the author.
    pub author: Option<i32>,
    /// The date.
    pub date: Option<chrono::DateTime<chrono::Utc>>,
    /// A status that the ticket does not get.
    pub new_status: Option<i32>,
}

/// Follow-up to add.
#[derive(Debug, InputObject)]
pub struct FollowUpAddInput {
    /// ID of the ticket: a global ID or a number.
    pub ticket_id: ID,
    /// Title, at most 200 characters. By default, it is derived from the changes.
    pub title: Option<String>,
    /// Comment in Markdown. Required if the follow-up changes and attaches nothing.
    pub comment: Option<String>,
    /// Whether the submitter may read it.
    #[graphql(default)]
    pub public: bool,
    /// Time spent; not negative.
    pub time_spent: Option<Duration>,
    /// Files, sent as in the GraphQL multipart request specification.
    pub attachments: Option<Vec<Upload>>,
    /// Changes of the ticket, such as its status or owner. They are separate from the other fields
    /// because both have a title.
    pub changes: Option<TicketChangesInput>,
    /// Value of the ticket's `updatedAt` when you read it. If the ticket has changed since then, the
    /// mutation fails with CONFLICT.
    pub expected_updated_at: Option<DateTime>,
    /// Validates the input without writing anything.
    #[graphql(default)]
    pub validate_only: bool,
    /// Key that the client chooses, at most 255 characters. A repeated request with the same key
    /// and the same input returns the first result instead of creating a duplicate, for 24 hours
    /// unless the installation sets another time. A different input is a CONFLICT, and so is a
    /// created object that was deleted or that you may no longer see. An explicit default counts
    /// as an omitted field.
    pub idempotency_key: Option<String>,
}

impl FollowUpAddInput {
    /// Receives the files if the viewer may add a follow-up to the ticket.
    ///
    /// # Errors
    /// As [`upload::receive`].
    pub async fn receive_files(
        &self,
        ctx: &Context<'_>,
    ) -> async_graphql::Result<domain::Result<()>> {
        let uses = self.attachments.as_ref().map_or(0, Vec::len);
        let check = || async {
            let ticket = Reference::TICKET.parse_target(context(ctx), &self.ticket_id)?;
            add::may_add(context(ctx), ticket).await
        };
        upload::receive(ctx, uses, self.idempotency_key.as_deref(), check).await
    }

    /// Converts to the domain's input and opens the uploads.
    ///
    /// # Errors
    /// Not the ID of a ticket; a spooled file that cannot be read.
    pub async fn into_domain(self, ctx: &Context<'_>) -> domain::Result<add::NewFollowUp> {
        let ticket = Reference::TICKET.parse_target(context(ctx), &self.ticket_id)?;
        let attachments = upload::open_all(self.attachments, ctx).await?;
        let request = idempotency::request(ctx, self.idempotency_key, &attachments).await?;
        let authorship = context(ctx)
            .dialect
            .stores_followups_as_sent()
            .then(|| ctx.data_opt::<Authorship>().copied().unwrap_or_default());
        let sent = authorship.map(|authorship| Sent {
            author: authorship.author,
            date: authorship.date.map(Into::into),
            title: self.title.clone(),
            comment: self.comment.clone(),
            new_status: authorship.new_status,
        });
        Ok(add::NewFollowUp {
            ticket,
            sent,
            title: self.title,
            comment: self.comment.unwrap_or_default(),
            public: self.public,
            time_spent: self.time_spent.map(|time| time.0.0),
            attachments,
            changes: self.changes.unwrap_or_default().into(),
            expected_updated_at: self.expected_updated_at.map(|moment| moment.0.0),
            validate_only: self.validate_only,
            request,
        })
    }
}

/// Changes of a follow-up. Omitted fields do not change. Null clears a field, unless it requires a
/// value.
#[derive(Clone, Debug, InputObject)]
pub struct FollowUpUpdateInput {
    /// ID of the follow-up: a global ID or a number.
    pub id: ID,
    /// ID of the ticket to move the follow-up to: a global ID or a number. Not null.
    pub ticket_id: MaybeUndefined<ID>,
    /// ID of the author: a global ID or a number.
    pub user_id: MaybeUndefined<ID>,
    /// Title, at most 200 characters.
    pub title: MaybeUndefined<String>,
    /// Comment in Markdown.
    pub comment: MaybeUndefined<String>,
    /// Whether the submitter may read it. Not null.
    pub public: MaybeUndefined<bool>,
    /// Code of the status that the follow-up reports. The status of the ticket does not change.
    pub new_status_code: MaybeUndefined<i32>,
    /// Time spent; not negative.
    pub time_spent: MaybeUndefined<Duration>,
    /// Validates the input without writing anything.
    #[graphql(default)]
    pub validate_only: bool,
}

impl FollowUpUpdateInput {
    /// Converts to the domain's input.
    ///
    /// # Errors
    /// Not the ID of a follow-up.
    pub fn into_domain(self, ctx: &Context<'_>) -> domain::Result<update::FollowUpUpdate> {
        let id = NodeKind::FollowUp.parse_target(context(ctx), "id", &self.id)?;
        let mut errors = Vec::new();
        Ok(update::FollowUpUpdate {
            id,
            ticket: given(
                Reference::TICKET.parse_optional(self.ticket_id, &mut errors),
                "ticket",
                &mut errors,
            ),
            user: maybe(Reference::USER.parse_optional(self.user_id, &mut errors)),
            date: ctx
                .data_opt::<Authorship>()
                .and_then(|authorship| authorship.date)
                .map(Into::into),
            title: maybe(self.title),
            comment: maybe(self.comment),
            public: given(self.public, "public", &mut errors),
            new_status: maybe(self.new_status_code),
            time_spent: maybe(self.time_spent).map(|time| time.map(|time| time.0.0)),
            errors,
            validate_only: self.validate_only,
        })
    }
}

/// File to attach to a follow-up.
#[derive(Debug, InputObject)]
pub struct AttachmentAddInput {
    /// ID of the follow-up: a global ID or a number.
    pub follow_up_id: ID,
    /// File, sent as in the GraphQL multipart request specification.
    pub file: Upload,
    /// Displayed file name without a path; its extension must be allowed (see `attachmentRules`).
    /// By default, the name of the uploaded file.
    pub filename: Option<String>,
    /// MIME type. By default, the type that was sent with the file, or else the type of its
    /// extension.
    pub mime_type: Option<String>,
    /// Validates the input without writing anything.
    #[graphql(default)]
    pub validate_only: bool,
    /// Key that the client chooses, at most 255 characters. A repeated request with the same key
    /// and the same input returns the first result instead of creating a duplicate, for 24 hours
    /// unless the installation sets another time. A different input is a CONFLICT, and so is a
    /// created object that was deleted or that you may no longer see. An explicit default counts
    /// as an omitted field.
    pub idempotency_key: Option<String>,
}

impl AttachmentAddInput {
    /// Receives the file if the viewer may attach one to the follow-up.
    ///
    /// # Errors
    /// As [`upload::receive`].
    pub async fn receive_files(
        &self,
        ctx: &Context<'_>,
    ) -> async_graphql::Result<domain::Result<()>> {
        let check = || async {
            let followup = Reference::FOLLOW_UP.parse_target(context(ctx), &self.follow_up_id)?;
            attachments::may_add(context(ctx), followup).await
        };
        upload::receive(ctx, 1, self.idempotency_key.as_deref(), check).await
    }

    /// Converts to the domain's input and opens the upload.
    ///
    /// # Errors
    /// Not the ID of a follow-up; a spooled file that cannot be read.
    pub async fn into_domain(self, ctx: &Context<'_>) -> domain::Result<attachments::NewFile> {
        let followup = Reference::FOLLOW_UP.parse_target(context(ctx), &self.follow_up_id)?;
        let names = attachments::FileMetadata {
            filename: self.filename,
            mime_type: self.mime_type,
            size: size(ctx),
        };
        let file = upload::open(&self.file, ctx).await?;
        let request =
            idempotency::request(ctx, self.idempotency_key, std::slice::from_ref(&file)).await?;
        Ok(attachments::NewFile {
            followup,
            file,
            names,
            validate_only: self.validate_only,
            request,
        })
    }
}

/// The size to store instead of the actual one. Only REST sets it.
fn size(ctx: &Context<'_>) -> Option<i64> {
    ctx.data_opt::<upload::StoredSize>().map(|size| size.0)
}

/// Changes of an attachment. Omitted fields do not change, unless a new file replaces them.
#[derive(Debug, InputObject)]
pub struct AttachmentUpdateInput {
    /// ID of the attachment: a global ID or a number.
    pub id: ID,
    /// ID of the follow-up to move the attachment to: a global ID or a number. Not null.
    pub follow_up_id: MaybeUndefined<ID>,
    /// New file, which replaces the old one with its name, type and size. Not null.
    pub file: MaybeUndefined<Upload>,
    /// Displayed file name without a path; its extension must be allowed (see `attachmentRules`).
    /// Not null.
    pub filename: MaybeUndefined<String>,
    /// MIME type. Null or empty text selects the type of the extension.
    pub mime_type: MaybeUndefined<String>,
    /// Validates the input without writing anything.
    #[graphql(default)]
    pub validate_only: bool,
}

impl AttachmentUpdateInput {
    /// Receives the new file, if any, if the viewer may replace the old one.
    ///
    /// # Errors
    /// As [`upload::receive`].
    pub async fn receive_files(
        &self,
        ctx: &Context<'_>,
    ) -> async_graphql::Result<domain::Result<()>> {
        let uses = usize::from(self.file.is_value());
        let check = || async {
            let id = NodeKind::Attachment.parse_target(context(ctx), "id", &self.id)?;
            attachments::may_update(context(ctx), id).await
        };
        upload::receive(ctx, uses, None, check).await
    }

    /// Converts to the domain's input and opens the upload.
    ///
    /// # Errors
    /// Not the ID of an attachment; a spooled file that cannot be read.
    pub async fn into_domain(self, ctx: &Context<'_>) -> domain::Result<attachments::FileUpdate> {
        let id = NodeKind::Attachment.parse_target(context(ctx), "id", &self.id)?;
        let mime_type = maybe(self.mime_type).map(Option::unwrap_or_default);
        let mut errors = Vec::new();
        let followup = given(
            Reference::FOLLOW_UP.parse_optional(self.follow_up_id, &mut errors),
            "followup",
            &mut errors,
        );
        let file = given(self.file, "file", &mut errors);
        let filename = given(self.filename, "filename", &mut errors);
        let names = attachments::FileMetadata {
            filename,
            mime_type,
            size: size(ctx),
        };
        let file = match file {
            Some(file) => Some(upload::open(&file, ctx).await?),
            None => None,
        };
        Ok(attachments::FileUpdate {
            id,
            followup,
            file,
            names,
            errors,
            validate_only: self.validate_only,
        })
    }
}
