//! The knowledge base.

use std::collections::HashSet;
use std::sync::Arc;

use async_graphql::{Context, ID, Object, Result, SimpleObject};
use entity::{kb_category, kb_item, kb_item_attachment};

use crate::domain;
use crate::domain::access;
use crate::domain::desk::knowledge_base::{self, ItemRow};
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
}

/// An item of the knowledge base.
#[derive(Clone, Debug)]
pub struct KbItem {
    all: Arc<KbItems>,
    at: usize,
}

impl KbItem {
    /// Items of rows that were read together.
    pub fn of_rows(rows: Vec<kb_item::Model>) -> Vec<Self> {
        let all = Arc::new(KbItems {
            rows,
            ..KbItems::default()
        });
        (0..all.rows.len())
            .map(|at| Self {
                all: Arc::clone(&all),
                at,
            })
            .collect()
    }

    /// Items that were read with their categories and those categories' queues.
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
        let all = Arc::new(KbItems {
            rows: items,
            categories: Once::known(categories),
            ..KbItems::default()
        });
        (0..all.rows.len())
            .map(|at| Self {
                all: Arc::clone(&all),
                at,
            })
            .collect()
    }

    /// The row.
    pub(crate) fn model(&self) -> &kb_item::Model {
        &self.all.rows[self.at]
    }
}

impl Row<kb_item::Model> for KbItem {
    fn row(&self) -> Option<&kb_item::Model> {
        self.all.rows.get(self.at)
    }
}

/// A question and its answer.
#[Object]
impl KbItem {
    /// The global id.
    pub(crate) async fn id(&self) -> ID {
        id::encode(NodeKind::KbItem, self.model().id)
    }

    /// The number.
    async fn database_id(&self) -> i32 {
        self.model().id
    }

    /// The title; at most 100 characters.
    async fn title(&self) -> &str {
        &self.model().title
    }

    /// The question, in Markdown.
    async fn question(&self) -> LongText<&str> {
        LongText(&self.model().question)
    }

    /// The answer, in Markdown.
    async fn answer(&self) -> LongText<&str> {
        LongText(&self.model().answer)
    }

    /// How often it was judged.
    async fn votes(&self) -> i32 {
        self.model().votes
    }

    /// How often it was found helpful.
    async fn recommendations(&self) -> i32 {
        self.model().recommendations
    }

    /// How helpful it was found, from 0 to 10; null before the first judgement.
    async fn score(&self) -> Option<f64> {
        let row = self.model();
        (row.votes > 0).then(|| 10.0 * f64::from(row.recommendations) / f64::from(row.votes))
    }

    /// When it last changed.
    async fn last_updated(&self) -> DateTime {
        DateTime(self.model().last_updated)
    }

    /// The place among its category's items.
    async fn order(&self) -> Option<i32> {
        self.model().order.map(|order| order.0)
    }

    /// Whether customers may read it.
    async fn enabled(&self) -> bool {
        self.model().enabled
    }

    /// The category that it is in.
    async fn category(&self, ctx: &Context<'_>) -> Result<ObjectInTurn<KbCategory>> {
        let read = || async {
            let ids: HashSet<i32> = self.all.rows.iter().map(|row| row.category_id).collect();
            let ids: Vec<i32> = ids.into_iter().collect();
            Ok(KbCategory::of_rows(
                knowledge_base::categories_by_ids(context(ctx), &ids).await?,
            ))
        };
        let categories = self.all.categories.get(read).await?;
        let mine = categories
            .iter()
            .find(|category| category.model().id == self.model().category_id);
        Ok(ObjectInTurn(mine.cloned().ok_or(domain::Error::NotFound)?))
    }

