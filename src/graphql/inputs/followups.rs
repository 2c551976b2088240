//! What the mutations of follow-ups and of their files take.

use async_graphql::{Context, ID, InputObject, MaybeUndefined, Upload};

use crate::domain;
use crate::domain::tickets::attachments::write as attachments;
use crate::domain::tickets::followups::{add, update};
use crate::graphql::id::{NodeKind, Reference};
use crate::graphql::inputs::changes::{TicketChangesInput, given, maybe};
use crate::graphql::inputs::{idempotency, upload};
use crate::graphql::scalars::{DateTime, Duration};
use crate::graphql::types::context;

/// A new follow-up.
#[derive(Debug, InputObject)]
pub struct FollowUpAddInput {
    /// The ticket. The global id, or the number.
    pub ticket_id: ID,
    /// The line above it, at most 200 characters; made from what is done when there is none.
    pub title: Option<String>,
    /// What is said, in Markdown; needed where nothing else is said or done.
    pub comment: Option<String>,
    /// Whether the submitter may read it.
    #[graphql(default)]
    pub public: bool,
    /// How long it took; not less than nothing.
    pub time_spent: Option<Duration>,
    /// Files, by the GraphQL multipart request specification.
    pub attachments: Option<Vec<Upload>>,
    /// What else changes on the ticket: its status, its owner and so on.
    pub changes: Option<TicketChangesInput>,
    /// The ticket's `modified` as you saw it last. Somebody else's change since then makes this a
    /// CONFLICT.
    pub expected_modified: Option<DateTime>,
    /// Checks everything and writes nothing.
    #[graphql(default)]
    pub validate_only: bool,
    /// A name of your own for this request, at most 255 characters: said again within a day (or
    /// what the installation sets) it makes nothing anew, but gives what the first request made.
    /// With another input it is a conflict, and so it is when what was made is gone or not yours to
    /// see any more. An explicit default is the same input as none.
    pub idempotency_key: Option<String>,
}

impl FollowUpAddInput {
    /// Receives the files, if the viewer may add a follow-up to the ticket.
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

    /// The input as the domain takes it; uploads are opened.
    ///
    /// # Errors
    /// An id that is none of a ticket; a file that was spooled and cannot be read.
    pub async fn into_domain(self, ctx: &Context<'_>) -> domain::Result<add::NewFollowUp> {
        let ticket = Reference::TICKET.parse_target(context(ctx), &self.ticket_id)?;
        let attachments = upload::open_all(self.attachments, ctx).await?;
        let request = idempotency::request(ctx, self.idempotency_key, &attachments).await?;
        Ok(add::NewFollowUp {
            ticket,
            title: self.title,
            comment: self.comment.unwrap_or_default(),
            public: self.public,
            time_spent: self.time_spent.map(|time| time.0.0),
            attachments,
            changes: self.changes.unwrap_or_default().into(),
            expected_modified: self.expected_modified.map(|moment| moment.0.0),
            validate_only: self.validate_only,
            request,
        })
    }
}

/// A change of a follow-up. A field that is left out stays as it is; null empties it, where a
/// follow-up can be without.
#[derive(Clone, Debug, InputObject)]
pub struct FollowUpUpdateInput {
    /// The follow-up. The global id, or the number.
    pub id: ID,
    /// The ticket to move it to; not null. The global id, or the number.
    pub ticket_id: MaybeUndefined<ID>,
    /// The author. The global id, or the number.
    pub user_id: MaybeUndefined<ID>,
    /// The line above it, at most 200 characters.
    pub title: MaybeUndefined<String>,
    /// What is said, in Markdown.
    pub comment: MaybeUndefined<String>,
    /// Whether the submitter may read it; not null.
    pub public: MaybeUndefined<bool>,
    /// The number of the status that it speaks of; the ticket's own status stays as it is.
    pub new_status_code: MaybeUndefined<i32>,
    /// How long it took; not less than nothing.
    pub time_spent: MaybeUndefined<Duration>,
    /// Checks everything and writes nothing.
    #[graphql(default)]
    pub validate_only: bool,
}

