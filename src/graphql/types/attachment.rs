//! Attachments of follow-ups and their URLs.

use std::collections::HashSet;
use std::sync::{Arc, Weak};

use async_graphql::{Context, ID, Object, Result, SimpleObject};
use entity::followup_attachment;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::domain;
use crate::domain::tickets::attachments::html_preview;
use crate::domain::tickets::attachments::link::{self, Link, Owner};
use crate::domain::tickets::followups::list as followups;
use crate::graphql::budget::LongText;
use crate::graphql::connection::Row;
use crate::graphql::id::{self, NodeKind};
use crate::graphql::loaders::Once;
use crate::graphql::types::{FollowUp, FollowUps, context};

/// Characters to escape in the URL of a file (django/utils/encoding.py, `filepath_to_uri`).
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'/')
    .remove(b'~')
    .remove(b'!')
    .remove(b'*')
    .remove(b'(')
    .remove(b')')
    .remove(b'\'')
    .remove(b'-')
    .remove(b'_')
    .remove(b'.');

/// Returns the URL of a stored file under a media URL.
#[must_use]
pub fn url(media_url: &str, file: &str) -> String {
    format!(
        "{media_url}{}",
        utf8_percent_encode(&file.replace('\\', "/"), ESCAPED)
    )
}

/// Returns a signed URL of the attachment `id`, which is stored at `file`.
pub(super) fn signed_url(context: &domain::Context, owner: Owner, id: i32, file: &str) -> String {
    let name = file.rsplit(['/', '\\']).next().unwrap_or_default();
    format!(
        "{}{}",
        context.config.path_prefix(),
        Link::new(context, owner, id).path(&url("", name))
    )
}

/// Attachments that were read together.
#[derive(Debug, Default)]
pub struct Attachments {
    rows: Vec<followup_attachment::Model>,
    /// The follow-ups whose attachments these are, if they were read first. A weak reference, because
    /// the follow-ups own this batch.
    parents: Weak<FollowUps>,
    followups: Once<Vec<FollowUp>>,
    /// Database IDs of attachments whose path the viewer may know.
    with_known_path: Once<HashSet<i32>>,
}

impl Attachments {
    /// Creates a batch of attachments of `parents`.
    pub fn of_followups(
        rows: Vec<followup_attachment::Model>,
        parents: &Arc<FollowUps>,
    ) -> Vec<Attachment> {
        Self {
            rows,
            parents: Arc::downgrade(parents),
            ..Self::default()
        }
        .children()
    }

    /// Creates a batch of attachments that were read without their follow-ups.
    pub fn of_rows(rows: Vec<followup_attachment::Model>) -> Vec<Attachment> {
        Self {
            rows,
            ..Self::default()
        }
        .children()
    }

    fn children(self) -> Vec<Attachment> {
        let batch = Arc::new(self);
        (0..batch.rows.len())
            .map(|index| Attachment {
                batch: Arc::clone(&batch),
                index,
            })
            .collect()
    }
}

/// An attachment of a batch.
#[derive(Clone, Debug)]
pub struct Attachment {
    batch: Arc<Attachments>,
    index: usize,
}

impl Row<followup_attachment::Model> for Attachment {
    fn row(&self) -> Option<&followup_attachment::Model> {
        self.batch.rows.get(self.index)
    }
}

impl Attachment {
    /// The row.
    pub(crate) fn model(&self) -> &followup_attachment::Model {
        &self.batch.rows[self.index]
    }

    /// Returns the follow-up of the attachment, which the viewer may see.
    async fn find_follow_up(&self, ctx: &Context<'_>) -> domain::Result<FollowUp> {
        let id = self.model().followup_id;
        if let Some(batch) = self.batch.parents.upgrade() {
            return FollowUps::find(&batch, id).ok_or(domain::Error::NotFound);
        }
        let read = || async {
            let ids: HashSet<i32> = self.batch.rows.iter().map(|row| row.followup_id).collect();
            let ids: Vec<i32> = ids.into_iter().collect();
            Ok(FollowUps::of_rows(
                followups::by_ids(context(ctx), &ids).await?,
            ))
        };
        let found = self
            .batch
            .followups
            .get(read)
            .await?
            .iter()
            .find(|followup| followup.model().id == id)
            .cloned();
        found.ok_or(domain::Error::NotFound)
    }

