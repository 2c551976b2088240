//! The times that follow-ups record, summed in groups. Only agents see them, of tickets that they
//! work on.

use std::collections::HashMap;

use chrono_tz::Tz;
use entity::values::{Interval, Timestamp};
use entity::{followup, ticket};
use sea_orm::sea_query::{Alias, Expr};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbBackend, JoinType, QueryFilter, QuerySelect, QueryTrait,
    RelationTrait, Select,
};

use super::counts::unsigned;
use super::dimension::Span;
use super::key::{Key, integer};
use super::period::Period;
use super::pivot::{FIRST_AT, Group, Pivot};
use super::{MAX_GROUPS, Report, TimeSpentDimension, sql};
use crate::domain::access::{self, Scope};
use crate::domain::query::among;
use crate::domain::{Context, Error, Result};

/// A recorded time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spent {
    /// The sum of the times.
    pub time: Interval,
    /// The number of follow-ups that record a time.
    pub followups: u64,
}

/// Recorded times.
#[derive(Clone, Debug)]
pub struct TimeSpent {
    /// The sum of all times.
    pub total: Interval,
    /// The times by group: the largest first, or the first periods first.
    pub groups: Vec<Group<Spent>>,
    /// The periods of the first dimension that has periods.
    pub periods: Vec<Period>,
    /// The time zone of the periods.
    pub zone: Tz,
}

impl TimeSpent {
    /// The sum of the times that are in none of the groups.
    #[must_use]
    pub fn remainder(&self) -> Interval {
        let counted = self.groups.iter().map(|group| group.value.time.0);
        let counted = counted.fold(0_i64, i64::saturating_add);
        Interval(self.total.0.saturating_sub(counted))
    }
}

/// The follow-ups with a recorded time of tickets that the viewer works on, joined with the tickets.
fn followups(context: &Context) -> Select<followup::Entity> {
    access::followups(context, Some(Scope::Agent))
        .join(JoinType::InnerJoin, followup::Relation::Ticket.def())
        .filter(followup::Column::TimeSpent.is_not_null())
}

/// The sum of the times in the column `spent`, in microseconds. `SUM` of one database fails if it
/// exceeds 64 bits; that of another returns a type without limits.
fn sum(backend: DbBackend, is_window: bool) -> Expr {
    let one = match backend {
        DbBackend::Postgres => "SUM(extract(epoch FROM spent) * 1000000)",
        DbBackend::MySql => "SUM(spent)",
        _ => "TOTAL(spent)",
    };
    let sum = if is_window {
        format!("SUM({one}) OVER ()")
    } else {
        one.to_owned()
    };
    match backend {
        DbBackend::Postgres | DbBackend::MySql => {
            sql::integer(backend, &format!("LEAST({sum}, 9000000000000000000)"))
        }
        _ => sql::integer(backend, &sum),
    }
}

/// Sums recorded times in groups by up to two dimensions.
///
/// # Errors
/// [`Error::Unauthenticated`] without sign-in; [`Error::Forbidden`] for others than agents; invalid
/// arguments; database errors.
pub async fn time_spent(
    context: &Context,
    report: &Report,
    dimensions: &[TimeSpentDimension],
) -> Result<TimeSpent> {
    let (zone, first) = report.checked(context, dimensions)?;
    if !access::is_agent(context) {
        return Err(Error::Forbidden);
    }
    let mut select = followups(context);
    if report.filter.is_some() || report.saved_search.is_some() {
        let ids = report
            .tickets(context)
            .await?
            .select_only()
            .column(ticket::Column::Id);
        select = select.filter(followup::Column::TicketId.in_subquery(ids.into_query()));
    }
    let now = context.clock.now();
    let moments = if dimensions.iter().any(|each| each.unit().is_some()) {
        moments(context, select.clone(), now.into()).await?
    } else {
        (now.into(), now.into())
    };
    let span = Span { zone, now, moments };
    let pivot = Pivot(dimensions.iter().map(|each| each.axis(&span)).collect());
    let (groups, total) = groups(context, &pivot, select, first).await?;
    Ok(TimeSpent {
        total,
        groups,
        periods: pivot.periods(),
        zone,
    })
}

async fn groups(
    context: &Context,
    pivot: &Pivot,
    select: Select<followup::Entity>,
    first: u64,
) -> Result<(Vec<Group<Spent>>, Interval)> {
    let backend = context.db.get_database_backend();
    let mut rows = select
        .select_only()
        .column_as(followup::Column::TimeSpent, "spent");
    for (raw, name) in pivot.raw() {
        rows = rows.expr_as(raw, name);
    }
    let mut keys = pivot.keys(rows.into_query());
    keys.expr(Expr::cust("spent"));
    let mut groups = pivot.groups(keys, "3", first);
    groups
        .expr_as(sum(backend, false), Alias::new("time"))
        .expr_as(sum(backend, true), Alias::new("total"))
        .expr_as(Expr::cust("COUNT(*)"), Alias::new("followups"));
    let (groups, total) = pivot
        .read_groups(context, &groups, FIRST_AT + 1, |row| {
            Ok(Spent {
                time: Interval(integer(row, FIRST_AT)?.unwrap_or_default()),
                followups: unsigned(integer(row, FIRST_AT + 2)?),
            })
        })
        .await?;
    Ok((groups, Interval(total)))
}

/// The first and the last date of follow-ups.
async fn moments(
    context: &Context,
    select: Select<followup::Entity>,
    now: Timestamp,
) -> Result<(Timestamp, Timestamp)> {
    let select = select
        .select_only()
        .expr(followup::Column::Date.min())
        .expr(followup::Column::Date.max());
    let row: Option<(Option<Timestamp>, Option<Timestamp>)> =
        select.into_tuple().one(&context.db).await?;
    Ok(match row {
        Some((Some(first), Some(last))) => (first, last),
        _ => (now, now),
    })
}

/// The times that were recorded in these queues, of tickets that the viewer works on. Queues without
/// any are missing.
///
/// # Errors
/// Database errors.
pub async fn of_queues(context: &Context, queues: &[i32]) -> Result<HashMap<i32, Interval>> {
    let now = context.clock.now();
    let span = Span {
        zone: context.config.time_zone,
        now,
        moments: (now.into(), now.into()),
    };
    let pivot = Pivot(vec![TimeSpentDimension::Queue.axis(&span)]);
    let select = followups(context).filter(among(&context.db, ticket::Column::QueueId, queues));
    let first = u64::try_from(queues.len().max(1)).unwrap_or(u64::from(MAX_GROUPS.unsigned_abs()));
    let (found, _) = groups(context, &pivot, select, first).await?;
    let time = |group: Group<Spent>| match group.keys.as_slice() {
        [Key::Queue(queue)] => Some((*queue, group.value.time)),
        _ => None,
    };
    Ok(found.into_iter().filter_map(time).collect())
}
