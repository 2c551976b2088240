//! Filters tickets.

use entity::{followup, followup_attachment, queue, ticket, user};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect, QueryTrait};

use super::{
    AttachmentFilter, CustomFieldFilter, FollowUpFilter, KbItemFilter, ListFilter, QueueFilter,
    UserFilter,
};
use crate::domain::query::{
    self, BooleanFilter, Criteria, DateTimeFilter, IntFilter, StringFilter, logic,
};
use crate::domain::{Result, access};

/// Filters tickets. Fields are combined with AND:
/// `{statusCode: {in: [1, 2]}, dueAt: {lt: "2030-01-02T00:00:00Z"}}` matches open tickets that
/// are due before 2030-01-02. Filters of related objects ignore objects that you may not see.
///
/// ```graphql
/// {
///   tickets(
///     filter: {
///       or: [{ dueAt: { lt: "2030-01-02T00:00:00Z" } }, { priorityCode: { lte: 2 } }]
///       not: { assignedTo: { username: { eq: "agent" } } }
///       followUps: { some: { public: { eq: true }, user: { isStaff: { eq: true } } } }
///     }
///   ) { nodes { reference title } }
/// }
/// ```
#[derive(Clone, Debug, Default, async_graphql::InputObject)]
#[graphql(name = "TicketFilter")]
pub struct TicketFilter {
    /// Numeric ID.
    pub database_id: Option<IntFilter>,
    /// Title.
    pub title: Option<StringFilter>,
    /// Description.
    pub description: Option<StringFilter>,
    /// Resolution.
    pub resolution: Option<StringFilter>,
    /// Email address of the submitter.
    pub submitter_email: Option<StringFilter>,
    /// Code of the status.
    pub status_code: Option<IntFilter>,
    /// Code of the priority: 1 is the most urgent.
    pub priority_code: Option<IntFilter>,
    /// Numeric ID of the queue.
    pub queue_id: Option<IntFilter>,
    /// Queue, if you may see it.
    pub queue: Option<Box<QueueFilter>>,
    /// Numeric ID of the owner.
    pub assigned_to_id: Option<IntFilter>,
    /// Owner, if you may see the account.
    pub assigned_to: Option<Box<UserFilter>>,
    /// Numeric ID of the ticket that it was merged into, if you may see that ticket.
    pub merged_to_id: Option<IntFilter>,
    /// Item of the knowledge base that it was created from, if you may see the item.
    pub kb_item: Option<Box<KbItemFilter>>,
    /// Whether the ticket is on hold.
    pub on_hold: Option<BooleanFilter>,
    /// Time of creation.
    pub created_at: Option<DateTimeFilter>,
    /// Time of the last change.
    pub updated_at: Option<DateTimeFilter>,
    /// Due date.
    pub due_at: Option<DateTimeFilter>,
    /// Time of the last escalation.
    pub last_escalated_at: Option<DateTimeFilter>,
    /// Follow-ups.
    pub follow_ups: Option<ListFilter<FollowUpFilter>>,
    /// Attachments of its follow-ups.
    pub attachments: Option<ListFilter<AttachmentFilter>>,
    /// Custom fields, combined with AND.
    pub custom_fields: Option<Vec<CustomFieldFilter>>,
    /// All of these filters match.
    pub and: Option<Vec<TicketFilter>>,
    /// At least one of these filters matches.
    pub or: Option<Vec<TicketFilter>>,
    /// This filter does not match.
    pub not: Option<Box<TicketFilter>>,
}

impl query::Filter for TicketFilter {
    logic!();

    fn criteria<'a, 'b>(&self, criteria: Criteria<'a, 'b>) -> Result<Criteria<'a, 'b>> {
        use ticket::Column as C;
        let context = criteria.context();
        let items = access::kb_items(context);
        let mut criteria = criteria
            .column(self.database_id.as_ref(), C::Id)?
            .column(self.title.as_ref(), C::Title)?
            .column(self.description.as_ref(), C::Description)?
            .column(self.resolution.as_ref(), C::Resolution)?
            .column(self.submitter_email.as_ref(), C::SubmitterEmail)?
            .column(self.status_code.as_ref(), C::Status)?
            .column(self.priority_code.as_ref(), C::Priority)?
            .column(self.queue_id.as_ref(), C::QueueId)?
            .to_one(
                self.queue.as_deref(),
                C::QueueId,
                access::queues(context, None),
                queue::Column::Id,
            )?
            .column(self.assigned_to_id.as_ref(), C::AssignedToId)?
            .to_one(
                self.assigned_to.as_deref(),
                C::AssignedToId,
                access::users(context),
                user::Column::Id,
            )?
            .to_one(
                self.kb_item.as_deref(),
                C::KbitemId,
                items,
                entity::kb_item::Column::Id,
            )?
            .column(self.on_hold.as_ref(), C::OnHold)?
            .column(self.created_at.as_ref(), C::Created)?
            .column(self.updated_at.as_ref(), C::Modified)?
            .column(self.due_at.as_ref(), C::DueDate)?
            .column(self.last_escalated_at.as_ref(), C::LastEscalation)?;
        criteria = if access::has_full_access(context) {
            criteria.column(self.merged_to_id.as_ref(), C::MergedToId)?
        } else {
            criteria.reference(
                self.merged_to_id.as_ref(),
                C::MergedToId,
                access::tickets(context, None),
                C::Id,
            )?
        };
        let followups = access::followups(context, None);
        criteria = criteria.to_many(
            self.follow_ups.as_ref().map(ListFilter::quantifiers),
            C::Id,
            &followups,
            followup::Column::TicketId,
        )?;
        criteria = criteria.related(
            self.attachments.as_ref().map(ListFilter::quantifiers),
            &access::attachments(context, None),
            |files| {
                let followups = files
                    .select_only()
                    .column(followup_attachment::Column::FollowupId)
                    .into_query();
                let tickets = followup::Entity::find()
                    .select_only()
                    .column(followup::Column::TicketId);
                C::Id.in_subquery(
                    tickets
                        .filter(followup::Column::Id.in_subquery(followups))
                        .into_query(),
                )
            },
        )?;
        for filter in self.custom_fields.iter().flatten() {
            let (size, condition) = filter.condition(context)?;
            criteria = criteria.condition(size, condition)?;
        }
        Ok(criteria)
    }
}
