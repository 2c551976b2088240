//! A ticket and the objects that belong to it.

use std::borrow::Cow;
use std::sync::Arc;

use async_graphql::{Context, ID, Object, Result};
use entity::{followup, followup_attachment, ticket};

use crate::domain;
use crate::domain::access;
use crate::domain::desk::custom_fields::list as custom_fields;
use crate::domain::desk::status::{self, Priority, Status};
use crate::domain::filters::FollowUpFilter;
use crate::domain::query::Ordering;
use crate::domain::tickets::followups::list as followups;
use crate::domain::tickets::merge::is_mergeable;
use crate::domain::tickets::related;
use crate::graphql::budget::LongText;
use crate::graphql::connection::{Connection, Row, page, slice, sort};
use crate::graphql::id::{self, NodeKind};
use crate::graphql::in_turn::{ListInTurn, ObjectInTurn};
use crate::graphql::inputs::FollowUpOrder;
use crate::graphql::scalars::{DateTime, Duration};
use crate::graphql::types::checklist::Checklist;
use crate::graphql::types::custom_field::{CustomFieldValue, wants_definitions};
use crate::graphql::types::knowledge_base::KbItem;
use crate::graphql::types::notification::NotificationRecipient;
use crate::graphql::types::queue::Queue;
use crate::graphql::types::ticket_actions::TicketStatusTransition;
use crate::graphql::types::ticket_links::{TicketCc, TicketDependency};
use crate::graphql::types::user::User;
use crate::graphql::types::{Attachment, FollowUp, FollowUps, Tickets, context};

/// A ticket of a batch.
#[derive(Clone, Debug)]
pub struct Ticket {
    pub(crate) batch: Arc<Tickets>,
    pub(crate) index: usize,
}

impl Row<ticket::Model> for Ticket {
    fn row(&self) -> Option<&ticket::Model> {
        self.batch.rows.get(self.index)
    }
}

impl Ticket {
    /// The row.
    pub(crate) fn model(&self) -> &ticket::Model {
        &self.batch.rows[self.index]
    }

    /// The dependencies of this ticket on others, or those of others on this one.
    pub(super) async fn links(
        &self,
        ctx: &Context<'_>,
        of_this: bool,
    ) -> domain::Result<Vec<TicketDependency>> {
        let own = self.model().id;
        let linked = self.batch.linked(ctx).await?;
        let edges = self.batch.edges(ctx).await?.iter().filter_map(|edge| {
            let (this, other) = match of_this {
                true => (edge.ticket_id, edge.depends_on_id),
                false => (edge.depends_on_id, edge.ticket_id),
            };
            let other = linked.iter().find(|ticket| ticket.model().id == other)?;
            let (ticket, depends_on) = match of_this {
                true => (self, other),
                false => (other, self),
            };
            (this == own).then(|| TicketDependency {
                id: edge.id,
                ticket: ticket.clone(),
                depends_on: depends_on.clone(),
            })
        });
        Ok(edges.collect())
    }

    fn user(&self, id: Option<i32>) -> Option<User> {
        id.map(|id| User::new(&self.batch.people, id))
    }
}

/// A request to the help desk, with its owner and its follow-ups.
#[Object]
impl Ticket {
    /// Global ID of the ticket.
    pub(crate) async fn id(&self) -> ID {
        id::encode(NodeKind::Ticket, self.model().id)
    }

    /// Database ID of the ticket; `id` in the REST API.
    async fn database_id(&self) -> i32 {
        self.model().id
    }

    /// Reference in email: the queue's slug and the database ID, such as `support-44`.
    async fn reference(&self, ctx: &Context<'_>) -> Result<String> {
        let slug = self.batch.queues.slug(ctx, self.model().queue_id).await?;
        Ok(format!("{slug}-{}", self.model().id))
    }

    /// Title, up to 200 characters.
    async fn title(&self) -> &str {
        &self.model().title
    }

