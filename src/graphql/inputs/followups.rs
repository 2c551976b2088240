//! What the mutations of follow-ups and of their files take.

use async_graphql::{Context, InputObject, MaybeUndefined, Upload};

use crate::domain;
use crate::domain::attachments::write as attachments;
use crate::domain::followups::{add, update};
use crate::graphql::inputs::changes::{TicketChangesInput, maybe};
use crate::graphql::inputs::{idempotency, upload};
use crate::graphql::scalars::Duration;

/// A new follow-up.
#[derive(Debug, InputObject)]
pub struct FollowUpAddInput {
    /// The number of the ticket.
    pub ticket_id: i32,
    /// The line above it, at most 200 characters; made from what is done when there is none.
    pub title: Option<String>,
    /// What is said, in Markdown.
    pub comment: Option<String>,
    /// Whether the submitter may read it.
    #[graphql(default)]
    pub public: bool,
    /// How long it took.
    pub time_spent: Option<Duration>,
    /// Files, by the GraphQL multipart request specification.
    pub attachments: Option<Vec<Upload>>,
    /// What else changes on the ticket: its status, its owner and so on.
    pub changes: Option<TicketChangesInput>,
    /// Checks everything and writes nothing.
    #[graphql(default)]
    pub validate_only: bool,
    /// A name of your own for this request, at most 255 characters: said again within a day (or what the installation
    /// sets) it makes nothing anew, but gives what the first request made. With another input it is a conflict.
    pub idempotency_key: Option<String>,
}

impl FollowUpAddInput {
    /// The input as the domain takes it; uploads are opened.
    ///
    /// # Errors
    /// A file that was spooled and cannot be read.
    pub async fn into_domain(self, ctx: &Context<'_>) -> domain::Result<add::Input> {
        let attachments = upload::open_all(self.attachments, ctx)?;
        let request = idempotency::request(ctx, self.idempotency_key, &attachments).await?;
        Ok(add::Input {
            ticket: self.ticket_id,
            title: self.title,
            comment: self.comment.unwrap_or_default(),
            public: self.public,
            time_spent: self.time_spent.map(|time| time.0.0),
            attachments,
            changes: self.changes.unwrap_or_default().into(),
            validate_only: self.validate_only,
            request,
        })
    }
}

/// A change of a follow-up. A field that is left out stays as it is; null empties it.
#[derive(Clone, Debug, InputObject)]
pub struct FollowUpUpdateInput {
    /// The number of the follow-up.
    pub id: i32,
    /// The number of the ticket to move it to.
    pub ticket_id: Option<i32>,
    /// The number of the author.
    pub user_id: MaybeUndefined<i32>,
    /// The line above it, at most 200 characters.
    pub title: MaybeUndefined<String>,
    /// What is said, in Markdown.
    pub comment: MaybeUndefined<String>,
    /// Whether the submitter may read it.
    pub public: Option<bool>,
    /// The number of the status that it speaks of; the ticket's own status stays as it is.
    pub new_status_code: MaybeUndefined<i32>,
    /// How long it took.
    pub time_spent: MaybeUndefined<Duration>,
}

impl From<FollowUpUpdateInput> for update::Input {
    fn from(input: FollowUpUpdateInput) -> Self {
        Self {
            id: input.id,
            ticket: input.ticket_id,
            user: maybe(input.user_id),
            title: maybe(input.title),
            comment: maybe(input.comment),
            public: input.public,
            new_status: maybe(input.new_status_code),
            time_spent: maybe(input.time_spent).map(|time| time.map(|time| time.0.0)),
        }
    }
}

/// A new file of a follow-up.
#[derive(Debug, InputObject)]
pub struct AttachmentAddInput {
    /// The number of the follow-up.
    pub follow_up_id: i32,
    /// The file, by the GraphQL multipart request specification.
    pub file: Upload,
    /// The name that people see; the file's own when there is none.
    pub filename: Option<String>,
    /// The type; by the name when there is none.
    pub mime_type: Option<String>,
    /// The length in bytes to write down; the file's own when there is none or it is 0.
    pub size: Option<i32>,
    /// A name of your own for this request, at most 255 characters: said again within a day (or what the installation
    /// sets) it makes nothing anew, but gives what the first request made. With another input it is a conflict.
    pub idempotency_key: Option<String>,
}

impl AttachmentAddInput {
    /// The input as the domain takes it; the upload is opened.
    ///
    /// # Errors
    /// A file that was spooled and cannot be read.
    pub async fn into_domain(self, ctx: &Context<'_>) -> domain::Result<attachments::NewFile> {
        let names = attachments::Names { filename: self.filename, mime_type: self.mime_type, size: self.size };
        let file = upload::open(&self.file, ctx)?;
        let request = idempotency::request(ctx, self.idempotency_key, std::slice::from_ref(&file)).await?;
        Ok(attachments::NewFile { followup: self.follow_up_id, file, names, request })
    }
}

/// A change of a file. A field that is left out stays as it is.
#[derive(Debug, InputObject)]
pub struct AttachmentUpdateInput {
    /// The number of the file.
    pub id: i32,
    /// The number of the follow-up to move it to.
    pub follow_up_id: Option<i32>,
    /// Another file in its place; the old one goes.
    pub file: Option<Upload>,
    /// The name that people see.
    pub filename: Option<String>,
    /// The type; empty: by the name.
    pub mime_type: Option<String>,
    /// The length in bytes to write down; 0: the file's own.
    pub size: Option<i32>,
}

impl AttachmentUpdateInput {
    /// The input as the domain takes it; the upload is opened.
    ///
    /// # Errors
    /// A file that was spooled and cannot be read.
    pub fn into_domain(self, ctx: &Context<'_>) -> domain::Result<attachments::Input> {
        let names = attachments::Names { filename: self.filename, mime_type: self.mime_type, size: self.size };
        let file = self.file.map(|file| upload::open(&file, ctx)).transpose()?;
        Ok(attachments::Input { id: self.id, followup: self.follow_up_id, file, names })
    }
}
