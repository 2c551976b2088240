//! Lists of follow-ups, and their changes.

use entity::{followup, followup_attachment, ticket, ticket_change, user};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Select};

use crate::domain::access::{self, Scope};
use crate::domain::listing::{
    self, BooleanFilter, Children, DateTimeFilter, Filtering, IntFilter, ListFilter, Order, Query,
    StringFilter, Words, among, logic, sortable,
};
use crate::domain::{Context, Result, attachments, tickets, users};

/// What follow-ups can be sorted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, async_graphql::Enum)]
#[graphql(name = "FollowUpOrderField")]
pub enum Field {
    /// The number of the follow-up.
    Id,
    /// When it was written.
    Date,
}

sortable!(followup, Field { Id, Date });

/// Which follow-ups are meant. Several words must all hold.
#[derive(Clone, Debug, Default, async_graphql::InputObject)]
#[graphql(name = "FollowUpFilter")]
pub struct Filter {
    /// By number.
    pub database_id: Option<IntFilter>,
    /// By the number of the ticket.
    pub ticket_id: Option<IntFilter>,
    /// By the ticket.
    pub ticket: Option<Box<tickets::list::Filter>>,
    /// By the number of the author.
    pub user_id: Option<IntFilter>,
    /// By the author, if you may look them up.
    pub user: Option<Box<users::Filter>>,
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
    pub attachments: Option<ListFilter<attachments::list::Filter>>,
    /// All of these.
    pub and: Option<Vec<Filter>>,
    /// At least one of these.
    pub or: Option<Vec<Filter>>,
    /// Not this.
    pub not: Option<Box<Filter>>,
}

impl listing::Filter for Filter {
    logic!();

    fn words<'a, 'b>(&self, words: Words<'a, 'b>) -> Result<Words<'a, 'b>> {
        use followup::Column as C;
        let context = words.context();
        let files = access::attachments(context, None);
        words
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
                self.attachments.as_ref(),
                C::Id,
                &files,
                followup_attachment::Column::FollowupId,
            )
    }
}

/// The follow-ups that the viewer may see in a role and that a filter lets through, in an order.
///
/// # Errors
/// A filter or an order that is too large.
pub fn query(
    context: &Context,
    scope: Option<Scope>,
    filter: Option<&Filter>,
    order: Vec<Order<Field>>,
) -> Result<Query<followup::Entity>> {
    Query::new(
        Filtering::select(context, access::followups(context, scope), filter)?,
        order,
    )
}

/// The follow-ups of these tickets that the viewer may see and that a filter lets through, oldest
/// first.
///
/// # Errors
/// A filter that is too large; what the database says.
pub async fn of_tickets(
    context: &Context,
    tickets: &[i32],
    filter: Option<&Filter>,
) -> Result<Vec<followup::Model>> {
    let in_order = |select: Select<followup::Entity>| {
        select
            .order_by_asc(followup::Column::Date)
            .order_by_asc(followup::Column::Id)
    };
    if filter.is_none() && access::has_full_access(context) {
        static ALL: Children = Children::new();
        let select = || in_order(followup::Entity::find());
        return ALL
            .read(&context.db, followup::Column::TicketId, tickets, select)
            .await;
    }
    let select = access::followups(context, None).filter(among(
        &context.db,
        followup::Column::TicketId,
        tickets,
    ));
    Ok(entity::positional::fetch_all(
        in_order(Filtering::select(context, select, filter)?),
        &context.db,
    )
    .await?)
}

/// What these (visible) follow-ups changed, in the order in which it was written.
///
/// # Errors
/// What the database says.
pub async fn changes(context: &Context, followups: &[i32]) -> Result<Vec<ticket_change::Model>> {
    Ok(ticket_change::Entity::find()
        .filter(among(
            &context.db,
            ticket_change::Column::FollowupId,
            followups,
        ))
        .order_by_asc(ticket_change::Column::Id)
        .all(&context.db)
        .await?)
}

/// The follow-ups of these numbers that the viewer may see.
///
/// # Errors
/// What the database says.
pub async fn by_ids(context: &Context, ids: &[i32]) -> Result<Vec<followup::Model>> {
    let these = among(&context.db, followup::Column::Id, ids);
    Ok(
        entity::positional::fetch_all(access::followups(context, None).filter(these), &context.db)
            .await?,
    )
}

/// The changes of these numbers, of follow-ups that the viewer may see.
///
/// # Errors
/// What the database says.
pub async fn changes_by_ids(context: &Context, ids: &[i32]) -> Result<Vec<ticket_change::Model>> {
    let visible = access::followups(context, None)
        .select_only()
        .column(followup::Column::Id)
        .into_query();
    Ok(ticket_change::Entity::find()
        .filter(among(&context.db, ticket_change::Column::Id, ids))
        .filter(ticket_change::Column::FollowupId.in_subquery(visible))
        .all(&context.db)
        .await?)
}
