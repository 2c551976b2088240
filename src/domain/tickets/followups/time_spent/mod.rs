//! The time spent on a follow-up if none is given and `FOLLOWUP_TIME_SPENT_AUTO` is set: the time
//! since the previous follow-up, as far as it lies in opening hours (helpdesk/models.py,
//! `FollowUp.time_spent_calculation`). Hours and holidays are in UTC, because django-helpdesk reads
//! times from its rows in UTC.

mod excluded_queues;
mod opening_hours;

use std::collections::{BTreeMap, BTreeSet};

use entity::values::Timestamp;
use entity::{followup, ticket};
use sea_orm::sea_query::{Alias, Expr, ExprTrait, Query};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use crate::domain::query::among;
use crate::domain::{Context, Result};

/// The time spent on a follow-up of `date`, in microseconds: `given`, or else calculated. `queue`:
/// the ID of the ticket's queue before the follow-up. `stored`: whether the follow-up already has a
/// row.
///
/// # Errors
/// Database errors.
pub async fn time_spent(
    context: &Context,
    db: &impl ConnectionTrait,
    (ticket, queue): (&ticket::Model, i32),
    (stored, date): (bool, Timestamp),
    given: Option<i64>,
) -> Result<Option<i64>> {
    if !context.config.helpdesk.followup_time_spent_auto || given.is_some_and(|micros| micros != 0)
    {
        return Ok(given);
    }
    let spent = calculate(
        context,
        db,
        &[(ticket, queue)],
        stored.then_some(date),
        date,
    )
    .await?;
    Ok(spent.into_values().next())
}

/// The time spent on new follow-ups of these tickets, in microseconds by ticket ID; empty if it is
/// not calculated.
///
/// # Errors
/// Database errors.
pub async fn time_spent_of_new(
    context: &Context,
    db: &impl ConnectionTrait,
    tickets: &[ticket::Model],
    date: Timestamp,
) -> Result<BTreeMap<i32, i64>> {
    if !context.config.helpdesk.followup_time_spent_auto {
        return Ok(BTreeMap::new());
    }
    let tickets: Vec<_> = tickets
        .iter()
        .map(|ticket| (ticket, ticket.queue_id))
        .collect();
    calculate(context, db, &tickets, None, date).await
}

async fn calculate(
    context: &Context,
    db: &impl ConnectionTrait,
    tickets: &[(&ticket::Model, i32)],
    before: Option<Timestamp>,
    date: Timestamp,
) -> Result<BTreeMap<i32, i64>> {
    let mut spent = calculate_once(context, db, tickets, before, date).await?;
    // django-helpdesk saves a new follow-up twice. The second time, it looks only at earlier
    // follow-ups.
    let zero: Vec<_> = tickets
        .iter()
        .copied()
        .filter(|(ticket, _)| spent.get(&ticket.id) == Some(&0))
        .collect();
    if before.is_none() && !zero.is_empty() {
        spent.extend(calculate_once(context, db, &zero, Some(date), date).await?);
    }
    Ok(spent)
}

/// Microseconds since the newest follow-up of each ticket, or the newest one before `before`.
async fn calculate_once(
    context: &Context,
    db: &impl ConnectionTrait,
    tickets: &[(&ticket::Model, i32)],
    before: Option<Timestamp>,
    date: Timestamp,
) -> Result<BTreeMap<i32, i64>> {
    let helpdesk = &context.config.helpdesk;
    let ids: Vec<i32> = tickets.iter().map(|(ticket, _)| ticket.id).collect();
    let latest = latest_followups(db, &ids, before).await?;
    let excluded = if helpdesk.followup_time_spent_exclude_queues.is_empty() {
        BTreeSet::new()
    } else {
        excluded_queues::tickets_in_excluded_queues(context, db, tickets, before).await?
    };
    let seconds = |ticket: &ticket::Model| {
        let previous = latest.get(&ticket.id);
        let status = previous.map_or(Some(ticket.status), |previous| previous.new_status);
        if status.is_some_and(|status| {
            helpdesk
                .followup_time_spent_exclude_statuses
                .contains(&status)
        }) || excluded.contains(&ticket.id)
        {
            return 0;
        }
        opening_hours::open_seconds(
            previous.map_or(ticket.created.0, |previous| previous.date.0),
            date.0,
            helpdesk,
        )
    };
    Ok(tickets
        .iter()
        .map(|(ticket, _)| (ticket.id, seconds(ticket) * 1_000_000))
        .collect())
}

async fn latest_followups(
    db: &impl ConnectionTrait,
    tickets: &[i32],
    before: Option<Timestamp>,
) -> Result<BTreeMap<i32, followup::Model>> {
    use followup::Column as C;
    let newer = Alias::new("newer");
    let mut others = Query::select();
    others
        .expr(Expr::val(1))
        .from_as(followup::Entity, newer.clone())
        .and_where(Expr::col((newer.clone(), C::TicketId)).equals((followup::Entity, C::TicketId)))
        .and_where(Expr::col((newer.clone(), C::Date)).gt(Expr::col((followup::Entity, C::Date))));
    let mut rows = followup::Entity::find().filter(among(db, C::TicketId, tickets));
    if let Some(date) = before {
        others.and_where(Expr::col((newer, C::Date)).lt(Expr::val(date)));
        rows = rows.filter(C::Date.lt(date));
    }
    let rows = rows.filter(Expr::exists(others).not()).all(db).await?;
    Ok(rows.into_iter().map(|row| (row.ticket_id, row)).collect())
}