    /// Description of the request, in Markdown.
    async fn description(&self) -> Option<LongText<&str>> {
        self.model().description.as_deref().map(LongText)
    }

    /// Resolution, in Markdown. Null if there is none.
    async fn resolution(&self) -> Option<LongText<&str>> {
        self.model().resolution.as_deref().map(LongText)
    }

    /// Email address of the submitter, who receives replies.
    async fn submitter_email(&self) -> Option<&str> {
        self.model().submitter_email.as_deref()
    }

    /// Status. `OTHER` if the installation added it; `statusCode` then identifies it.
    async fn status(&self, ctx: &Context<'_>) -> Status {
        Status::from_code(self.model().status, &context(ctx).config.helpdesk)
    }

    /// Code of the status. `ticketStatuses` lists the codes of this installation.
    async fn status_code(&self) -> i32 {
        self.model().status
    }

    /// Name of the status for display, followed by "On Hold" and "Open dependencies" if they apply.
    async fn status_label(&self, ctx: &Context<'_>) -> Result<String> {
        let blocked = self.is_blocked(ctx).await?;
        Ok(status::status_label(context(ctx), self.model(), blocked))
    }

    /// Priority.
    async fn priority(&self) -> Priority {
        Priority::from_code(self.model().priority)
    }

    /// Code of the priority. 1 is the most urgent.
    async fn priority_code(&self) -> i32 {
        self.model().priority
    }

    /// Name of the priority for display.
    async fn priority_label(&self, ctx: &Context<'_>) -> String {
        status::priority_display(context(ctx), self.model().priority)
    }

    /// Whether the ticket is on hold. Tickets on hold do not escalate.
    async fn on_hold(&self) -> bool {
        self.model().on_hold
    }

    /// Date and time of creation.
    async fn created_at(&self) -> DateTime {
        DateTime(self.model().created)
    }

    /// Date and time of the last change. As `expectedUpdatedAt` of a mutation, it detects concurrent
    /// changes.
    async fn updated_at(&self) -> DateTime {
        DateTime(self.model().modified)
    }

    /// Date and time when the ticket is due. Null if it has no due date.
    async fn due_at(&self) -> Option<DateTime> {
        self.model().due_date.map(DateTime)
    }

    /// Date and time of the last escalation. Null if the ticket never escalated.
    async fn last_escalated_at(&self) -> Option<DateTime> {
        self.model().last_escalation.map(DateTime)
    }

    /// Date and time of the last follow-up that the viewer may see. Null if there is none.
    async fn last_follow_up_at(&self, ctx: &Context<'_>) -> Option<Result<DateTime>> {
        match self.batch.last_followup(ctx, self.model().id).await {
            Ok(last) => last.map(|last| Ok(DateTime(last))),
            Err(error) => Some(Err(error.into())),
        }
    }

    /// Time that all follow-ups record together. Visible to agents who work on the ticket.
    async fn time_spent(&self, ctx: &Context<'_>) -> Option<Result<Duration>> {
        match self.batch.time_spent(ctx, self.model().id).await {
            Ok(time) => time.map(|time| Ok(Duration(time))),
            Err(error) => Some(Err(error.into())),
        }
    }

    /// Key of the ticket's public page. Visible to the submitter and to agents who work on the
    /// ticket; null for followers.
    async fn secret_key(&self, ctx: &Context<'_>) -> Option<Result<&str>> {
        let model = self.model();
        if access::shows_key(context(ctx), model) {
            return Some(Ok(model.secret_key.as_str()));
        }
        match self.batch.workable(ctx).await {
            Ok(workable) => workable
                .contains(&model.id)
                .then_some(Ok(model.secret_key.as_str())),
            Err(error) => Some(Err(error.into())),
        }
    }

    /// Whether the viewer works on the ticket as an agent, and so can update it.
    async fn viewer_can_update(&self, ctx: &Context<'_>) -> Result<bool> {
        Ok(self.is_workable(ctx).await?)
    }

