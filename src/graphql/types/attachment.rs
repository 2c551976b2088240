//! A file of a follow-up.

use std::collections::HashSet;
use std::sync::{Arc, Weak};

use async_graphql::{Context, ID, Object, Result};
use entity::followup_attachment;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::domain;
use crate::domain::tickets::attachments::link::{self, Link, Owner};
use crate::domain::tickets::followups::list as followups;
use crate::graphql::connection::Row;
use crate::graphql::id::{self, NodeKind};
use crate::graphql::loaders::Once;
use crate::graphql::types::{FollowUp, FollowUps, context};

/// What stays as it is in a file's URL (django/utils/encoding.py, `filepath_to_uri`).
const KEPT: &AsciiSet = &NON_ALPHANUMERIC
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

/// The URL of a stored file under a media URL.
#[must_use]
pub fn url(media_url: &str, file: &str) -> String {
    format!(
        "{media_url}{}",
        utf8_percent_encode(&file.replace('\\', "/"), KEPT)
    )
}

/// A signed address of the file `id`, which lies at `file` in the storage.
pub(super) fn signed_url(context: &domain::Context, owner: Owner, id: i32, file: &str) -> String {
    let name = file.rsplit(['/', '\\']).next().unwrap_or_default();
    format!(
        "{}{}",
        context.config.path_prefix(),
        Link::new(context, owner, id).path(&url("", name))
    )
}

/// Files that were read together.
#[derive(Debug, Default)]
pub struct Attachments {
    rows: Vec<followup_attachment::Model>,
    /// The follow-ups through which they were reached; they hold this batch, so it must not hold
    /// them.
    parents: Weak<FollowUps>,
    followups: Once<Vec<FollowUp>>,
    /// Those whose path the viewer may know.
    open: Once<HashSet<i32>>,
}

impl Attachments {
    /// Files that were reached through their follow-ups.
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

    /// Files that were read by themselves.
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
            .map(|at| Attachment {
                all: Arc::clone(&batch),
                at,
            })
            .collect()
    }
}

/// A file of a follow-up.
#[derive(Clone, Debug)]
pub struct Attachment {
    all: Arc<Attachments>,
    at: usize,
}

impl Row<followup_attachment::Model> for Attachment {
    fn row(&self) -> Option<&followup_attachment::Model> {
        self.all.rows.get(self.at)
    }
}

impl Attachment {
    /// The row.
    pub(crate) fn model(&self) -> &followup_attachment::Model {
        &self.all.rows[self.at]
    }

    /// The path in the storage, for those who may know it: it has the ticket's key in it.
    async fn path(&self, ctx: &Context<'_>) -> domain::Result<Option<&str>> {
        let read = || async {
            let ids: Vec<i32> = self.all.rows.iter().map(|row| row.id).collect();
            Ok(link::with_known_path(context(ctx), &ids)
                .await?
                .into_iter()
                .collect())
        };
        let model = self.model();
        Ok(self
            .all
            .open
            .get(read)
            .await?
            .contains(&model.id)
            .then_some(model.file.as_str()))
    }
}

/// A file of a follow-up.
#[Object]
impl Attachment {
    /// The global id.
    pub(crate) async fn id(&self) -> ID {
        id::encode(NodeKind::Attachment, self.model().id)
    }

    /// The number, the same as in REST.
    async fn database_id(&self) -> i32 {
        self.model().id
    }

    /// The follow-up that it belongs to.
    async fn follow_up(&self, ctx: &Context<'_>) -> Result<FollowUp> {
        let id = self.model().followup_id;
        if let Some(all) = self.all.parents.upgrade() {
            return Ok(FollowUps::find(&all, id).ok_or(domain::Error::NotFound)?);
        }
        let read = || async {
            let ids: HashSet<i32> = self.all.rows.iter().map(|row| row.followup_id).collect();
            let ids: Vec<i32> = ids.into_iter().collect();
            Ok(FollowUps::of_rows(
                followups::by_ids(context(ctx), &ids).await?,
            ))
        };
        let found = self
            .all
            .followups
            .get(read)
            .await?
            .iter()
            .find(|followup| followup.model().id == id)
            .cloned();
        Ok(found.ok_or(domain::Error::NotFound)?)
    }

    /// Where the storage keeps it, from the storage's root. Null for those who may not see the
    /// ticket's `secretKey`, which is in it.
    async fn file(&self, ctx: &Context<'_>) -> Option<Result<&str>> {
        self.path(ctx).await.map_err(Into::into).transpose()
    }

    /// Where it is to be had: a whole URL if the installation named its address, else a path on
    /// this server. Whoever knows it may read; for those who may not see the ticket's `secretKey`
    /// it changes, and the old one ends within a day.
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

    /// The name that the sender gave it.
    async fn filename(&self) -> &str {
        &self.model().filename
    }

    /// Its type, as the sender named it.
    async fn mime_type(&self) -> &str {
        &self.model().mime_type
    }

    /// Its length in bytes.
    async fn size(&self, ctx: &Context<'_>) -> i64 {
        let size = self.model().size.0;
        // SQLite stores larger numbers than the graph's `Int` has.
        if context(ctx).dialect.has_64_bit_integers() {
            size
        } else {
            size.clamp(i32::MIN.into(), i32::MAX.into())
        }
    }
}
