//! Lists of follow-ups and of the changes that they record.

use entity::{followup, ticket_change};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Select};

use crate::domain::access::{self, Scope};
use crate::domain::filters::FollowUpFilter;
use crate::domain::query::{ChildSelect, Order, Query, among, apply_filter, sortable};
use crate::domain::{Context, Result};

/// The fields that follow-ups can be sorted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, async_graphql::Enum)]
#[graphql(name = "FollowUpOrderField")]
pub enum Field {
    /// The ID of the follow-up.
    Id,
    /// When it was created.
    #[graphql(name = "CREATED_AT")]
    Date,
}

sortable!(followup, Field { Id, Date });

/// The follow-ups that the viewer may see in a role and that match a filter, in an order.
///
/// # Errors
/// The filter or order is too large.
pub fn query(
    context: &Context,
    scope: Option<Scope>,
    filter: Option<&FollowUpFilter>,
    order: Vec<Order<Field>>,
) -> Result<Query<followup::Entity>> {
    Query::new(
        apply_filter(context, access::followups(context, scope), filter)?,
        order,
    )
}

/// The follow-ups of these tickets that the viewer may see and that match a filter, the oldest
/// first.
///
/// # Errors
/// The filter is too large; database errors.
pub async fn of_tickets(
    context: &Context,
    tickets: &[i32],
    filter: Option<&FollowUpFilter>,
) -> Result<Vec<followup::Model>> {
    let in_order = |select: Select<followup::Entity>| {
        select
            .order_by_asc(followup::Column::Date)
            .order_by_asc(followup::Column::Id)
    };
    if filter.is_none() && access::has_full_access(context) {
        static ALL: ChildSelect = ChildSelect::new();
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
        in_order(apply_filter(context, select, filter)?),
        &context.db,
    )
    .await?)
}

/// The changes that these (visible) follow-ups record, in the order in which they were recorded.
///
/// # Errors
/// Database errors.
pub async fn changes(context: &Context, followups: &[i32]) -> Result<Vec<ticket_change::Model>> {
    let select = access::changes(context)
        .filter(among(
            &context.db,
            ticket_change::Column::FollowupId,
            followups,
        ))
        .order_by_asc(ticket_change::Column::Id);
    Ok(entity::positional::fetch_all(select, &context.db).await?)
}

/// The follow-ups with these IDs that the viewer may see.
///
/// # Errors
/// Database errors.
pub async fn by_ids(context: &Context, ids: &[i32]) -> Result<Vec<followup::Model>> {
    let condition = among(&context.db, followup::Column::Id, ids);
    Ok(entity::positional::fetch_all(
        access::followups(context, None).filter(condition),
        &context.db,
    )
    .await?)
}

/// The changes with these IDs, of follow-ups that the viewer may see.
///
/// # Errors
/// Database errors.
pub async fn changes_by_ids(context: &Context, ids: &[i32]) -> Result<Vec<ticket_change::Model>> {
    let visible = access::followups(context, None)
        .select_only()
        .column(followup::Column::Id)
        .into_query();
    let select = access::changes(context)
        .filter(among(&context.db, ticket_change::Column::Id, ids))
        .filter(ticket_change::Column::FollowupId.in_subquery(visible));
    Ok(entity::positional::fetch_all(select, &context.db).await?)
}
