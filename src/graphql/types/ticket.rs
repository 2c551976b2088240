//! A ticket and what hangs on it.

use std::collections::HashSet;
use std::sync::Arc;

use async_graphql::{Context, ID, Object, Result};
use entity::{followup, ticket};

use crate::domain::access;
use crate::domain::desk::custom_fields::list as custom_fields;
use crate::domain::desk::knowledge_base;
use crate::domain::desk::status::{self, Priority, Status};
use crate::domain::filters::FollowUpFilter;
use crate::domain::query::{Order, Ordering};
use crate::domain::tickets::followups::list as followups;
use crate::domain::tickets::related;
use crate::graphql::budget::LongText;
use crate::graphql::connection::{Connection, Row, page, slice};
use crate::graphql::id::{self, NodeKind};
use crate::graphql::in_turn::{ListInTurn, ObjectInTurn};
use crate::graphql::scalars::DateTime;
use crate::graphql::types::checklist::Checklist;
use crate::graphql::types::custom_field::{CustomFieldValue, wants_definitions};
use crate::graphql::types::knowledge_base::KbItem;
use crate::graphql::types::queue::Queue;
use crate::graphql::types::ticket_links::{TicketCc, TicketDependency};
use crate::graphql::types::user::User;
use crate::graphql::types::{FollowUp, FollowUps, Tickets, context};

/// A ticket.
#[derive(Clone, Debug)]
pub struct Ticket {
    pub(crate) all: Arc<Tickets>,
    pub(crate) at: usize,
}

impl Row<ticket::Model> for Ticket {
    fn row(&self) -> Option<&ticket::Model> {
        self.all.rows.get(self.at)
    }
}

impl Ticket {
    /// The row.
    pub(crate) fn model(&self) -> &ticket::Model {
        &self.all.rows[self.at]
    }

    fn user(&self, id: Option<i32>) -> Option<User> {
        id.map(|id| User::new(&self.all.people, id))
    }
}

/// A ticket: what somebody asked for, who looks after it, and all that was said and done.
#[Object]
impl Ticket {
    /// The global id.
    pub(crate) async fn id(&self) -> ID {
        id::encode(NodeKind::Ticket, self.model().id)
    }

    /// The number of the ticket, the same as in REST.
    async fn database_id(&self) -> i32 {
        self.model().id
    }

    /// The name under which mails speak of it: the queue's slug and the number, `support-44`.
    async fn reference(&self, ctx: &Context<'_>) -> Result<String> {
        let queue = self.all.queues.row(ctx, self.model().queue_id).await?;
        Ok(format!("{}-{}", queue.slug, self.model().id))
    }

    /// The title; at most 200 characters.
    async fn title(&self) -> &str {
        &self.model().title
    }

    /// What was asked for, in Markdown.
    async fn description(&self) -> Option<LongText<&str>> {
        self.model().description.as_deref().map(LongText)
    }

    /// How it was resolved, in Markdown.
    async fn resolution(&self) -> Option<LongText<&str>> {
        self.model().resolution.as_deref().map(LongText)
    }

    /// The address that sent it in and gets answers.
    async fn submitter_email(&self) -> Option<&str> {
        self.model().submitter_email.as_deref()
    }

    /// Where it stands.
    async fn status(&self, ctx: &Context<'_>) -> Status {
        Status::from_code(self.model().status, &context(ctx).config.helpdesk)
    }

    /// The number of the status, which installations may add to.
    async fn status_code(&self) -> i32 {
        self.model().status
    }

    /// The status as people read it: with "On Hold" and "Open dependencies" behind it where that is
    /// so.
    async fn status_label(&self, ctx: &Context<'_>) -> Result<String> {
        let all = &self.all;
        let read = || async {
            Ok(status::blocked_tickets(context(ctx), &all.ids())
                .await?
                .into_iter()
                .collect())
        };
        let blocked = all.blocked.get(read).await?.contains(&self.model().id);
        Ok(status::status_label(context(ctx), self.model(), blocked))
    }

    /// How urgent it is.
    async fn priority(&self) -> Priority {
        Priority::from_code(self.model().priority)
    }

    /// The number of the priority: 1 is the most urgent.
    async fn priority_code(&self) -> i32 {
        self.model().priority
    }