impl FollowUpUpdateInput {
    /// The input as the domain takes it.
    ///
    /// # Errors
    /// An id that is none of a follow-up.
    pub fn into_domain(self, ctx: &Context<'_>) -> domain::Result<update::FollowUpUpdate> {
        let id = NodeKind::FollowUp.parse_target(context(ctx), "id", &self.id)?;
        let mut faults = Vec::new();
        Ok(update::FollowUpUpdate {
            id,
            ticket: given(
                Reference::TICKET.parse_optional(self.ticket_id, &mut faults),
                "ticket",
                &mut faults,
            ),
            user: maybe(Reference::USER.parse_optional(self.user_id, &mut faults)),
            title: maybe(self.title),
            comment: maybe(self.comment),
            public: given(self.public, "public", &mut faults),
            new_status: maybe(self.new_status_code),
            time_spent: maybe(self.time_spent).map(|time| time.map(|time| time.0.0)),
            errors: faults,
            validate_only: self.validate_only,
        })
    }
}

/// A new file of a follow-up.
#[derive(Debug, InputObject)]
pub struct AttachmentAddInput {
    /// The follow-up. The global id, or the number.
    pub follow_up_id: ID,
    /// The file, by the GraphQL multipart request specification.
    pub file: Upload,
    /// The name that people see; the file's own when there is none. No path, and of an ending that
    /// the installation takes.
    pub filename: Option<String>,
    /// The type and the subtype; when there is none, what the file was sent with, else by the name.
    pub mime_type: Option<String>,
    /// Checks everything and writes nothing.
    #[graphql(default)]
    pub validate_only: bool,
    /// A name of your own for this request, at most 255 characters: said again within a day (or
    /// what the installation sets) it makes nothing anew, but gives what the first request made.
    /// With another input it is a conflict, and so it is when what was made is gone or not yours to
    /// see any more. An explicit default is the same input as none.
    pub idempotency_key: Option<String>,
}

impl AttachmentAddInput {
    /// Receives the file, if the viewer may add one to the follow-up.
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

    /// The input as the domain takes it; the upload is opened.
    ///
    /// # Errors
    /// An id that is none of a follow-up; a file that was spooled and cannot be read.
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

/// The length that is to be written down; the graph's own clients cannot name one.
fn size(ctx: &Context<'_>) -> Option<i64> {
    ctx.data_opt::<upload::WrittenSize>().map(|size| size.0)
}

/// A change of a file. A field that is left out stays as it is, or becomes what the new file is.
#[derive(Debug, InputObject)]
pub struct AttachmentUpdateInput {
    /// The file. The global id, or the number.
    pub id: ID,
    /// The follow-up to move it to; not null. The global id, or the number.
    pub follow_up_id: MaybeUndefined<ID>,
    /// Another file in its place, not null; the old one goes, and so do its name, type and length.
    pub file: MaybeUndefined<Upload>,
    /// The name that people see, not null. No path, and of an ending that the installation takes.
    pub filename: MaybeUndefined<String>,
    /// The type and the subtype; null or empty: by the name.
    pub mime_type: MaybeUndefined<String>,
    /// Checks everything and writes nothing.
    #[graphql(default)]
    pub validate_only: bool,
}

impl AttachmentUpdateInput {
    /// Receives the new file, if there is one and the viewer may replace the old one.
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

    /// The input as the domain takes it; the upload is opened.
    ///
    /// # Errors
    /// An id that is none of a file; a file that was spooled and cannot be read.
    pub async fn into_domain(self, ctx: &Context<'_>) -> domain::Result<attachments::FileUpdate> {
        let id = NodeKind::Attachment.parse_target(context(ctx), "id", &self.id)?;
        let mime_type = maybe(self.mime_type).map(Option::unwrap_or_default);
        let mut faults = Vec::new();
        let followup = given(
            Reference::FOLLOW_UP.parse_optional(self.follow_up_id, &mut faults),
            "followup",
            &mut faults,
        );
        let file = given(self.file, "file", &mut faults);
        let filename = given(self.filename, "filename", &mut faults);
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
            errors: faults,
            validate_only: self.validate_only,
        })
    }
}
