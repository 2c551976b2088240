//! Statistics of the durations of tickets in groups.

use chrono_tz::Tz;
use entity::ticket;
use sea_orm::sea_query::{Alias, Expr, SelectStatement};
use sea_orm::{ConnectionTrait, DbErr, QueryResult, QuerySelect, QueryTrait};

use super::counts::{Prepared, prepare, reads_followups, unsigned};
use super::key::integer;
use super::period::Period;
use super::pivot::{FIRST_AT, Group};
use super::sql::{self, DAY, FENCE, quotient, seconds_between, select_from};
use super::{Report, TicketDimension, TicketMeasure};
use crate::domain::{Context, Result};

/// The ends of the ranges of durations, in seconds. The last range has no end.
pub const BAND_ENDS: [i64; 7] = [3600, 4 * 3600, DAY, 3 * DAY, 7 * DAY, 30 * DAY, 60 * DAY];

/// Statistics of durations, in seconds, of at least one ticket.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Statistics {
    /// The number of tickets.
    pub count: u64,
    /// The sum of the durations.
    pub sum: i64,
    /// The shortest duration.
    pub minimum: i64,
    /// The longest duration.
    pub maximum: i64,
    /// The shortest duration that at least half of the durations do not exceed.
    pub median: i64,
    /// The shortest duration that at least 90 % of the durations do not exceed.
    pub percentile_90: i64,
    /// The sum of the complete days of each duration.
    pub whole_days: i64,
    /// The number of tickets whose duration is less than the end of each range, of [`BAND_ENDS`].
    pub below: Vec<u64>,
}

/// Statistics of durations in groups.
#[derive(Clone, Debug)]
pub struct TicketDurations {
    /// The number of all tickets with this duration.
    pub total: u64,
    /// The statistics by group: the largest group first, or the first periods first.
    pub groups: Vec<Group<Statistics>>,
    /// The periods of the first dimension that has periods.
    pub periods: Vec<Period>,
    /// The time zone of the periods.
    pub zone: Tz,
}

impl TicketDurations {
    /// The number of tickets that are in none of the groups.
    #[must_use]
    pub fn remainder(&self) -> u64 {
        let counted: u64 = self.groups.iter().map(|group| group.value.count).sum();
        self.total.saturating_sub(counted)
    }
}

/// The columns of a group after its keys.
fn columns() -> Vec<String> {
    let [seconds, days] = ["seconds", "days"];
    let mut columns = vec![
        "COUNT(*)".to_owned(),
        "SUM(COUNT(*)) OVER ()".to_owned(),
        format!("SUM({seconds})"),
        format!("MIN({seconds})"),
        format!("MAX({seconds})"),
        format!("MIN(CASE WHEN place * 2 >= size THEN {seconds} END)"),
        format!("MIN(CASE WHEN place * 10 >= size * 9 THEN {seconds} END)"),
        format!("SUM({days})"),
    ];
    let below = BAND_ENDS.iter();
    columns.extend(below.map(|end| format!("SUM(CASE WHEN {seconds} < {end} THEN 1 ELSE 0 END)")));
    columns
}

/// The statement that [`ticket_durations`] reads groups with.
fn statement(
    context: &Context,
    prepared: &Prepared,
    measure: TicketMeasure,
    fenced: bool,
) -> SelectStatement {
    let backend = context.db.get_database_backend();
    let mut rows = prepared
        .select
        .clone()
        .select_only()
        .column_as(ticket::Column::Created, "began")
        .expr_as(measure.end(context, prepared.scope), "ended");
    for (raw, name) in prepared.pivot.raw() {
        rows = rows.expr_as(raw, name);
    }
    if fenced {
        rows = rows.limit(FENCE);
    }
    let mut durations = prepared.pivot.keys(rows.into_query());
    let seconds = seconds_between(backend, "began", "ended");
    durations.expr_as(seconds, Alias::new("seconds"));
    let mut ranked = select_from(durations);
    for name in ["key1", "key2", "seconds"] {
        ranked.expr(Expr::cust(name));
    }
    for (name, function) in [
        (
            "place",
            "ROW_NUMBER() OVER (PARTITION BY key1, key2 ORDER BY seconds)",
        ),
        ("size", "COUNT(*) OVER (PARTITION BY key1, key2)"),
    ] {
        ranked.expr_as(Expr::cust(function), Alias::new(name));
    }
    let days = quotient(backend, "seconds", DAY);
    ranked
        .expr_as(Expr::cust(days), Alias::new("days"))
        .and_where(Expr::cust("seconds IS NOT NULL"));
    let mut groups = prepared.pivot.groups(ranked, "COUNT(*)", prepared.first);
    for (number, column) in columns().iter().enumerate() {
        groups.expr_as(
            sql::integer(backend, column),
            Alias::new(format!("c{number}")),
        );
    }
    groups
}

fn read(row: &QueryResult) -> Result<Statistics, DbErr> {
    let number = |column: usize| integer(row, FIRST_AT + column).map(Option::unwrap_or_default);
    let below =
        (0..BAND_ENDS.len()).map(|band| number(8 + band).map(|count| unsigned(Some(count))));
    Ok(Statistics {
        count: unsigned(Some(number(0)?)),
        sum: number(2)?,
        minimum: number(3)?,
        maximum: number(4)?,
        median: number(5)?,
        percentile_90: number(6)?,
        whole_days: number(7)?,
        below: below.collect::<Result<_, DbErr>>()?,
    })
}

/// Statistics of a duration of tickets in groups by up to two dimensions.
///
/// # Errors
/// [`crate::domain::Error::Unauthenticated`] without sign-in; invalid arguments; database errors.
pub async fn ticket_durations(
    context: &Context,
    report: &Report,
    measure: TicketMeasure,
    dimensions: &[TicketDimension],
) -> Result<TicketDurations> {
    let prepared = prepare(context, report, dimensions).await?;
    let fenced = measure.reads_followups() || reads_followups(dimensions);
    let statement = statement(context, &prepared, measure, fenced);
    let (groups, total) = prepared
        .pivot
        .read_groups(context, &statement, FIRST_AT + 1, read)
        .await?;
    Ok(TicketDurations {
        total: unsigned(Some(total)),
        groups,
        periods: prepared.pivot.periods(),
        zone: prepared.zone,
    })
}
