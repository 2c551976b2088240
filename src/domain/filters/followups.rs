//! Filter of follow-ups.

use entity::{followup, followup_attachment, ticket, user};

use super::{AttachmentFilter, ListFilter, TicketFilter, UserFilter};
use crate::domain::query::{
    self, BooleanFilter, Criteria, DateTimeFilter, IntFilter, StringFilter, logic,
};
use crate::domain::{Result, access};

/// Which follow-ups are meant. Several words must all hold.
#[derive(Clone, Debug, Default, async_graphql::InputObject)]
#[graphql(name = "FollowUpFilter")]
pub struct FollowUpFilter {
    /// By number.
    pub database_id: Option<IntFilter>,
    /// By the number of the ticket.
    pub ticket_id: Option<IntFilter>,
    /// By the ticket.
    pub ticket: Option<Box<TicketFilter>>,
    /// By the number of the author.
    pub user_id: Option<IntFilter>,
    /// By the author, if you may look them up.
    pub user: Option<Box<UserFilter>>,
    /// By the line above it.
    pub title: Option<StringFilter>,
    /// By what was said.
    pub comment: Option<StringFilter>,
    /// Whether the submitter may read it.
    pub public: Option<BooleanFilter>,
    /// By the time of writing.
    pub date: Option<DateTimeFilter>,
    /// By the number of the status that it moved the ticket to.
    pub new_status_code: Option<IntFilter>,
    /// By its files.
    pub attachments: Option<ListFilter<AttachmentFilter>>,
    /// All of these.
    pub and: Option<Vec<FollowUpFilter>>,
    /// At least one of these.
    pub or: Option<Vec<FollowUpFilter>>,
    /// Not this.
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
            .one(
                self.ticket.as_deref(),
                C::TicketId,
                access::tickets(context, None),
                ticket::Column::Id,
            )?
            .column(self.user_id.as_ref(), C::UserId)?
            .one(
                self.user.as_deref(),
                C::UserId,
                access::users(context),
                user::Column::Id,
            )?
            .column(self.title.as_ref(), C::Title)?
            .column(self.comment.as_ref(), C::Comment)?
            .column(self.public.as_ref(), C::Public)?
            .column(self.date.as_ref(), C::Date)?
            .column(self.new_status_code.as_ref(), C::NewStatus)?
            .many(
                self.attachments.as_ref().map(ListFilter::quantifiers),
                C::Id,
                &files,
                followup_attachment::Column::FollowupId,
            )
    }
}
