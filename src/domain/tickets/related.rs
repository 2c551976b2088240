//! Reads related objects of many tickets: followers, dependencies, linked tickets, checklists.
//! Callers have checked that the tickets are visible.

use entity::positional;
use entity::{checklist, checklist_task, ticket, ticket_cc, ticket_dependency};
use sea_orm::sea_query::{SelectStatement, UnionType};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Select,
};

use crate::domain::query::among;
use crate::domain::tickets::list::{Row, with_blocked};
use crate::domain::{Context, Result, access};

/// Selects the followers of tickets.
pub(super) fn select_ccs(context: &Context, tickets: &[i32]) -> Select<ticket_cc::Entity> {
    ticket_cc::Entity::find().filter(among(&context.db, ticket_cc::Column::TicketId, tickets))
}

/// Followers of the tickets, in the order in which they were added.
///
/// # Errors
/// Database errors.
pub async fn ccs(context: &Context, tickets: &[i32]) -> Result<Vec<ticket_cc::Model>> {
    let select = select_ccs(context, tickets).order_by_asc(ticket_cc::Column::Id);
    Ok(positional::fetch_all(select, &context.db).await?)
}

/// Selects the dependencies of tickets, and on them.
pub(super) fn select_dependencies(
    context: &Context,
    tickets: &[i32],
) -> Select<ticket_dependency::Entity> {
    let either = Condition::any()
        .add(among(
            &context.db,
            ticket_dependency::Column::TicketId,
            tickets,
        ))
        .add(among(
            &context.db,
            ticket_dependency::Column::DependsOnId,
            tickets,
        ));
    ticket_dependency::Entity::find().filter(either)
}

/// Dependencies in both directions: of these tickets, and on them.
///
/// # Errors
/// Database errors.
pub async fn dependencies(
    context: &Context,
    tickets: &[i32],
) -> Result<Vec<ticket_dependency::Model>> {
    let select = select_dependencies(context, tickets).order_by_asc(ticket_dependency::Column::Id);
    Ok(positional::fetch_all(select, &context.db).await?)
}

/// The visible tickets that these depend on, that depend on these, and that these were merged into.
///
/// # Errors
/// Database errors.
pub async fn linked(context: &Context, tickets: &[i32]) -> Result<Vec<Row>> {
    with_blocked(context, select_linked(context, tickets)).await
}

/// Selects the tickets of [`linked`].
pub(super) fn select_linked(context: &Context, tickets: &[i32]) -> Select<ticket::Entity> {
    use ticket_dependency::Column as C;
    let edge = |column: C, by: C| {
        ticket_dependency::Entity::find()
            .select_only()
            .column(column)
            .filter(among(&context.db, by, tickets))
            .into_query()
    };
    let merged = ticket::Entity::find()
        .select_only()
        .column(ticket::Column::MergedToId)
        .filter(among(&context.db, ticket::Column::Id, tickets))
        .into_query();
    let mut ids = edge(C::DependsOnId, C::TicketId);
    ids.union(UnionType::Distinct, edge(C::TicketId, C::DependsOnId))
        .union(UnionType::Distinct, merged);
    access::tickets(context, None).filter(ticket::Column::Id.in_subquery(ids))
}

/// Checklists of the tickets, each with its tasks in order.
///
/// # Errors
/// Database errors.
pub async fn checklists(
    context: &Context,
    tickets: &[i32],
) -> Result<Vec<(checklist::Model, Vec<checklist_task::Model>)>> {
    let select = checklist::Entity::find()
        .find_with_related(checklist_task::Entity)
        .filter(among(&context.db, checklist::Column::TicketId, tickets))
        .order_by_asc(checklist::Column::Id)
        .order_by_asc(checklist_task::Column::Position)
        .order_by_asc(checklist_task::Column::Id);
    Ok(positional::fetch_all_with_related(select, &context.db).await?)
}

/// The checklist with an ID, if the viewer works on its ticket.
///
/// # Errors
/// Database errors.
pub async fn checklist(
    context: &Context,
    id: i32,
) -> Result<Option<(checklist::Model, Vec<checklist_task::Model>)>> {
    Ok(checklists_by_ids(context, &[id]).await?.pop())
}

/// A subselect of the IDs of the tickets that the viewer works on.
fn select_workable_ids(context: &Context) -> SelectStatement {
    access::tickets(context, Some(access::Scope::Agent))
        .select_only()
        .column(ticket::Column::Id)
        .into_query()
}

