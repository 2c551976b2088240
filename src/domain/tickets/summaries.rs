//! Last follow-ups, times, files and merged tickets of many tickets. Callers have checked that the
//! tickets are visible.

use std::collections::HashMap;

use entity::values::{Interval, Timestamp};
use entity::{followup, followup_attachment, ticket};
use sea_orm::{ColumnTrait, QueryFilter, QueryOrder, QuerySelect};

use super::attachments;
use super::list::{Row, with_blocked};
use crate::domain::query::among;
use crate::domain::{Context, Result, access};

/// When the last follow-ups of the tickets were created that the viewer may see.
///
/// # Errors
/// Database errors.
pub async fn last_followups(context: &Context, tickets: &[i32]) -> Result<HashMap<i32, Timestamp>> {
    let rows: Vec<(i32, Option<Timestamp>)> = access::followups(context, None)
        .filter(among(&context.db, followup::Column::TicketId, tickets))
        .select_only()
        .column(followup::Column::TicketId)
        .column_as(followup::Column::Date.max(), "deskql_last")
        .group_by(followup::Column::TicketId)
        .into_tuple()
        .all(&context.db)
        .await?;
    Ok(rows
        .into_iter()
        .filter_map(|(ticket, last)| Some((ticket, last?)))
        .collect())
}

/// The times that the follow-ups of the tickets record together, of tickets with any.
///
/// # Errors
/// Database errors.
pub async fn times_spent(context: &Context, tickets: &[i32]) -> Result<HashMap<i32, Interval>> {
    let rows: Vec<(i32, Option<Interval>)> = access::followups(context, None)
        .filter(among(&context.db, followup::Column::TicketId, tickets))
        .filter(followup::Column::TimeSpent.is_not_null())
        .select_only()
        .column(followup::Column::TicketId)
        .column(followup::Column::TimeSpent)
        .into_tuple()
        .all(&context.db)
        .await?;
    let mut times: HashMap<i32, Interval> = HashMap::new();
    for (ticket, time) in rows {
        let sum = &mut times.entry(ticket).or_insert(Interval(0)).0;
        *sum = sum.saturating_add(time.map_or(0, |time| time.0));
    }
    Ok(times)
}

/// The visible tickets that were merged into these.
///
/// # Errors
/// Database errors.
pub async fn merged(context: &Context, tickets: &[i32]) -> Result<Vec<Row>> {
    let select = access::tickets(context, None)
        .filter(among(&context.db, ticket::Column::MergedToId, tickets))
        .order_by_asc(ticket::Column::Id);
    with_blocked(context, select).await
}

/// The files of the tickets' follow-ups that the viewer may see, each with the ID of its ticket, in
/// the order in which they were added.
///
/// # Errors
/// Database errors.
pub async fn files(
    context: &Context,
    tickets: &[i32],
) -> Result<Vec<(i32, followup_attachment::Model)>> {
    let followups: HashMap<i32, i32> = access::followups(context, None)
        .filter(among(&context.db, followup::Column::TicketId, tickets))
        .select_only()
        .column(followup::Column::Id)
        .column(followup::Column::TicketId)
        .into_tuple::<(i32, i32)>()
        .all(&context.db)
        .await?
        .into_iter()
        .collect();
    let ids: Vec<i32> = followups.keys().copied().collect();
    let mut files = attachments::list::of_followups(context, &ids).await?;
    files.sort_by_key(|file| file.id);
    Ok(files
        .into_iter()
        .filter_map(|file| Some((*followups.get(&file.followup_id)?, file)))
        .collect())
}
