//! Filters follow-ups.

use entity::{followup, followup_attachment, ticket, user};

use super::{AttachmentFilter, ListFilter, TicketFilter, UserFilter};
use crate::domain::query::{
    self, BooleanFilter, Criteria, DateTimeFilter, IntFilter, StringFilter, logic,
};
use crate::domain::{Result, access};

/// Filters follow-ups. Fields are combined with AND.
#[derive(Clone, Debug, Default, async_graphql::InputObject)]
#[graphql(name = "FollowUpFilter")]
pub struct FollowUpFilter {
    /// Numeric ID.
    pub database_id: Option<IntFilter>,
    /// Numeric ID of the ticket.
    pub ticket_id: Option<IntFilter>,
    /// Ticket, if you may see it.
    pub ticket: Option<Box<TicketFilter>>,
    /// Numeric ID of the author.
    pub user_id: Option<IntFilter>,
    /// Author, if you may see the account.
    pub user: Option<Box<UserFilter>>,
    /// Title.
    pub title: Option<StringFilter>,
    /// Comment.
    pub comment: Option<StringFilter>,
    /// Whether the submitter may read it.
    pub public: Option<BooleanFilter>,
    /// Time of creation.
    pub created_at: Option<DateTimeFilter>,
    /// Code of the status that the ticket got.
    pub new_status_code: Option<IntFilter>,
    /// Attachments.
    pub attachments: Option<ListFilter<AttachmentFilter>>,
    /// All of these filters match.
    pub and: Option<Vec<FollowUpFilter>>,
    /// At least one of these filters matches.
    pub or: Option<Vec<FollowUpFilter>>,
    /// This filter does not match.
    pub not: Option<Box<FollowUpFilter>>,
}

impl query::Filter for FollowUpFilter {
    logic!();

    fn criteria<'a, 'b>(&self, criteria: Criteria<'a, 'b>) -> Result<Criteria<'a, 'b>> {
        use followup::Column as C;
        let context = criteria.context();
        let files = access::attachments(context, None);
        criteria
            .column(self.database_id.as_ref(), C::Id)?
            .column(self.ticket_id.as_ref(), C::TicketId)?
            .to_one(
                self.ticket.as_deref(),
                C::TicketId,
                access::tickets(context, None),
                ticket::Column::Id,
            )?
            .column(self.user_id.as_ref(), C::UserId)?
            .to_one(
                self.user.as_deref(),
                C::UserId,
                access::users(context),
                user::Column::Id,
            )?
            .column(self.title.as_ref(), C::Title)?
            .column(self.comment.as_ref(), C::Comment)?
            .column(self.public.as_ref(), C::Public)?
            .column(self.created_at.as_ref(), C::Date)?
            .column(self.new_status_code.as_ref(), C::NewStatus)?
            .to_many(
                self.attachments.as_ref().map(ListFilter::quantifiers),
                C::Id,
                &files,
                followup_attachment::Column::FollowupId,
            )
    }
}
