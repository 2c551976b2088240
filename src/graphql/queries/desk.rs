//! What agents keep beside tickets, and the choices of the installation.

use async_graphql::{Context, Object, Result};
use entity::positional::FromColumns;
use entity::{
    checklist_template, email_template, escalation_exclusion, ignore_email, preset_reply,
    saved_search,
};

use crate::domain::desk::{
    self, DeskTable, checklist_templates, email_templates, escalation_exclusions, ignored_senders,
    preset_replies, saved_searches,
};
use crate::domain::query::{Order, Page};
use crate::graphql::connection::{Connection, Row, page};
use crate::graphql::inputs::{
    ChecklistTemplateOrder, EmailTemplateOrder, EscalationExclusionOrder, IgnoredSenderOrder,
    PresetReplyOrder, SavedSearchOrder,
};
use crate::graphql::types::choices::{AttachmentRules, TicketPriorityChoice, TicketStatusChoice};
use crate::graphql::types::context;
use crate::graphql::types::desk::{
    ChecklistTemplate, EmailTemplate, EscalationExclusion, IgnoredSender, PresetReplies,
    PresetReply, SavedSearch, SavedSearches,
};

/// Entry points for the desk.
#[derive(Debug, Default)]
pub struct DeskQuery;

/// A page of what agents keep, or why not. The field is null for others, so that the rest of their
/// answer stands.
type Told<N, E> = Option<Result<Connection<N, E>>>;

#[Object]
impl DeskQuery {
    /// The statuses that tickets can have here, in the installation's order.
    async fn ticket_statuses(&self, ctx: &Context<'_>) -> Vec<TicketStatusChoice> {
        TicketStatusChoice::all(context(ctx))
    }

    /// The priorities that tickets can have here, in the installation's order.
    async fn ticket_priorities(&self, ctx: &Context<'_>) -> Vec<TicketPriorityChoice> {
        TicketPriorityChoice::all(context(ctx))
    }

    /// Which files may be sent here.
    async fn attachment_rules(&self, ctx: &Context<'_>) -> AttachmentRules {
        AttachmentRules::of(&context(ctx).config)
    }