    /// Its files, by name.
    async fn attachments(&self, ctx: &Context<'_>) -> Result<ListInTurn<'_, KbAttachment>> {
        let read = || async {
            let ids: Vec<i32> = self.all.rows.iter().map(|row| row.id).collect();
            let rows = attachments::of_kb_items(context(ctx), &ids).await?;
            Ok(KbAttachment::of_rows(context(ctx), rows)
                .await?
                .into_iter()
                .collect())
        };
        Ok(self
            .all
            .attachments
            .get(read)
            .await?
            .of(self.model().id)
            .into())
    }
}

/// A file of an item of the knowledge base.
#[derive(Clone, Debug, SimpleObject)]
pub struct KbAttachment {
    /// The global id.
    #[graphql(owned)]
    pub(crate) id: ID,
    /// The number.
    pub(crate) database_id: i32,
    /// Where the storage keeps it, from the storage's root.
    file: String,
    /// Its URL: absolute if the installation has a `public_url`, else a path on this server. If not
    /// everybody may read the article, it is signed, changes, and is valid for a day at most.
    url: String,
    /// The name that it was given.
    filename: String,
    /// Its type.
    mime_type: String,
    /// Its length in bytes.
    size: i32,
}

impl KbAttachment {
    /// The files of rows, each with the number of its item. Files of items that not everybody may
    /// read get signed URLs.
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

/// A category of the knowledge base.
#[derive(Clone, Debug)]
pub struct KbCategory {
    all: Arc<KbCategories>,
    at: usize,
}

impl KbCategory {
    /// Categories of rows that were read together.
    pub fn of_rows(rows: Vec<kb_category::Model>) -> Vec<Self> {
        let queues = Queues::unread(rows.iter().filter_map(|row| row.queue_id));
        Self::of_rows_in(rows, queues)
    }

    /// Categories with the queues that they belong to.
    fn of_rows_in(rows: Vec<kb_category::Model>, queues: Queues) -> Vec<Self> {
        let all = Arc::new(KbCategories {
            rows,
            queues: Arc::new(queues),
            ..KbCategories::default()
        });
        (0..all.rows.len())
            .map(|at| Self {
                all: Arc::clone(&all),
                at,
            })
            .collect()
    }

    /// The row.
    pub(crate) fn model(&self) -> &kb_category::Model {
        &self.all.rows[self.at]
    }
}

impl Row<kb_category::Model> for KbCategory {
    fn row(&self) -> Option<&kb_category::Model> {
        self.all.rows.get(self.at)
    }
}

/// A category of the knowledge base.
#[Object]
impl KbCategory {
    /// The global id.
    pub(crate) async fn id(&self) -> ID {
        id::encode(NodeKind::KbCategory, self.model().id)
    }

    /// The number.
    async fn database_id(&self) -> i32 {
        self.model().id
    }

    /// The name in the staff's lists.
    async fn name(&self) -> &str {
        &self.model().name
    }

    /// The title that readers see.
    async fn title(&self) -> &str {
        &self.model().title
    }

    /// The name for machines.
    async fn slug(&self) -> &str {
        &self.model().slug
    }

    /// What it is about.
    async fn description(&self) -> &str {
        &self.model().description
    }

    /// Whether customers may read it.
    async fn public(&self) -> bool {
        self.model().public
    }

    /// The queue in which readers open tickets from it; for those who work on tickets.
    async fn queue(&self, ctx: &Context<'_>) -> Option<Queue> {
        let id = self
            .model()
            .queue_id
            .filter(|_| access::is_agent(context(ctx)))?;
        Some(Queue::new(&self.all.queues, id))
    }

    /// Its items, in their order.
    async fn items(&self, ctx: &Context<'_>) -> Result<ListInTurn<'_, KbItem>> {
        let read = || async {
            let ids: Vec<i32> = self.all.rows.iter().map(|row| row.id).collect();
            let items =
                KbItem::of_rows(knowledge_base::items_of_categories(context(ctx), &ids).await?);
            Ok(items
                .into_iter()
                .map(|item| (item.model().category_id, item))
                .collect())
        };
        Ok(self.all.items.get(read).await?.of(self.model().id).into())
    }
}
