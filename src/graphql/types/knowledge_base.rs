//! The knowledge base.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use async_graphql::{Context, ID, Object, Result, SimpleObject};
use entity::{kb_category, kb_item, kb_item_attachment};

use crate::domain;
use crate::domain::access;
use crate::domain::desk::knowledge_base::{self, ItemRow};
use crate::domain::desk::votes::{self, Vote};
use crate::domain::tickets::attachments::link::Owner;
use crate::domain::tickets::attachments::list as attachments;
use crate::graphql::budget::LongText;
use crate::graphql::connection::Row;
use crate::graphql::id::{self, NodeKind};
use crate::graphql::in_turn::{ListInTurn, ObjectInTurn};
use crate::graphql::loaders::{Grouped, Once};
use crate::graphql::scalars::DateTime;
use crate::graphql::types::attachment::{signed_url, url};
use crate::graphql::types::context;
use crate::graphql::types::queue::{Queue, Queues};

/// Items that were read together.
#[derive(Debug, Default)]
pub struct KbItems {
    rows: Vec<kb_item::Model>,
    categories: Once<Vec<KbCategory>>,
    attachments: Once<Grouped<KbAttachment>>,
    viewer_votes: Once<HashMap<i32, Vote>>,
}

/// An item of a batch.
#[derive(Clone, Debug)]
pub struct KbItem {
    batch: Arc<KbItems>,
    index: usize,
}

impl KbItem {
    /// Creates a batch from rows.
    pub fn of_rows(rows: Vec<kb_item::Model>) -> Vec<Self> {
        let batch = Arc::new(KbItems {
            rows,
            ..KbItems::default()
        });
        (0..batch.rows.len())
            .map(|index| Self {
                batch: Arc::clone(&batch),
                index,
            })
            .collect()
    }

    /// Creates a batch from items that were read with their categories and the categories' queues.
    pub fn of_item_rows(rows: Vec<ItemRow>) -> Vec<Self> {
        let mut items = Vec::with_capacity(rows.len());
        let mut categories: Vec<kb_category::Model> = Vec::new();
        let mut queues = Vec::new();
        for (item, category, queue) in rows {
            items.push(item);
            queues.extend(queue);
            let new =
                category.filter(|category| !categories.iter().any(|other| other.id == category.id));
            categories.extend(new);
        }
        let categories =
            KbCategory::of_rows_in(categories, Queues::known(queues.into_iter().map(Arc::new)));
        let batch = Arc::new(KbItems {
            rows: items,
            categories: Once::known(categories),
            ..KbItems::default()
        });
        (0..batch.rows.len())
            .map(|index| Self {
                batch: Arc::clone(&batch),
                index,
            })
            .collect()
    }

    /// The row.
    pub(crate) fn model(&self) -> &kb_item::Model {
        &self.batch.rows[self.index]
    }
}

impl Row<kb_item::Model> for KbItem {
    fn row(&self) -> Option<&kb_item::Model> {
        self.batch.rows.get(self.index)
    }
}

/// An item of the knowledge base: a question and its answer.
#[Object]
impl KbItem {
    /// Global ID of the item.
    pub(crate) async fn id(&self) -> ID {
        id::encode(NodeKind::KbItem, self.model().id)
    }

    /// Database ID of the item.
    async fn database_id(&self) -> i32 {
        self.model().id
    }

    /// Title, up to 100 characters.
    async fn title(&self) -> &str {
        &self.model().title
    }

    /// Question, in Markdown.
    async fn question(&self) -> LongText<&str> {
        LongText(&self.model().question)
    }

    /// Answer, in Markdown.
    async fn answer(&self) -> LongText<&str> {
        LongText(&self.model().answer)
    }

    /// Number of votes.
    async fn votes(&self) -> i32 {
        self.model().votes
    }

    /// Number of votes that found the item helpful.
    async fn recommendations(&self) -> i32 {
        self.model().recommendations
    }

    /// Rating from 0 to 10, the share of helpful votes. Null if there are no votes.
    async fn score(&self) -> Option<f64> {
        let row = self.model();
        (row.votes > 0).then(|| 10.0 * f64::from(row.recommendations) / f64::from(row.votes))
    }

    /// Vote of the viewer. Null if the viewer has not voted or is not signed in.
    async fn viewer_vote(&self, ctx: &Context<'_>) -> Option<Result<Vote>> {
        let read = || async {
            let ids: Vec<i32> = self.batch.rows.iter().map(|row| row.id).collect();
            votes::viewer_votes(context(ctx), &ids).await
        };
        match self.batch.viewer_votes.get(read).await {
            Ok(votes) => votes.get(&self.model().id).copied().map(Ok),
            Err(error) => Some(Err(error.into())),
        }
    }

    /// Date and time of the last change.
    async fn updated_at(&self) -> DateTime {
        DateTime(self.model().last_updated)
    }

    /// Position among the items of the category.
    async fn order(&self) -> Option<i32> {
        self.model().order.map(|order| order.0)
    }

    /// Whether customers can see the item.
    async fn enabled(&self) -> bool {
        self.model().enabled
    }

    /// Category of the item.
    async fn category(&self, ctx: &Context<'_>) -> Result<ObjectInTurn<KbCategory>> {
        let read = || async {
            let ids: HashSet<i32> = self.batch.rows.iter().map(|row| row.category_id).collect();
            let ids: Vec<i32> = ids.into_iter().collect();
            Ok(KbCategory::of_rows(
                knowledge_base::categories_by_ids(context(ctx), &ids).await?,
            ))
        };
        let categories = self.batch.categories.get(read).await?;
        let category = categories
            .iter()
            .find(|category| category.model().id == self.model().category_id);
        Ok(ObjectInTurn(
            category.cloned().ok_or(domain::Error::NotFound)?,
        ))
    }

