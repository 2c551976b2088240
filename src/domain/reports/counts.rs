//! Numbers of tickets in groups.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use entity::ticket;
use entity::values::Timestamp;
use sea_orm::sea_query::{Alias, Expr, SelectStatement};
use sea_orm::{ColumnTrait, ConnectionTrait, QuerySelect, QueryTrait, Select};

use super::dimension::Span;
use super::key::integer;
use super::period::Period;
pub use super::pivot::Group;
use super::pivot::{FIRST_AT, Pivot};
use super::sql::{self, FENCE};
use super::{Report, TicketDimension};
use crate::domain::access::Scope;
use crate::domain::{Context, Result};

/// Numbers of tickets.
#[derive(Clone, Debug)]
pub struct TicketCounts {
    /// The number of all tickets.
    pub total: u64,
    /// The numbers by group: the largest first, or the first periods first.
    pub groups: Vec<Group<u64>>,
    /// The periods of the first dimension that has periods.
    pub periods: Vec<Period>,
    /// The time zone of the periods.
    pub zone: Tz,
}

impl TicketCounts {
    /// The number of tickets that are in none of the groups.
    #[must_use]
    pub fn remainder(&self) -> u64 {
        let counted: u64 = self.groups.iter().map(|group| group.value).sum();
        self.total.saturating_sub(counted)
    }
}

/// The dimensions of a report of tickets, and its tickets.
pub(super) struct Prepared {
    pub select: Select<ticket::Entity>,
    pub pivot: Pivot,
    pub scope: Option<Scope>,
    pub zone: Tz,
    pub first: u64,
}

/// Prepares a report by these dimensions.
///
/// # Errors
/// [`crate::domain::Error::Unauthenticated`]; invalid arguments; database errors.
pub(super) async fn prepare(
    context: &Context,
    report: &Report,
    dimensions: &[TicketDimension],
) -> Result<Prepared> {
    let (zone, first) = report.checked(context, dimensions)?;
    let select = report.tickets(context).await?;
    let now = context.clock.now();
    let moments = if dimensions.iter().any(|each| each.unit().is_some()) {
        moments(context, select.clone(), reads_followups(dimensions), now).await?
    } else {
        (now.into(), now.into())
    };
    let span = Span { zone, now, moments };
    let mut axes = Vec::with_capacity(dimensions.len());
    for dimension in dimensions {
        axes.push(dimension.axis(context, report, &span).await?);
    }
    Ok(Prepared {
        select,
        pivot: Pivot(axes),
        scope: report.scope(),
        zone,
        first,
    })
}

/// The first and the last moment of creation. With `closed` it is the last moment of creation or
/// change, which includes that of closing.
async fn moments(
    context: &Context,
    select: Select<ticket::Entity>,
    closed: bool,
    now: DateTime<Utc>,
) -> Result<(Timestamp, Timestamp)> {
    let mut select = select
        .select_only()
        .expr(ticket::Column::Created.min())
        .expr(ticket::Column::Created.max());
    if closed {
        select = select.expr(ticket::Column::Modified.max());
    }
    let row = context
        .db
        .query_one_raw(select.build(context.db.get_database_backend()))
        .await?;
    let Some(row) = row else {
        return Ok((now.into(), now.into()));
    };
    let moment = |index| row.try_get_by_index::<Option<Timestamp>>(index);
    let first = moment(0)?.unwrap_or_else(|| now.into());
    let mut last = moment(1)?.unwrap_or(first);
    if closed {
        last = last.max(moment(2)?.unwrap_or(first));
    }
    Ok((first, last))
}

/// The statement that [`ticket_counts`] reads groups with.
fn statement(context: &Context, prepared: &Prepared, fenced: bool) -> SelectStatement {
    let backend = context.db.get_database_backend();
    let mut rows = prepared.select.clone().select_only();
    for (raw, name) in prepared.pivot.raw() {
        rows = rows.expr_as(raw, name);
    }
    if prepared.pivot.0.is_empty() {
        rows = rows.column(ticket::Column::Id);
    }
    if fenced {
        rows = rows.limit(FENCE);
    }
    let keys = prepared.pivot.keys(rows.into_query());
    let mut groups = prepared.pivot.groups(keys, "COUNT(*)", prepared.first);
    groups
        .expr_as(Expr::cust("COUNT(*)"), Alias::new("tickets"))
        .expr_as(
            sql::integer(backend, "SUM(COUNT(*)) OVER ()"),
            Alias::new("total"),
        );
    groups
}

/// The statement that reads the groups of [`ticket_counts`].
///
/// # Errors
/// As [`ticket_counts`].
pub async fn group_statement(
    context: &Context,
    report: &Report,
    dimensions: &[TicketDimension],
) -> Result<SelectStatement> {
    let prepared = prepare(context, report, dimensions).await?;
    Ok(statement(context, &prepared, reads_followups(dimensions)))
}

pub(super) fn reads_followups(dimensions: &[TicketDimension]) -> bool {
    dimensions.iter().any(|each| each.reads_followups())
}

/// Counts tickets in groups by up to two dimensions.
///
/// # Errors
/// [`crate::domain::Error::Unauthenticated`] without sign-in; invalid arguments; database errors.
pub async fn ticket_counts(
    context: &Context,
    report: &Report,
    dimensions: &[TicketDimension],
) -> Result<TicketCounts> {
    let prepared = prepare(context, report, dimensions).await?;
    let statement = statement(context, &prepared, reads_followups(dimensions));
    let (groups, total) = prepared
        .pivot
        .read_groups(context, &statement, FIRST_AT + 1, |row| {
            Ok(unsigned(integer(row, FIRST_AT)?))
        })
        .await?;
    Ok(TicketCounts {
        total: unsigned(Some(total)),
        groups,
        periods: prepared.pivot.periods(),
        zone: prepared.zone,
    })
}

/// The number of different submitters of the tickets of a report. Tickets without an address do not
/// count.
///
/// # Errors
/// As [`ticket_counts`].
pub async fn submitters(context: &Context, report: &Report) -> Result<u64> {
    report.checked::<TicketDimension>(context, &[])?;
    let select = report.tickets(context).await?;
    let count = select.select_only().expr(Expr::cust(
        "COUNT(DISTINCT NULLIF(helpdesk_ticket.submitter_email, ''))",
    ));
    let row = context
        .db
        .query_one_raw(count.build(context.db.get_database_backend()))
        .await?;
    let count = row.map(|row| integer(&row, 0)).transpose()?.flatten();
    Ok(unsigned(count))
}

/// A number that the database counted.
pub(super) fn unsigned(number: Option<i64>) -> u64 {
    number
        .and_then(|number| u64::try_from(number).ok())
        .unwrap_or_default()
}