    /// The priority as people read it.
    async fn priority_label(&self, ctx: &Context<'_>) -> String {
        status::priority_display(context(ctx), self.model().priority)
    }

    /// Whether it is on hold: it does not escalate then.
    async fn on_hold(&self) -> bool {
        self.model().on_hold
    }

    /// When it was opened.
    async fn created(&self) -> DateTime {
        DateTime(self.model().created)
    }

    /// When it last changed.
    async fn modified(&self) -> DateTime {
        DateTime(self.model().modified)
    }

    /// When it is due.
    async fn due_date(&self) -> Option<DateTime> {
        self.model().due_date.map(DateTime)
    }

    /// When it last escalated.
    async fn last_escalation(&self) -> Option<DateTime> {
        self.model().last_escalation.map(DateTime)
    }

    /// The key of its public page. Null for those who only follow it.
    async fn secret_key(&self, ctx: &Context<'_>) -> Option<Result<&str>> {
        let model = self.model();
        if access::is_own_address(context(ctx), model.submitter_email.as_deref()) {
            return Some(Ok(model.secret_key.as_str()));
        }
        match self.all.workable(ctx).await {
            Ok(workable) => workable
                .contains(&model.id)
                .then_some(Ok(model.secret_key.as_str())),
            Err(error) => Some(Err(error.into())),
        }
    }

    /// Whether you work on it, and so may change it.
    async fn viewer_can_update(&self, ctx: &Context<'_>) -> Result<bool> {
        Ok(self.all.workable(ctx).await?.contains(&self.model().id))
    }

    /// Whether you may say something on it (`followUpAdd`).
    async fn viewer_can_reply(&self, ctx: &Context<'_>) -> Result<bool> {
        Ok(self.all.answerable(ctx).await?.contains(&self.model().id))
    }

    /// The queue that it is in.
    async fn queue(&self) -> ObjectInTurn<Queue> {
        ObjectInTurn(Queue::new(&self.all.queues, self.model().queue_id))
    }

    /// Its owner.
    async fn assigned_to(&self) -> Option<ObjectInTurn<User>> {
        self.user(self.model().assigned_to_id).map(ObjectInTurn)
    }

    /// The ticket that it was merged into. Null too when that one is not yours to see.
    async fn merged_to(&self, ctx: &Context<'_>) -> Option<Result<Ticket>> {
        let merged = self.model().merged_to_id?;
        match self.all.linked(ctx).await {
            Ok(linked) => linked
                .iter()
                .find(|ticket| ticket.model().id == merged)
                .cloned()
                .map(Ok),
            Err(error) => Some(Err(error.into())),
        }
    }

    /// The item of the knowledge base that it was opened from. Null too when that one is not yours
    /// to see.
    async fn kb_item(&self, ctx: &Context<'_>) -> Option<Result<KbItem>> {
        let item = self.model().kbitem_id?;
        let read = || async {
            let ids: HashSet<i32> = self
                .all
                .rows
                .iter()
                .filter_map(|row| row.kbitem_id)
                .collect();
            let ids: Vec<i32> = ids.into_iter().collect();
            Ok(KbItem::of_item_rows(
                knowledge_base::items_with_categories(context(ctx), &ids).await?,
            ))
        };
        match self.all.kb_items.get(read).await {
            Ok(items) => items
                .iter()
                .find(|found| found.model().id == item)
                .cloned()
                .map(Ok),
            Err(error) => Some(Err(error.into())),
        }
    }

    /// What was said and done, oldest first; all of it unless a part is asked for. Those who do not
    /// work on the ticket see what is public.
    async fn follow_ups(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which follow-ups.")] filter: Option<FollowUpFilter>,
        #[graphql(desc = "So many from the start.")] first: Option<i32>,
        #[graphql(desc = "Behind this cursor.")] after: Option<String>,
        #[graphql(desc = "So many from the end.")] last: Option<i32>,
        #[graphql(desc = "Before this cursor.")] before: Option<String>,
    ) -> Result<ObjectInTurn<Connection<FollowUp, followup::Entity>>> {
        let all = &self.all;
        let read = || async {
            let rows = followups::of_tickets(context(ctx), &all.ids(), filter.as_ref()).await?;
            let children = FollowUps::of_tickets(rows, all);
            Ok(children
                .into_iter()
                .map(|child| (child.model().ticket_id, child))
                .collect())
        };
        let filtered = filter
            .is_some()
            .then(|| all.filtered_followups.of(ctx.item.pos));
        let mine = filtered
            .as_deref()
            .unwrap_or(&all.followups)
            .get(read)
            .await?
            .of(self.model().id);
        let order = Order {
            field: followups::Field::Date,
            descending: false,
        };
        let ordering = Ordering::new(vec![order]);
        let part = slice(
            &ordering,
            mine,
            &page(first, after, last, before, None),
            context(ctx).max_page_size,
        )?;
        Ok(ObjectInTurn(Connection::in_memory(
            ordering,
            part,
            mine.len(),
        )))
    }