    /// Attachments, sorted by filename.
    async fn attachments(&self, ctx: &Context<'_>) -> Result<ListInTurn<'_, KbAttachment>> {
        let read = || async {
            let ids: Vec<i32> = self.batch.rows.iter().map(|row| row.id).collect();
            let rows = attachments::of_kb_items(context(ctx), &ids).await?;
            Ok(KbAttachment::of_rows(context(ctx), rows)
                .await?
                .into_iter()
                .collect())
        };
        Ok(self
            .batch
            .attachments
            .get(read)
            .await?
            .of(self.model().id)
            .into())
    }
}

/// A file attached to an item of the knowledge base.
#[derive(Clone, Debug, SimpleObject)]
pub struct KbAttachment {
    /// Global ID of the attachment.
    #[graphql(owned)]
    pub(crate) id: ID,
    /// Database ID of the attachment.
    pub(crate) database_id: i32,
    /// Path of the file in the storage.
    file: String,
    /// URL of the file: absolute if `public_url` is configured, otherwise a path on this server. If
    /// the item is not public, the URL is signed, changes, and expires within a day.
    url: String,
    /// Filename.
    filename: String,
    /// Media type, such as `text/plain`.
    mime_type: String,
    /// Size in bytes.
    size: i32,
}

impl KbAttachment {
    /// Returns attachments with the database IDs of their items. Attachments of items that are not
    /// public get signed URLs.
    pub(crate) async fn of_rows(
        context: &domain::Context,
        rows: Vec<kb_item_attachment::Model>,
    ) -> domain::Result<Vec<(i32, Self)>> {
        let items: Vec<i32> = rows.iter().map(|row| row.kbitem_id).collect();
        let open = knowledge_base::public_items(context, &items).await?;
        let base = context.config.public_url.trim_end_matches('/');
        let file = |row: kb_item_attachment::Model| {
            let path = if open.contains(&row.kbitem_id) {
                url(&context.config.media_url, &row.file)
            } else {
                signed_url(context, Owner::Article, row.id, &row.file)
            };
            let kb_item_attachment::Model {
                id: number,
                kbitem_id,
                file,
                filename,
                mime_type,
                size,
                ..
            } = row;
            let id = id::encode(NodeKind::KbAttachment, number);
            (
                kbitem_id,
                Self {
                    id,
                    database_id: number,
                    file,
                    url: format!("{base}{path}"),
                    filename,
                    mime_type,
                    size,
                },
            )
        };
        Ok(rows.into_iter().map(file).collect())
    }
}

/// Categories that were read together.
#[derive(Debug, Default)]
pub struct KbCategories {
    rows: Vec<kb_category::Model>,
    queues: Arc<Queues>,
    items: Once<Grouped<KbItem>>,
}

/// A category of a batch.
#[derive(Clone, Debug)]
pub struct KbCategory {
    batch: Arc<KbCategories>,
    index: usize,
}

impl KbCategory {
    /// Creates a batch from rows.
    pub fn of_rows(rows: Vec<kb_category::Model>) -> Vec<Self> {
        let queues = Queues::unread(rows.iter().filter_map(|row| row.queue_id));
        Self::of_rows_in(rows, queues)
    }

    /// Creates a batch from rows and their queues.
    fn of_rows_in(rows: Vec<kb_category::Model>, queues: Queues) -> Vec<Self> {
        let batch = Arc::new(KbCategories {
            rows,
            queues: Arc::new(queues),
            ..KbCategories::default()
        });
        (0..batch.rows.len())
            .map(|index| Self {
                batch: Arc::clone(&batch),
                index,
            })
            .collect()
    }

    /// The row.
    pub(crate) fn model(&self) -> &kb_category::Model {
        &self.batch.rows[self.index]
    }
}

impl Row<kb_category::Model> for KbCategory {
    fn row(&self) -> Option<&kb_category::Model> {
        self.batch.rows.get(self.index)
    }
}

/// A category of the knowledge base.
#[Object]
impl KbCategory {
    /// Global ID of the category.
    pub(crate) async fn id(&self) -> ID {
        id::encode(NodeKind::KbCategory, self.model().id)
    }

    /// Database ID of the category.
    async fn database_id(&self) -> i32 {
        self.model().id
    }

    /// Name in lists for agents.
    async fn name(&self) -> &str {
        &self.model().name
    }

    /// Title for readers.
    async fn title(&self) -> &str {
        &self.model().title
    }

    /// Unique short name for URLs.
    async fn slug(&self) -> &str {
        &self.model().slug
    }

    /// Description of the category.
    async fn description(&self) -> &str {
        &self.model().description
    }

    /// Whether customers can see the category.
    async fn public(&self) -> bool {
        self.model().public
    }

    /// Queue of tickets that readers create from the category. Null if there is none. Visible to
    /// agents only.
    async fn queue(&self, ctx: &Context<'_>) -> Option<Queue> {
        let id = self
            .model()
            .queue_id
            .filter(|_| access::is_agent(context(ctx)))?;
        Some(Queue::new(&self.batch.queues, id))
    }

    /// Items of the category, in their order.
    async fn items(&self, ctx: &Context<'_>) -> Result<ListInTurn<'_, KbItem>> {
        let read = || async {
            let ids: Vec<i32> = self.batch.rows.iter().map(|row| row.id).collect();
            let items =
                KbItem::of_rows(knowledge_base::items_of_categories(context(ctx), &ids).await?);
            Ok(items
                .into_iter()
                .map(|item| (item.model().category_id, item))
                .collect())
        };
        Ok(self.batch.items.get(read).await?.of(self.model().id).into())
    }
}