    /// Whether the viewer can add follow-ups to the ticket (`followUpAdd`).
    async fn viewer_can_reply(&self, ctx: &Context<'_>) -> Result<bool> {
        Ok(self.batch.answerable(ctx).await?.contains(&self.model().id))
    }

    /// Whether the viewer can assign the ticket to a user or unassign it (`ticketUpdate`).
    async fn viewer_can_assign(&self, ctx: &Context<'_>) -> Result<bool> {
        Ok(self.is_workable(ctx).await?)
    }

    /// Whether the viewer can give the ticket another status: agents with `ticketUpdate`, others
    /// with a follow-up. `allowedStatuses` lists the statuses.
    async fn viewer_can_change_status(&self, ctx: &Context<'_>) -> Result<bool> {
        Ok(self.can_change_status(ctx).await?)
    }

    /// Whether the viewer can close the ticket. False if it is closed.
    async fn viewer_can_close(&self, ctx: &Context<'_>) -> Result<bool> {
        let closed = context(ctx).config.helpdesk.ticket_closed_status;
        Ok(self.can_set_status(ctx, closed).await?)
    }

    /// Whether the viewer can reopen the ticket. False if it is open.
    async fn viewer_can_reopen(&self, ctx: &Context<'_>) -> Result<bool> {
        let helpdesk = &context(ctx).config.helpdesk;
        let is_open = helpdesk.ticket_open_statuses.contains(&self.model().status);
        let reopened = helpdesk.ticket_reopened_status;
        Ok(!is_open && self.can_set_status(ctx, reopened).await?)
    }

    /// Statuses of the installation, each with whether the viewer can give it to the ticket. The
    /// ticket's own status is among them.
    async fn allowed_statuses(&self, ctx: &Context<'_>) -> Result<Vec<TicketStatusTransition>> {
        Ok(self.transitions(ctx).await?)
    }

    /// Whether the viewer can delete the ticket (`ticketDelete`). That can still fail if tables of
    /// other programs refer to it.
    async fn viewer_can_delete(&self, ctx: &Context<'_>) -> Result<bool> {
        Ok(self.is_workable(ctx).await?)
    }

    /// Whether the viewer can merge the ticket with others of its queue (`ticketMerge`). False if it
    /// is merged already.
    async fn viewer_can_merge(&self, ctx: &Context<'_>) -> Result<bool> {
        Ok(is_mergeable(self.model()) && self.is_workable(ctx).await?)
    }

    /// Whether the viewer can add and remove followers (`ticketCcAdd`, `ticketCcRemove`).
    async fn viewer_can_manage_followers(&self, ctx: &Context<'_>) -> Result<bool> {
        Ok(self.is_workable(ctx).await?)
    }

    /// Whether the viewer can create, change and delete checklists of the ticket.
    async fn viewer_can_manage_checklists(&self, ctx: &Context<'_>) -> Result<bool> {
        Ok(self.is_workable(ctx).await?)
    }

    /// Whether the viewer can add and remove dependencies of the ticket (`ticketDependencyAdd`,
    /// `ticketDependencyRemove`).
    async fn viewer_can_manage_dependencies(&self, ctx: &Context<'_>) -> Result<bool> {
        Ok(self.is_workable(ctx).await?)
    }

    /// The ticket's queue.
    async fn queue(&self) -> ObjectInTurn<Queue> {
        ObjectInTurn(Queue::new(&self.batch.queues, self.model().queue_id))
    }

    /// The ticket's owner. Null if the ticket is unassigned.
    async fn assigned_to(&self) -> Option<ObjectInTurn<User>> {
        self.user(self.model().assigned_to_id).map(ObjectInTurn)
    }

