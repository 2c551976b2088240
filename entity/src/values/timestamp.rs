//! A point in time.

use chrono::{DateTime, Datelike as _, NaiveDateTime, SubsecRound, TimeDelta, Utc};
use sea_orm::sea_query::ColumnType;
use sea_orm::{ColIdx, QueryResult, TryGetError, TryGetable};
use sqlx::{Row, ValueRef as _};

use super::bound_as_text;
use crate::errors::query_error;
use crate::sqlite_value::{SqliteValue, is_null};

/// Microseconds from 1970 to 2000, where PostgreSQL starts to count.
const POSTGRES_EPOCH: i64 = 946_684_800_000_000;

/// A time in UTC with microseconds: `timestamptz` on PostgreSQL, the text of a naive UTC time
/// elsewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Timestamp(pub DateTime<Utc>);

impl Timestamp {
    /// Replaces a value that Django cannot read in a column that is not nullable: the second
    /// microsecond that Python can represent. Every database can compare it, and no program stores
    /// it.
    pub const UNREADABLE: Self = Self(
        NaiveDateTime::new(
            match chrono::NaiveDate::from_ymd_opt(1, 1, 1) {
                Some(date) => date,
                None => chrono::NaiveDate::MIN,
            },
            match chrono::NaiveTime::from_hms_micro_opt(0, 0, 0, 1) {
                Some(time) => time,
                None => chrono::NaiveTime::MIN,
            },
        )
        .and_utc(),
    );

    /// The text that Django's SQLite and MySQL backends store: `2025-06-15 15:06:40[.000123]`.
    #[must_use]
    pub fn to_django(self) -> String {
        let time = self.0.trunc_subsecs(6);
        let format = if time.timestamp_subsec_micros() == 0 {
            "%Y-%m-%d %H:%M:%S"
        } else {
            "%Y-%m-%d %H:%M:%S%.6f"
        };
        time.format(format).to_string()
    }

    fn from_django(text: &str) -> Option<Self> {
        NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%S%.f")
            .ok()
            .map(|time| Self(time.and_utc()))
    }
}

impl From<DateTime<Utc>> for Timestamp {
    fn from(time: DateTime<Utc>) -> Self {
        Self(time.trunc_subsecs(6))
    }
}

bound_as_text!(
    Timestamp,
    "timestamptz",
    ColumnType::TimestampWithTimeZone,
    Timestamp::to_django,
    Timestamp::from_django
);

impl TryGetable for Timestamp {
    fn try_get_by<I: ColIdx>(row: &QueryResult, index: I) -> Result<Self, TryGetError> {
        let time = match SqliteValue::get(row, index) {
            Some(SqliteValue::Null) => return Err(null(index)),
            Some(SqliteValue::Text(text)) => parse_utc(&text),
            Some(_) => None,
            None if row.try_as_pg_row().is_some() => read_postgres(row, index)?,
            None => read_mariadb(row, index)?,
        };
        Ok(time.map_or(Self::UNREADABLE, Self))
    }
}

/// Parses a time as Django does; without an offset, it is UTC.
fn parse_utc(text: &str) -> Option<DateTime<Utc>> {
    let (time, offset) = python::dateparse::parse_datetime(text)?;
    let offset = TimeDelta::microseconds(offset.unwrap_or_default());
    within_python_range(time.checked_sub_signed(offset)?.and_utc())
}

/// The time, unless its year is beyond Python's `datetime`.
fn within_python_range(time: DateTime<Utc>) -> Option<DateTime<Utc>> {
    (1..=9999).contains(&time.year()).then_some(time)
}

fn null<I: ColIdx>(index: I) -> TryGetError {
    TryGetError::Null(format!("{index:?}"))
}

/// Decodes the value itself, because sqlx panics at times that chrono cannot represent.
fn read_postgres<I: ColIdx>(
    row: &QueryResult,
    index: I,
) -> Result<Option<DateTime<Utc>>, TryGetError> {
    let row = row.try_as_pg_row().ok_or_else(|| null(index))?;
    let raw = row
        .try_get_raw(index.as_sqlx_postgres_index())
        .map_err(|error| TryGetError::DbErr(query_error(error)))?;
    if raw.is_null() {
        return Err(null(index));
    }
    let bytes: Option<[u8; 8]> = raw.as_bytes().ok().and_then(|bytes| bytes.try_into().ok());
    Ok(bytes.and_then(|bytes| {
        let microseconds = i64::from_be_bytes(bytes).checked_add(POSTGRES_EPOCH)?;
        within_python_range(DateTime::from_timestamp_micros(microseconds)?)
    }))
}

fn read_mariadb<I: ColIdx>(
    row: &QueryResult,
    index: I,
) -> Result<Option<DateTime<Utc>>, TryGetError> {
    match <DateTime<Utc> as TryGetable>::try_get_by(row, index) {
        Ok(time) => Ok(within_python_range(time)),
        // The driver also reports zero dates as NULL.
        Err(TryGetError::Null(_)) if is_null(row, index) != Some(false) => Err(null(index)),
        // A date that does not exist, unless the column does not.
        Err(error) => {
            let column_exists = row
                .try_as_mysql_row()
                .is_some_and(|row| row.try_get_raw(index.as_sqlx_mysql_index()).is_ok());
            if column_exists { Ok(None) } else { Err(error) }
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::SecondsFormat;

    use super::*;

    #[test]
    fn parses_texts_as_utc() {
        for (text, expected) in [
            ("2025-06-15 15:06:40.000123", "2025-06-15T15:06:40.000123Z"),
            ("2025-06-15", "2025-06-15T00:00:00Z"),
            ("2025-06-15 15:06:40 -0330", "2025-06-15T18:36:40Z"),
        ] {
            let time =
                parse_utc(text).map(|time| time.to_rfc3339_opts(SecondsFormat::AutoSi, true));
            assert_eq!(time.as_deref(), Some(expected), "{text:?}");
        }
    }

    #[test]
    fn rejects_texts_that_django_cannot_read() {
        for text in [
            "",
            "0000-00-00 00:00:00",
            "2025-02-30 10:00",
            "10000-01-01 00:00:00",
            "0001-01-01T00:00:00+01:00",
            "1750000000",
        ] {
            assert_eq!(parse_utc(text), None, "{text:?}");
        }
    }
}
