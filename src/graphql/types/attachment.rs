//! A file of a follow-up.

use std::collections::HashSet;
use std::sync::{Arc, Weak};

use async_graphql::{Context, ID, Object, Result};
use entity::followup_attachment;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::domain;
use crate::domain::followups::list as followups;
use crate::graphql::connection::Row;
use crate::graphql::id;
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
    format!("{media_url}{}", utf8_percent_encode(&file.replace('\\', "/"), KEPT))
}

/// Files that were read together.
#[derive(Debug, Default)]
pub struct Attachments {
    rows: Vec<followup_attachment::Model>,
    /// The follow-ups through which they were reached; they hold this batch, so it must not hold them.
    parents: Weak<FollowUps>,
    followups: Once<Vec<FollowUp>>,
}

impl Attachments {
    /// Files that were reached through their follow-ups.
    pub fn of_followups(rows: Vec<followup_attachment::Model>, parents: &Arc<FollowUps>) -> Vec<Attachment> {
        Self { rows, parents: Arc::downgrade(parents), ..Self::default() }.children()
    }

    /// Files that were read by themselves.
    pub fn of_rows(rows: Vec<followup_attachment::Model>) -> Vec<Attachment> {
        Self { rows, ..Self::default() }.children()
    }

    fn children(self) -> Vec<Attachment> {
        let batch = Arc::new(self);
        (0..batch.rows.len()).map(|at| Attachment { all: Arc::clone(&batch), at }).collect()
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
}

/// A file of a follow-up.
#[Object]
impl Attachment {
    /// The global id.
    pub(crate) async fn id(&self) -> ID {
        id::encode("Attachment", self.model().id)
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
            Ok(FollowUps::of_rows(followups::by_ids(context(ctx), &ids).await?))
        };
        let found = self.all.followups.get(read).await?.iter().find(|followup| followup.model().id == id).cloned();
        Ok(found.ok_or(domain::Error::NotFound)?)
    }

    /// Where the storage keeps it, from the storage's root.
    async fn file(&self) -> &str {
        &self.model().file
    }

    /// Where it is to be had: a whole URL if the installation named its address, else a path on this server.
    async fn url(&self, ctx: &Context<'_>) -> String {
        let config = &context(ctx).config;
        format!("{}{}", config.public_url.trim_end_matches('/'), url(&config.media_url, &self.model().file))
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
    async fn size(&self) -> i32 {
        self.model().size
    }
}
