//! Reads the users of many tickets in one statement: owners, authors of follow-ups, followers.

use entity::positional::Positional;
use entity::{followup, queue, ticket, ticket_cc, user};
use sea_orm::sea_query::UnionType;
use sea_orm::{
    ColumnTrait, EntityTrait, JoinType, QueryFilter, QuerySelect, QueryTrait, RelationTrait,
};

use crate::domain::query::among;
use crate::domain::{Context, Result};

/// The users who own, wrote on or follow one of these (visible) tickets, and the default owners of
/// their queues.
///
/// # Errors
/// Database errors.
pub async fn of_tickets(context: &Context, ids: &[i32]) -> Result<Vec<user::Model>> {
    let mut people = ticket::Entity::find()
        .select_only()
        .column(ticket::Column::AssignedToId)
        .filter(among(&context.db, ticket::Column::Id, ids))
        .into_query();
    let authors = followup::Entity::find()
        .select_only()
        .column(followup::Column::UserId)
        .filter(among(&context.db, followup::Column::TicketId, ids));
    let followers = ticket_cc::Entity::find()
        .select_only()
        .column(ticket_cc::Column::UserId)
        .filter(among(&context.db, ticket_cc::Column::TicketId, ids));
    let keepers = ticket::Entity::find()
        .select_only()
        .column(queue::Column::DefaultOwnerId)
        .join(JoinType::InnerJoin, ticket::Relation::Queue.def())
        .filter(among(&context.db, ticket::Column::Id, ids));
    people.union(UnionType::Distinct, keepers.into_query());
    people
        .union(UnionType::Distinct, authors.into_query())
        .union(UnionType::Distinct, followers.into_query());
    let select = user::Entity::find().filter(user::Column::Id.in_subquery(people));
    let rows = select
        .into_model::<Positional<user::Model>>()
        .all(&context.db)
        .await?;
    Ok(rows.into_iter().map(|row| row.0).collect())
}