    /// Ticket that this ticket was merged into. Null if it was not merged or if the viewer may not
    /// see that ticket.
    async fn merged_to(&self, ctx: &Context<'_>) -> Option<Result<Ticket>> {
        let merged = self.model().merged_to_id?;
        match self.batch.linked(ctx).await {
            Ok(linked) => linked
                .iter()
                .find(|ticket| ticket.model().id == merged)
                .cloned()
                .map(Ok),
            Err(error) => Some(Err(error.into())),
        }
    }

    /// Tickets that were merged into this one, except those that the viewer may not see.
    async fn merged_tickets(&self, ctx: &Context<'_>) -> Result<ListInTurn<'_, Ticket>> {
        Ok(self.batch.merged(ctx, self.model().id).await?.into())
    }

    /// Account of the submitter. Null if no account or several have the address, or if the viewer
    /// may not see the account.
    async fn submitter(&self, ctx: &Context<'_>) -> Option<Result<ObjectInTurn<User>>> {
        let address = self.model().submitter_email.as_deref()?;
        match self.batch.submitter(ctx, address).await {
            Ok(user) => user.map(|user| Ok(ObjectInTurn(user))),
            Err(error) => Some(Err(error.into())),
        }
    }

    /// Item of the knowledge base from which the ticket was created. Null if there is none or if
    /// the viewer may not see it.
    async fn kb_item(&self, ctx: &Context<'_>) -> Option<Result<KbItem>> {
        let item = self.model().kbitem_id?;
        match self.batch.kb_item(ctx, item).await {
            Ok(item) => item.map(Ok),
            Err(error) => Some(Err(error.into())),
        }
    }

    /// The ticket's follow-ups: all of them unless `first` or `last` is set, which are at most 100
    /// unless the installation sets another maximum. Viewers who do not work on the ticket see only
    /// public follow-ups.
    #[expect(
        clippy::too_many_arguments,
        reason = "they are the arguments of the field"
    )]
    async fn follow_ups(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Returns only rows that match this filter.")] filter: Option<
            FollowUpFilter,
        >,
        #[graphql(desc = "Sort keys. The default is the time of creation.")] order_by: Option<
            Vec<FollowUpOrder>,
        >,
        #[graphql(desc = "Returns the first n rows.")] first: Option<i32>,
        #[graphql(desc = "Returns rows after this cursor.")] after: Option<String>,
        #[graphql(desc = "Returns the last n rows.")] last: Option<i32>,
        #[graphql(desc = "Returns rows before this cursor.")] before: Option<String>,
    ) -> Result<ObjectInTurn<Connection<FollowUp, followup::Entity>>> {
        let batch = &self.batch;
        let read = || async {
            let rows = followups::of_tickets(context(ctx), &batch.ids(), filter.as_ref()).await?;
            let children = FollowUps::of_tickets(rows, batch);
            Ok(children
                .into_iter()
                .map(|child| (child.model().ticket_id, child))
                .collect())
        };
        let filtered = filter
            .is_some()
            .then(|| batch.filtered_followups.of(ctx.item.pos));
        let mine = filtered
            .as_deref()
            .unwrap_or(&batch.followups)
            .get(read)
            .await?
            .of(self.model().id);
        let is_default = order_by.as_ref().is_none_or(Vec::is_empty);
        let order = FollowUpOrder::or_default(order_by, &[followups::Field::Date]);
        let ordering = Ordering::checked(order)?;
        let sorted = match is_default {
            true => Cow::Borrowed(mine),
            false => Cow::Owned(sort(&ordering, mine)),
        };
        let part = slice(
            &ordering,
            &sorted,
            &page(first, after, last, before, None),
            context(ctx).max_page_size,
        )?;
        Ok(ObjectInTurn(Connection::in_memory(
            ordering,
            part,
            mine.len(),
        )))
    }

    /// Attachments of the ticket's follow-ups, the oldest first: all of them unless `first` or `last`
    /// is set, which are at most 100 unless the installation sets another maximum.
    async fn attachments(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Returns the first n rows.")] first: Option<i32>,
        #[graphql(desc = "Returns rows after this cursor.")] after: Option<String>,
        #[graphql(desc = "Returns the last n rows.")] last: Option<i32>,
        #[graphql(desc = "Returns rows before this cursor.")] before: Option<String>,
    ) -> Result<ObjectInTurn<Connection<Attachment, followup_attachment::Entity>>> {
        let files = self.batch.files(ctx, self.model().id).await?;
        let ordering = Ordering::new(Vec::new());
        let page = page(first, after, last, before, None);
        let part = slice(&ordering, files, &page, context(ctx).max_page_size)?;
        Ok(ObjectInTurn(Connection::in_memory(
            ordering,
            part,
            files.len(),
        )))
    }

    /// Values of custom fields that have been set, in the order of the fields.
    async fn custom_field_values(
        &self,
        ctx: &Context<'_>,
    ) -> Result<ListInTurn<'_, CustomFieldValue>> {
        let batch = &self.batch;
        let definitions = wants_definitions(&ctx.field());
        let read = || async {
            let rows =
                custom_fields::values_of_tickets(context(ctx), &batch.ids(), definitions).await?;
            Ok(CustomFieldValue::of_rows(rows))
        };
        Ok(batch.values[usize::from(definitions)]
            .get(read)
            .await?
            .of(self.model().id)
            .into())
    }

    /// Followers of the ticket. Empty unless the viewer works on the ticket.
    async fn ccs(&self, ctx: &Context<'_>) -> Result<ListInTurn<'_, TicketCc>> {
        let batch = &self.batch;
        if !self.is_workable(ctx).await? {
            return Ok(Vec::new().into());
        }
        let read = || async {
            let rows = related::ccs(context(ctx), &batch.ids()).await?;
            Ok(rows
                .into_iter()
                .map(|row| TicketCc::of_row(row, &batch.people))
                .collect())
        };
        Ok(batch.ccs.get(read).await?.of(self.model().id).into())
    }

    /// Dependencies of this ticket on others, except tickets that the viewer may not see.
    async fn dependencies(&self, ctx: &Context<'_>) -> Result<ListInTurn<'_, TicketDependency>> {
        Ok(self.links(ctx, true).await?.into())
    }

    /// Dependencies of other tickets on this ticket, except tickets that the viewer may not see.
    async fn dependents(&self, ctx: &Context<'_>) -> Result<ListInTurn<'_, TicketDependency>> {
        Ok(self.links(ctx, false).await?.into())
    }

    /// The ticket's checklists. Empty unless the viewer works on the ticket.
    async fn checklists(&self, ctx: &Context<'_>) -> Result<ListInTurn<'_, Checklist>> {
        let batch = &self.batch;
        if !self.is_workable(ctx).await? {
            return Ok(Vec::new().into());
        }
        let read = || async {
            let rows = related::checklists(context(ctx), &batch.ids()).await?;
            Ok(rows
                .into_iter()
                .map(|row| (row.0.ticket_id, Checklist::from(row)))
                .collect())
        };
        Ok(batch.checklists.get(read).await?.of(self.model().id).into())
    }

    /// Whether the viewer is on CC of the ticket.
    async fn viewer_is_following(&self, ctx: &Context<'_>) -> Result<bool> {
        Ok(self.batch.followed(ctx).await?.contains(&self.model().id))
    }

    /// Recipients of the email about a comment, if the viewer adds one now. Empty unless the viewer
    /// works on the ticket.
    async fn notification_recipients(
        &self,
        ctx: &Context<'_>,
        #[graphql(default, desc = "Whether the comment is public.")] public: bool,
    ) -> Result<ListInTurn<'_, NotificationRecipient>> {
        let recipients = self.batch.recipients(ctx, public).await?;
        let recipients = recipients.get(&self.model().id).into_iter().flatten();
        let people = self.batch.people();
        Ok(recipients
            .map(|recipient| NotificationRecipient::new(recipient, people))
            .collect::<Vec<_>>()
            .into())
    }
}
