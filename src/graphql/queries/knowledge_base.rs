//! The knowledge base.

use async_graphql::{Context, Object, Result};
use entity::{kb_category, kb_item};

use crate::domain::desk::knowledge_base;
use crate::domain::filters::{KbCategoryFilter, KbItemFilter};
use crate::graphql::connection::{Connection, page};
use crate::graphql::inputs::{KbCategoryOrder, KbItemOrder};
use crate::graphql::types::context;
use crate::graphql::types::knowledge_base::{KbCategory, KbItem};

/// Entry points for the knowledge base.
#[derive(Debug, Default)]
pub struct KnowledgeBaseQuery;

#[Object]
impl KnowledgeBaseQuery {
    /// The categories of the knowledge base that are yours to read.
    ///
    /// ```graphql
    /// { kbCategories(filter: { public: { eq: true } }) { nodes { title items { title question } } } }
    /// ```
    #[expect(
        clippy::too_many_arguments,
        reason = "they are the arguments of the field"
    )]
    async fn kb_categories(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which categories.")] filter: Option<KbCategoryFilter>,
        #[graphql(desc = "The order; by title when nothing is said.")] order_by: Option<
            Vec<KbCategoryOrder>,
        >,
        #[graphql(desc = "So many from the start.")] first: Option<i32>,
        #[graphql(desc = "Behind this cursor.")] after: Option<String>,
        #[graphql(desc = "So many from the end.")] last: Option<i32>,
        #[graphql(desc = "Before this cursor.")] before: Option<String>,
        #[graphql(desc = "Rows to skip, for numbered pages; not together with cursors.")]
        offset: Option<i32>,
    ) -> Result<Connection<KbCategory, kb_category::Entity>> {
        let context = context(ctx);
        let page = page(first, after, last, before, offset);
        let order = KbCategoryOrder::or(order_by, knowledge_base::CategoryField::Title);
        let query = knowledge_base::categories(context, filter.as_ref(), order)?;
        Ok(Connection::read(context, query, &page, KbCategory::of_rows).await?)
    }

    /// The items of the knowledge base that are yours to read.
    ///
    /// ```graphql
    /// { kbItems(orderBy: [{ field: RECOMMENDATIONS, direction: DESC }], first: 5) { nodes { title score category { title } } } }
    /// ```
    #[expect(
        clippy::too_many_arguments,
        reason = "they are the arguments of the field"
    )]
    async fn kb_items(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which items.")] filter: Option<KbItemFilter>,
        #[graphql(desc = "The order; by title when nothing is said.")] order_by: Option<
            Vec<KbItemOrder>,
        >,
        #[graphql(desc = "So many from the start.")] first: Option<i32>,
        #[graphql(desc = "Behind this cursor.")] after: Option<String>,
        #[graphql(desc = "So many from the end.")] last: Option<i32>,
        #[graphql(desc = "Before this cursor.")] before: Option<String>,
        #[graphql(desc = "Rows to skip, for numbered pages; not together with cursors.")]
        offset: Option<i32>,
    ) -> Result<Connection<KbItem, kb_item::Entity>> {
        let context = context(ctx);
        let page = page(first, after, last, before, offset);
        let order = KbItemOrder::or(order_by, knowledge_base::ItemField::Title);
        let query = knowledge_base::items(context, filter.as_ref(), order)?;
        Ok(Connection::read(context, query, &page, KbItem::of_rows).await?)
    }
}
