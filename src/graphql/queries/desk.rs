//! The knowledge base, and what agents keep beside tickets.

use async_graphql::{Context, Object, Result};
use entity::kb_item;

use crate::domain::listing::Slice;
use crate::domain::{self, desk, knowledge_base};
use crate::graphql::connection::{Connection, page};
use crate::graphql::inputs::KbItemOrder;
use crate::graphql::types::choices::{TicketPriorityChoice, TicketStatusChoice};
use crate::graphql::types::context;
use crate::graphql::types::desk::{
    ChecklistTemplate, EmailTemplate, EscalationExclusion, IgnoredSender, PresetReply, SavedSearch,
};
use crate::graphql::types::knowledge_base::{KbCategory, KbItem};
use crate::graphql::window;

/// Entry points for the knowledge base and the desk.
#[derive(Debug, Default)]
pub struct DeskQuery;

#[Object]
impl DeskQuery {
    /// The categories of the knowledge base that are yours to read, by title.
    ///
    /// ```graphql
    /// { kbCategories(filter: { public: { eq: true } }) { title items { title question } } }
    /// ```
    async fn kb_categories(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which categories.")] filter: Option<knowledge_base::CategoryFilter>,
    ) -> Result<Vec<KbCategory>> {
        Ok(KbCategory::of_rows(knowledge_base::categories(context(ctx), filter.as_ref()).await?))
    }

    /// The items of the knowledge base that are yours to read.
    ///
    /// ```graphql
    /// { kbItems(orderBy: [{ field: RECOMMENDATIONS, direction: DESC }], first: 5) { nodes { title score category { title } } } }
    /// ```
    #[expect(clippy::too_many_arguments, reason = "they are the arguments of the field")]
    async fn kb_items(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which items.")] filter: Option<knowledge_base::ItemFilter>,
        #[graphql(desc = "The order; by title when nothing is said.")] order_by: Option<Vec<KbItemOrder>>,
        #[graphql(desc = "So many from the start.")] first: Option<i32>,
        #[graphql(desc = "Behind this cursor.")] after: Option<String>,
        #[graphql(desc = "So many from the end.")] last: Option<i32>,
        #[graphql(desc = "Before this cursor.")] before: Option<String>,
        #[graphql(desc = "Rows to skip, for numbered pages; not together with cursors.")] offset: Option<i32>,
    ) -> Result<Connection<KbItem, kb_item::Entity>> {
        let context = context(ctx);
        let window = window(context, &page(first, after, last, before, offset))?;
        let order = KbItemOrder::or(order_by, knowledge_base::ItemField::Title);
        let query = knowledge_base::items(context, filter.as_ref(), order)?;
        let slice = query.rows(&context.db, &window).await?;
        let rows = KbItem::of_rows(slice.rows);
        let slice = Slice { rows, has_previous: slice.has_previous, has_next: slice.has_next };
        Ok(Connection::new(query, slice, None))
    }

    /// The statuses that tickets can have here, in the installation's order.
    async fn ticket_statuses(&self, ctx: &Context<'_>) -> Vec<TicketStatusChoice> {
        TicketStatusChoice::all(&context(ctx).config.helpdesk)
    }

    /// The priorities that tickets can have here, in the installation's order.
    async fn ticket_priorities(&self, ctx: &Context<'_>) -> Vec<TicketPriorityChoice> {
        TicketPriorityChoice::all(&context(ctx).config.helpdesk)
    }

    /// Prepared answers, by name. For those who work on tickets; null for others.
    async fn preset_replies(&self, ctx: &Context<'_>) -> Option<Result<Vec<PresetReply>>> {
        told(desk::preset_replies(context(ctx)).await, PresetReply::of_rows)
    }

    /// Your own searches and those that others share. For those who work on tickets; null for others.
    async fn saved_searches(&self, ctx: &Context<'_>) -> Option<Result<Vec<SavedSearch>>> {
        told(desk::saved_searches(context(ctx)).await, SavedSearch::of_rows)
    }

    /// Mail templates, by name and language. For those who work on tickets; null for others.
    async fn email_templates(&self, ctx: &Context<'_>) -> Option<Result<Vec<EmailTemplate>>> {
        told(desk::email_templates(context(ctx)).await, |rows| rows.into_iter().map(Into::into).collect())
    }

    /// Lists of tasks to start checklists from. For those who work on tickets; null for others.
    async fn checklist_templates(&self, ctx: &Context<'_>) -> Option<Result<Vec<ChecklistTemplate>>> {
        told(desk::checklist_templates(context(ctx)).await, |rows| rows.into_iter().map(Into::into).collect())
    }

    /// Days on which tickets do not age. For those who work on tickets; null for others.
    async fn escalation_exclusions(&self, ctx: &Context<'_>) -> Option<Result<Vec<EscalationExclusion>>> {
        told(desk::escalation_exclusions(context(ctx)).await, |rows| rows.into_iter().map(Into::into).collect())
    }

    /// Senders whose mails are not taken in. For those who work on tickets; null for others.
    async fn ignored_senders(&self, ctx: &Context<'_>) -> Option<Result<Vec<IgnoredSender>>> {
        told(desk::ignored_senders(context(ctx)).await, |rows| rows.into_iter().map(Into::into).collect())
    }
}

/// What was read, or why not. A field that some viewers are refused is null for them, so that the rest of their answer
/// stands.
fn told<R, T>(read: domain::Result<R>, made: impl FnOnce(R) -> Vec<T>) -> Option<Result<Vec<T>>> {
    Some(read.map(made).map_err(Into::into))
}