/// The followers with these IDs, of tickets that the viewer works on.
///
/// # Errors
/// Database errors.
pub async fn ccs_by_ids(context: &Context, ids: &[i32]) -> Result<Vec<ticket_cc::Model>> {
    let select = ticket_cc::Entity::find()
        .filter(among(&context.db, ticket_cc::Column::Id, ids))
        .filter(ticket_cc::Column::TicketId.in_subquery(select_workable_ids(context)));
    Ok(positional::fetch_all(select, &context.db).await?)
}

/// The dependencies with these IDs, and those of their tickets that are visible.
///
/// # Errors
/// Database errors.
pub async fn dependencies_by_ids(
    context: &Context,
    ids: &[i32],
) -> Result<(Vec<ticket_dependency::Model>, Vec<ticket::Model>)> {
    let edges = ticket_dependency::Entity::find().filter(among(
        &context.db,
        ticket_dependency::Column::Id,
        ids,
    ));
    let edges = positional::fetch_all(edges, &context.db).await?;
    let tickets: Vec<i32> = edges
        .iter()
        .flat_map(|edge| [edge.ticket_id, edge.depends_on_id])
        .collect();
    let tickets = super::list::by_ids(context, &tickets).await?;
    Ok((edges, tickets))
}

/// The checklists with these IDs, of tickets that the viewer works on, each with its tasks in
/// order.
///
/// # Errors
/// Database errors.
pub async fn checklists_by_ids(
    context: &Context,
    ids: &[i32],
) -> Result<Vec<(checklist::Model, Vec<checklist_task::Model>)>> {
    let select = checklist::Entity::find()
        .find_with_related(checklist_task::Entity)
        .filter(among(&context.db, checklist::Column::Id, ids))
        .filter(checklist::Column::TicketId.in_subquery(select_workable_ids(context)))
        .order_by_asc(checklist::Column::Id)
        .order_by_asc(checklist_task::Column::Position)
        .order_by_asc(checklist_task::Column::Id);
    Ok(positional::fetch_all_with_related(select, &context.db).await?)
}

/// The checklist tasks with these IDs, of tickets that the viewer works on.
///
/// # Errors
/// Database errors.
pub async fn tasks_by_ids(context: &Context, ids: &[i32]) -> Result<Vec<checklist_task::Model>> {
    let checklists = checklist::Entity::find()
        .select_only()
        .column(checklist::Column::Id)
        .filter(checklist::Column::TicketId.in_subquery(select_workable_ids(context)))
        .into_query();
    let select = checklist_task::Entity::find()
        .filter(among(&context.db, checklist_task::Column::Id, ids))
        .filter(checklist_task::Column::ChecklistId.in_subquery(checklists));
    Ok(positional::fetch_all(select, &context.db).await?)
}

/// Returns those of the tickets that the viewer may comment on.
///
/// # Errors
/// Database errors.
pub async fn commentable_tickets(context: &Context, tickets: &[i32]) -> Result<Vec<i32>> {
    if access::has_full_access(context) {
        return Ok(tickets.to_vec());
    }
    Ok(select_commentable(context, tickets)
        .into_tuple()
        .all(&context.db)
        .await?)
}

/// Returns those of the tickets that the viewer works on. Only they may see followers and
/// checklists.
///
/// # Errors
/// Database errors.
pub async fn workable_tickets(context: &Context, tickets: &[i32]) -> Result<Vec<i32>> {
    if access::has_full_access(context) {
        return Ok(tickets.to_vec());
    }
    Ok(select_workable(context, tickets)
        .into_tuple()
        .all(&context.db)
        .await?)
}

/// Selects the IDs of [`commentable_tickets`].
pub(super) fn select_commentable(context: &Context, tickets: &[i32]) -> Select<ticket::Entity> {
    access::commentable_tickets(context)
        .select_only()
        .column(ticket::Column::Id)
        .filter(among(&context.db, ticket::Column::Id, tickets))
}

/// Selects the IDs of [`workable_tickets`].
pub(super) fn select_workable(context: &Context, tickets: &[i32]) -> Select<ticket::Entity> {
    access::tickets(context, Some(access::Scope::Agent))
        .select_only()
        .column(ticket::Column::Id)
        .filter(among(&context.db, ticket::Column::Id, tickets))
}