    /// The values of custom fields that were set, in the order of the fields.
    async fn custom_field_values(
        &self,
        ctx: &Context<'_>,
    ) -> Result<ListInTurn<'_, CustomFieldValue>> {
        let all = &self.all;
        let definitions = wants_definitions(ctx);
        let read = || async {
            let rows =
                custom_fields::values_of_tickets(context(ctx), &all.ids(), definitions).await?;
            Ok(CustomFieldValue::of_rows(rows))
        };
        Ok(all.values[usize::from(definitions)]
            .get(read)
            .await?
            .of(self.model().id)
            .into())
    }

    /// Who follows it. Empty for those who do not work on it.
    async fn ccs(&self, ctx: &Context<'_>) -> Result<ListInTurn<'_, TicketCc>> {
        let all = &self.all;
        if !all.workable(ctx).await?.contains(&self.model().id) {
            return Ok(Vec::new().into());
        }
        let read = || async {
            let rows = related::ccs(context(ctx), &all.ids()).await?;
            let people = &all.people;
            Ok(rows
                .into_iter()
                .map(|row| {
                    (
                        row.ticket_id,
                        TicketCc {
                            row,
                            people: Arc::clone(people),
                        },
                    )
                })
                .collect())
        };
        Ok(all.ccs.get(read).await?.of(self.model().id).into())
    }

    /// The tickets that it waits for, as far as they are yours to see.
    async fn dependencies(&self, ctx: &Context<'_>) -> Result<ListInTurn<'_, TicketDependency>> {
        let edges = self
            .all
            .edges(ctx)
            .await?
            .iter()
            .filter(|edge| edge.ticket_id == self.model().id);
        let linked = self.all.linked(ctx).await?;
        let other = |id: i32| {
            linked
                .iter()
                .find(|ticket| ticket.model().id == id)
                .cloned()
        };
        Ok(edges
            .filter_map(|edge| {
                let depends_on = other(edge.depends_on_id)?;
                Some(TicketDependency {
                    id: edge.id,
                    ticket: self.clone(),
                    depends_on,
                })
            })
            .collect::<Vec<_>>()
            .into())
    }

    /// The tickets that wait for it, as far as they are yours to see.
    async fn dependents(&self, ctx: &Context<'_>) -> Result<ListInTurn<'_, TicketDependency>> {
        let edges = self
            .all
            .edges(ctx)
            .await?
            .iter()
            .filter(|edge| edge.depends_on_id == self.model().id);
        let linked = self.all.linked(ctx).await?;
        let other = |id: i32| {
            linked
                .iter()
                .find(|ticket| ticket.model().id == id)
                .cloned()
        };
        Ok(edges
            .filter_map(|edge| {
                let ticket = other(edge.ticket_id)?;
                Some(TicketDependency {
                    id: edge.id,
                    ticket,
                    depends_on: self.clone(),
                })
            })
            .collect::<Vec<_>>()
            .into())
    }

    /// Its checklists. Empty for those who do not work on it.
    async fn checklists(&self, ctx: &Context<'_>) -> Result<ListInTurn<'_, Checklist>> {
        let all = &self.all;
        if !all.workable(ctx).await?.contains(&self.model().id) {
            return Ok(Vec::new().into());
        }
        let read = || async {
            let rows = related::checklists(context(ctx), &all.ids()).await?;
            Ok(rows
                .into_iter()
                .map(|row| (row.0.ticket_id, Checklist::from(row)))
                .collect())
        };
        Ok(all.checklists.get(read).await?.of(self.model().id).into())
    }
}
