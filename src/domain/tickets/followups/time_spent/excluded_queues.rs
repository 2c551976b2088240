//! Queues in which no time is counted (`FOLLOWUP_TIME_SPENT_EXCLUDE_QUEUES`).

use std::collections::BTreeSet;

use entity::values::Timestamp;
use entity::{followup, queue, ticket, ticket_change};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::domain::query::among;
use crate::domain::{Context, Result};

/// Returns the IDs of the tickets in such a queue. The queue of a ticket is the one that it was last
/// moved to (before `before`), or else its own.
///
/// # Errors
/// Database errors.
pub(super) async fn tickets_in_excluded_queues(
    context: &Context,
    db: &impl ConnectionTrait,
    tickets: &[(&ticket::Model, i32)],
    before: Option<Timestamp>,
) -> Result<BTreeSet<i32>> {
    let ids: Vec<i32> = tickets.iter().map(|(ticket, _)| ticket.id).collect();
    let mut moves = ticket_change::Entity::find()
        .select_only()
        .column(followup::Column::TicketId)
        .column(ticket_change::Column::NewValue)
        .inner_join(followup::Entity)
        .filter(among(db, followup::Column::TicketId, &ids))
        .filter(ticket_change::Column::Field.eq(context.language.gettext("Queue").as_ref()));
    if let Some(date) = before {
        moves = moves.filter(followup::Column::Date.lt(date));
    }
    let moves: Vec<(i32, Option<String>)> = moves
        .order_by_asc(ticket_change::Column::Id)
        .into_tuple()
        .all(db)
        .await?;
    let slugs: Vec<(i32, String)> = queue::Entity::find()
        .select_only()
        .columns([queue::Column::Id, queue::Column::Slug])
        .into_tuple()
        .all(db)
        .await?;
    let slug = |id: i32| {
        slugs
            .iter()
            .find(|(known, _)| *known == id)
            .map(|(_, slug)| slug)
    };
    let is_excluded = |(ticket, own): &&(&ticket::Model, i32)| {
        let moved = moves
            .iter()
            .rfind(|(id, _)| *id == ticket.id)
            .and_then(|(_, to)| to.as_ref()?.parse().ok());
        let slug = moved.and_then(slug).or_else(|| slug(*own));
        slug.is_some_and(|slug| {
            context
                .config
                .helpdesk
                .followup_time_spent_exclude_queues
                .contains(slug)
        })
    };
    Ok(tickets
        .iter()
        .filter(is_excluded)
        .map(|(ticket, _)| ticket.id)
        .collect())
}
