//! What the mutations of follow-ups and of their files take.

use async_graphql::{Context, InputObject, MaybeUndefined, Upload};

use crate::domain;
use crate::domain::attachments::write as attachments;
use crate::domain::followups::{add, update};
use crate::graphql::inputs::changes::{TicketChangesInput, given, maybe};
use crate::graphql::inputs::{idempotency, upload};
use crate::graphql::scalars::{DateTime, Duration};

/// A new follow-up.
#[derive(Debug, InputObject)]
pub struct FollowUpAddInput {
    /// The number of the ticket.
    pub ticket_id: i32,
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
    /// The ticket's `modified` as you saw it last. Somebody else's change since then makes this a CONFLICT.
    pub expected_modified: Option<DateTime>,
    /// Checks everything and writes nothing.
    #[graphql(default)]
    pub validate_only: bool,
    /// A name of your own for this request, at most 255 characters: said again within a day (or what the installation
    /// sets) it makes nothing anew, but gives what the first request made. With another input it is a conflict, and so it is
    /// when what was made is gone or not yours to see any more. An explicit default is the same input as none.
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
            expected_modified: self.expected_modified.map(|moment| moment.0.0),
            validate_only: self.validate_only,
            request,
        })
    }
}

/// A change of a follow-up. A field that is left out stays as it is; null empties it, where a follow-up can be without.
#[derive(Clone, Debug, InputObject)]
pub struct FollowUpUpdateInput {
    /// The number of the follow-up.
    pub id: i32,
    /// The number of the ticket to move it to; not null.
    pub ticket_id: MaybeUndefined<i32>,
    /// The number of the author.
    pub user_id: MaybeUndefined<i32>,
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

impl From<FollowUpUpdateInput> for update::Input {
    fn from(input: FollowUpUpdateInput) -> Self {
        let mut nulls = Vec::new();
        Self {
            id: input.id,
            ticket: given(input.ticket_id, "ticket", &mut nulls),
            user: maybe(input.user_id),
            title: maybe(input.title),
            comment: maybe(input.comment),
            public: given(input.public, "public", &mut nulls),
            new_status: maybe(input.new_status_code),
            time_spent: maybe(input.time_spent).map(|time| time.map(|time| time.0.0)),
            nulls,
            validate_only: input.validate_only,
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
    /// The name that people see; the file's own when there is none. No path, and of an ending that the installation takes.
    pub filename: Option<String>,
    /// The type and the subtype; when there is none, what the file was sent with, else by the name.
    pub mime_type: Option<String>,
    /// Checks everything and writes nothing.
    #[graphql(default)]
    pub validate_only: bool,
    /// A name of your own for this request, at most 255 characters: said again within a day (or what the installation
    /// sets) it makes nothing anew, but gives what the first request made. With another input it is a conflict, and so it is
    /// when what was made is gone or not yours to see any more. An explicit default is the same input as none.
    pub idempotency_key: Option<String>,
}

impl AttachmentAddInput {
    /// The input as the domain takes it; the upload is opened.
    ///
    /// # Errors
    /// A file that was spooled and cannot be read.
    pub async fn into_domain(self, ctx: &Context<'_>) -> domain::Result<attachments::NewFile> {
        let names = attachments::Names { filename: self.filename, mime_type: self.mime_type, size: size(ctx) };
        let file = upload::open(&self.file, ctx)?;
        let request = idempotency::request(ctx, self.idempotency_key, std::slice::from_ref(&file)).await?;
        let (followup, validate_only) = (self.follow_up_id, self.validate_only);
        Ok(attachments::NewFile { followup, file, names, validate_only, request })
    }
}

/// The length that is to be written down; the graph's own clients cannot name one.
fn size(ctx: &Context<'_>) -> Option<i32> {
    ctx.data_opt::<upload::WrittenSize>().map(|size| size.0)
}

/// A change of a file. A field that is left out stays as it is, or becomes what the new file is.
#[derive(Debug, InputObject)]
pub struct AttachmentUpdateInput {
    /// The number of the file.
    pub id: i32,
    /// The number of the follow-up to move it to; not null.
    pub follow_up_id: MaybeUndefined<i32>,
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
    /// The input as the domain takes it; the upload is opened.
    ///
    /// # Errors
    /// A file that was spooled and cannot be read.
    pub fn into_domain(self, ctx: &Context<'_>) -> domain::Result<attachments::Input> {
        let mime_type = maybe(self.mime_type).map(Option::unwrap_or_default);
        let mut nulls = Vec::new();
        let followup = given(self.follow_up_id, "followup", &mut nulls);
        let file = given(self.file, "file", &mut nulls);
        let filename = given(self.filename, "filename", &mut nulls);
        let names = attachments::Names { filename, mime_type, size: size(ctx) };
        let file = file.map(|file| upload::open(&file, ctx)).transpose()?;
        Ok(attachments::Input { id: self.id, followup, file, names, nulls, validate_only: self.validate_only })
    }
}