    /// Prepared answers. For those who work on tickets; null for others.
    ///
    /// ```graphql
    /// { presetReplies(filter: { or: [{ queues: { none: {} } }, { queues: { some: { slug: { eq: "support" } } } }] }) { nodes { name body } } }
    /// ```
    #[expect(
        clippy::too_many_arguments,
        reason = "they are the arguments of the field"
    )]
    async fn preset_replies(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which answers.")] filter: Option<preset_replies::Filter>,
        #[graphql(desc = "The order; by name when nothing is said.")] order_by: Option<
            Vec<PresetReplyOrder>,
        >,
        #[graphql(desc = "So many from the start.")] first: Option<i32>,
        #[graphql(desc = "Behind this cursor.")] after: Option<String>,
        #[graphql(desc = "So many from the end.")] last: Option<i32>,
        #[graphql(desc = "Before this cursor.")] before: Option<String>,
        #[graphql(desc = "Rows to skip, for numbered pages; not together with cursors.")]
        offset: Option<i32>,
    ) -> Told<PresetReply, preset_reply::Entity> {
        let order = PresetReplyOrder::or(order_by, preset_replies::Field::Name);
        told(
            ctx,
            filter.as_ref(),
            order,
            &page(first, after, last, before, offset),
            PresetReplies::of_rows,
        )
        .await
    }

    /// Your own searches and those that others share. For those who work on tickets; null for
    /// others.
    ///
    /// ```graphql
    /// { savedSearches(filter: { shared: { eq: true } }) { nodes { title parameters user { fullName } } } }
    /// ```
    #[expect(
        clippy::too_many_arguments,
        reason = "they are the arguments of the field"
    )]
    async fn saved_searches(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which searches.")] filter: Option<saved_searches::Filter>,
        #[graphql(desc = "The order; by number when nothing is said.")] order_by: Option<
            Vec<SavedSearchOrder>,
        >,
        #[graphql(desc = "So many from the start.")] first: Option<i32>,
        #[graphql(desc = "Behind this cursor.")] after: Option<String>,
        #[graphql(desc = "So many from the end.")] last: Option<i32>,
        #[graphql(desc = "Before this cursor.")] before: Option<String>,
        #[graphql(desc = "Rows to skip, for numbered pages; not together with cursors.")]
        offset: Option<i32>,
    ) -> Told<SavedSearch, saved_search::Entity> {
        let order = SavedSearchOrder::or(order_by, saved_searches::Field::Id);
        told(
            ctx,
            filter.as_ref(),
            order,
            &page(first, after, last, before, offset),
            SavedSearches::of_rows,
        )
        .await
    }

    /// Mail templates. For those who work on tickets; null for others.
    ///
    /// ```graphql
    /// { emailTemplates(filter: { locale: { eq: "de" } }, orderBy: [{ field: TEMPLATE_NAME }]) { nodes { templateName subject } } }
    /// ```
    #[expect(
        clippy::too_many_arguments,
        reason = "they are the arguments of the field"
    )]
    async fn email_templates(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which templates.")] filter: Option<email_templates::Filter>,
        #[graphql(desc = "The order; by event and language when nothing is said.")]
        order_by: Option<Vec<EmailTemplateOrder>>,
        #[graphql(desc = "So many from the start.")] first: Option<i32>,
        #[graphql(desc = "Behind this cursor.")] after: Option<String>,
        #[graphql(desc = "So many from the end.")] last: Option<i32>,
        #[graphql(desc = "Before this cursor.")] before: Option<String>,
        #[graphql(desc = "Rows to skip, for numbered pages; not together with cursors.")]
        offset: Option<i32>,
    ) -> Told<EmailTemplate, email_template::Entity> {
        let keys = [
            email_templates::Field::TemplateName,
            email_templates::Field::Locale,
        ];
        let order = EmailTemplateOrder::or_all(order_by, &keys);
        told(
            ctx,
            filter.as_ref(),
            order,
            &page(first, after, last, before, offset),
            rows,
        )
        .await
    }

    /// Lists of tasks to start checklists from. For those who work on tickets; null for others.
    ///
    /// ```graphql
    /// { checklistTemplates(orderBy: [{ field: NAME }]) { nodes { name tasks } } }
    /// ```
    #[expect(
        clippy::too_many_arguments,
        reason = "they are the arguments of the field"
    )]
    async fn checklist_templates(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which lists.")] filter: Option<checklist_templates::Filter>,
        #[graphql(desc = "The order; by number when nothing is said.")] order_by: Option<
            Vec<ChecklistTemplateOrder>,
        >,
        #[graphql(desc = "So many from the start.")] first: Option<i32>,
        #[graphql(desc = "Behind this cursor.")] after: Option<String>,
        #[graphql(desc = "So many from the end.")] last: Option<i32>,
        #[graphql(desc = "Before this cursor.")] before: Option<String>,
        #[graphql(desc = "Rows to skip, for numbered pages; not together with cursors.")]
        offset: Option<i32>,
    ) -> Told<ChecklistTemplate, checklist_template::Entity> {
        let order = ChecklistTemplateOrder::or(order_by, checklist_templates::Field::Id);
        told(
            ctx,
            filter.as_ref(),
            order,
            &page(first, after, last, before, offset),
            rows,
        )
        .await
    }

    /// Days on which tickets do not age. For those who work on tickets; null for others.
    ///
    /// ```graphql
    /// { escalationExclusions(filter: { date: { gte: "2025-01-01" } }) { nodes { name date } } }
    /// ```
    #[expect(
        clippy::too_many_arguments,
        reason = "they are the arguments of the field"
    )]
    async fn escalation_exclusions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which days.")] filter: Option<escalation_exclusions::Filter>,
        #[graphql(desc = "The order; by day when nothing is said.")] order_by: Option<
            Vec<EscalationExclusionOrder>,
        >,
        #[graphql(desc = "So many from the start.")] first: Option<i32>,
        #[graphql(desc = "Behind this cursor.")] after: Option<String>,
        #[graphql(desc = "So many from the end.")] last: Option<i32>,
        #[graphql(desc = "Before this cursor.")] before: Option<String>,
        #[graphql(desc = "Rows to skip, for numbered pages; not together with cursors.")]
        offset: Option<i32>,
    ) -> Told<EscalationExclusion, escalation_exclusion::Entity> {
        let order = EscalationExclusionOrder::or(order_by, escalation_exclusions::Field::Date);
        told(
            ctx,
            filter.as_ref(),
            order,
            &page(first, after, last, before, offset),
            rows,
        )
        .await
    }

    /// Senders whose mails are not taken in. For those who work on tickets; null for others.
    ///
    /// ```graphql
    /// { ignoredSenders(filter: { emailAddress: { startsWith: "postmaster@" } }) { nodes { name emailAddress } } }
    /// ```
    #[expect(
        clippy::too_many_arguments,
        reason = "they are the arguments of the field"
    )]
    async fn ignored_senders(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which senders.")] filter: Option<ignored_senders::Filter>,
        #[graphql(desc = "The order; by number when nothing is said.")] order_by: Option<
            Vec<IgnoredSenderOrder>,
        >,
        #[graphql(desc = "So many from the start.")] first: Option<i32>,
        #[graphql(desc = "Behind this cursor.")] after: Option<String>,
        #[graphql(desc = "So many from the end.")] last: Option<i32>,
        #[graphql(desc = "Before this cursor.")] before: Option<String>,
        #[graphql(desc = "Rows to skip, for numbered pages; not together with cursors.")]
        offset: Option<i32>,
    ) -> Told<IgnoredSender, ignore_email::Entity> {
        let order = IgnoredSenderOrder::or(order_by, ignored_senders::Field::Id);
        told(
            ctx,
            filter.as_ref(),
            order,
            &page(first, after, last, before, offset),
            rows,
        )
        .await
    }
}

/// Nodes that are their rows.
fn rows<M, N: From<M>>(rows: Vec<M>) -> Vec<N> {
    rows.into_iter().map(N::from).collect()
}

async fn told<N, E>(
    ctx: &Context<'_>,
    filter: Option<&E::Filter>,
    order: Vec<Order<E::Field>>,
    page: &Page,
    nodes: impl FnOnce(Vec<E::Model>) -> Vec<N>,
) -> Told<N, E>
where
    E: DeskTable<Model: FromColumns>,
    N: Row<E::Model>,
{
    let context = context(ctx);
    let read = async {
        Connection::read(context, desk::query(context, filter, order)?, page, nodes).await
    };
    Some(read.await.map_err(Into::into))
}
