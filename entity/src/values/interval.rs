//! A duration.

use sea_orm::sea_query::ColumnType;
use sea_orm::{ColIdx, DbErr, QueryResult, RuntimeErr, TryGetError, TryGetable};
use sqlx::Row;
use sqlx::postgres::types::PgInterval;

use super::bound_as_text;
use crate::sqlite_value::SqliteValue;

const MICROSECONDS_PER_DAY: i64 = 86_400_000_000;
/// Type name under which an [`Interval`] is bound.
pub(crate) const INTERVAL: &str = "interval";

/// A duration in microseconds: `interval` on PostgreSQL, a 64-bit integer elsewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Interval(pub i64);

impl Interval {
    /// The form in which psycopg sends a `timedelta`: days and microseconds.
    fn to_postgres(self) -> String {
        format!(
            "{} days {} microseconds",
            self.0.div_euclid(MICROSECONDS_PER_DAY),
            self.0.rem_euclid(MICROSECONDS_PER_DAY)
        )
    }

    pub(crate) fn from_postgres(text: &str) -> Option<Self> {
        let (days, rest) = text.split_once(" days ")?;
        let days = days
            .parse::<i64>()
            .ok()?
            .checked_mul(MICROSECONDS_PER_DAY)?;
        days.checked_add(rest.strip_suffix(" microseconds")?.parse().ok()?)
            .map(Self)
    }
}

bound_as_text!(
    Interval,
    INTERVAL,
    ColumnType::Interval(None, None),
    Interval::to_postgres,
    Interval::from_postgres
);

impl TryGetable for Interval {
    fn try_get_by<I: ColIdx>(row: &QueryResult, index: I) -> Result<Self, TryGetError> {
        let null = || TryGetError::Null(format!("{index:?}"));
        if let Some(value) = SqliteValue::get(row, index) {
            return value.to_microseconds().map(Self).ok_or_else(null);
        }
        let Some(postgres) = row.try_as_pg_row() else {
            return i64::try_get_by(row, index).map(Self);
        };
        let interval: Option<PgInterval> = postgres
            .try_get(index.as_sqlx_postgres_index())
            .map_err(|error| {
                TryGetError::DbErr(DbErr::Query(RuntimeErr::Internal(error.to_string())))
            })?;
        let interval = interval.ok_or_else(null)?;
        // Like psycopg, which counts 365 days per year and 30 per month.
        let (years, months) = (
            i64::from(interval.months / 12),
            i64::from(interval.months % 12),
        );
        let days = years * 365 + months * 30 + i64::from(interval.days);
        days.checked_mul(MICROSECONDS_PER_DAY)
            .and_then(|microseconds| microseconds.checked_add(interval.microseconds))
            .map(Self)
            .ok_or_else(null)
    }
}