    /// Returns the path in the storage, which contains the ticket's secret key, to viewers who may see
    /// the key.
    async fn path(&self, ctx: &Context<'_>) -> domain::Result<Option<&str>> {
        let read = || async {
            let ids: Vec<i32> = self.batch.rows.iter().map(|row| row.id).collect();
            Ok(link::with_known_path(context(ctx), &ids)
                .await?
                .into_iter()
                .collect())
        };
        let model = self.model();
        Ok(self
            .batch
            .with_known_path
            .get(read)
            .await?
            .contains(&model.id)
            .then_some(model.file.as_str()))
    }
}

/// A file attached to a follow-up.
#[Object]
impl Attachment {
    /// Global ID of the attachment.
    pub(crate) async fn id(&self) -> ID {
        id::encode(NodeKind::Attachment, self.model().id)
    }

    /// Database ID of the attachment; `id` in the REST API.
    async fn database_id(&self) -> i32 {
        self.model().id
    }

    /// Follow-up of the attachment.
    async fn follow_up(&self, ctx: &Context<'_>) -> Result<FollowUp> {
        Ok(self.find_follow_up(ctx).await?)
    }

    /// Whether the viewer can change the name and type of the file, or replace it
    /// (`attachmentUpdate`).
    async fn viewer_can_update(&self, ctx: &Context<'_>) -> Result<bool> {
        Ok(self.find_follow_up(ctx).await?.is_workable(ctx).await?)
    }

    /// Whether the viewer can delete the file (`attachmentDelete`).
    async fn viewer_can_delete(&self, ctx: &Context<'_>) -> Result<bool> {
        Ok(self.find_follow_up(ctx).await?.is_workable(ctx).await?)
    }

    /// Path of the file in the storage. Visible to viewers who may see the ticket's `secretKey`,
    /// which the path contains.
    async fn file(&self, ctx: &Context<'_>) -> Option<Result<&str>> {
        self.path(ctx).await.map_err(Into::into).transpose()
    }

    /// URL of the file: absolute if `public_url` is configured, otherwise a path on this server.
    /// Everyone who knows the URL can read the file. For viewers who may not see the ticket's
    /// `secretKey`, the URL changes and expires within a day.
    async fn url(&self, ctx: &Context<'_>) -> Result<String> {
        let context = context(ctx);
        let base = context.config.public_url.trim_end_matches('/');
        if let Some(path) = self.path(ctx).await? {
            return Ok(format!("{base}{}", url(&context.config.media_url, path)));
        }
        let model = self.model();
        Ok(format!(
            "{base}{}",
            signed_url(context, Owner::FollowUp, model.id, &model.file)
        ))
    }

    /// Filename.
    async fn filename(&self) -> &str {
        &self.model().filename
    }

    /// Media type, such as `text/plain`.
    async fn mime_type(&self) -> &str {
        &self.model().mime_type
    }

    /// Size in bytes.
    async fn size(&self, ctx: &Context<'_>) -> i64 {
        let size = self.model().size.0;
        // SQLite stores larger numbers than `Int` of GraphQL can represent.
        if context(ctx).dialect.has_64_bit_integers() {
            size
        } else {
            size.clamp(i32::MIN.into(), i32::MAX.into())
        }
    }

    /// Preview of an HTML file, such as the HTML part of an email. Null for other types, for files
    /// over 1 MiB or with very many tags, and if the file is missing.
    async fn html_preview(&self, ctx: &Context<'_>) -> Option<Result<HtmlPreview>> {
        let preview = html_preview::of(context(ctx), self.model()).await;
        preview
            .map(|found| found.map(HtmlPreview::from))
            .map_err(Into::into)
            .transpose()
    }
}

/// Preview of an HTML file: safe to show, but not to be trusted. It contains no scripts, forms,
/// frames or style sheets, and loads nothing. Show it in a sandboxed frame.
#[derive(Debug, SimpleObject)]
pub struct HtmlPreview {
    /// Sanitized HTML.
    html: LongText<String>,
    /// Number of images that were removed because they would be loaded from elsewhere.
    blocked_image_count: i32,
}

impl From<html_preview::Preview> for HtmlPreview {
    fn from(preview: html_preview::Preview) -> Self {
        Self {
            html: LongText(preview.html),
            blocked_image_count: i32::try_from(preview.blocked_images).unwrap_or(i32::MAX),
        }
    }
}
