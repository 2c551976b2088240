//! Column types that Django spells its own way on each database, so that what is written here
//! Django reads back unchanged. Not a home for rules: nothing here knows what a column means.
//!
//! Values are bound as text under a type name (`$1::"timestamptz"` on PostgreSQL, the bare text
//! elsewhere); [`crate::connection`] turns the few that need another form on SQLite and MariaDB
//! before they are sent.

use std::fmt;

use chrono::{DateTime, NaiveDateTime, SubsecRound, Utc};
use sea_orm::sea_query::{
    ArrayType, ColumnType, Enum, Nullable, OptionEnum, Value, ValueType, ValueTypeErr,
};
use sea_orm::{ColIdx, DbErr, QueryResult, RuntimeErr, TryGetError, TryGetable};
use sqlx::postgres::types::PgInterval;
use sqlx::{Row, ValueRef as _};

use crate::odd::{self, Stored};

/// Microseconds from 1970 to the year 2000, from which PostgreSQL counts.
const POSTGRES_EPOCH: i64 = 946_684_800_000_000;
/// Microseconds in a day.
const DAY: i64 = 86_400_000_000;
/// Name under which an [`Interval`] is bound.
pub(crate) const INTERVAL: &str = "interval";

fn query(error: sqlx::Error) -> TryGetError {
    TryGetError::DbErr(DbErr::Query(RuntimeErr::SqlxError(std::sync::Arc::new(
        error,
    ))))
}

fn typed(name: &'static str, text: Option<String>) -> Value {
    Value::Enum(match text {
        Some(text) => OptionEnum::Some(Box::new(Enum {
            type_name: name.into(),
            value: text.into(),
        })),
        None => OptionEnum::None(name.into()),
    })
}

/// Implements what sea-orm asks of a column type that is bound as text under a type name.
macro_rules! column_type {
    ($type:ident, $name:expr, $column:expr, $to_text:expr, $from_text:expr) => {
        impl From<$type> for Value {
            fn from(value: $type) -> Self {
                typed($name, Some($to_text(value)))
            }
        }
        impl Nullable for $type {
            fn null() -> Value {
                typed($name, None)
            }
        }
        impl ValueType for $type {
            fn try_from(value: Value) -> Result<Self, ValueTypeErr> {
                match value {
                    Value::Enum(OptionEnum::Some(text)) => {
                        $from_text(&text.value).ok_or(ValueTypeErr)
                    }
                    _ => Err(ValueTypeErr),
                }
            }
            fn type_name() -> String {
                stringify!($type).to_owned()
            }
            fn array_type() -> ArrayType {
                ArrayType::Enum(Box::new($name.into()))
            }
            fn column_type() -> ColumnType {
                $column
            }
        }
    };
}

/// A moment in UTC with microseconds: `timestamptz` on PostgreSQL, the text of a naive UTC time
/// elsewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Timestamp(pub DateTime<Utc>);

impl Timestamp {
    /// The moment as Django's SQLite and MySQL backends store it: `2025-06-15 15:06:40[.000123]`.
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

    /// Stands for a value that Django cannot read in a column that must have one: the second moment
    /// that Python has. Every database can compare it, and nobody stores it.
    pub const UNREADABLE: Self = Self(
        NaiveDateTime::new(
            match chrono::NaiveDate::from_ymd_opt(1, 1, 1) {
                Some(day) => day,
                None => chrono::NaiveDate::MIN,
            },
            match chrono::NaiveTime::from_hms_micro_opt(0, 0, 0, 1) {
                Some(time) => time,
                None => chrono::NaiveTime::MIN,
            },
        )
        .and_utc(),
    );

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
column_type!(
    Timestamp,
    "timestamptz",
    ColumnType::TimestampWithTimeZone,
    Timestamp::to_django,
    Timestamp::from_django
);
impl TryGetable for Timestamp {
    fn try_get_by<I: ColIdx>(row: &QueryResult, index: I) -> Result<Self, TryGetError> {
        let none = || TryGetError::Null(format!("{index:?}"));
        let read = if let Some(stored) = odd::stored(row, index) {
            match stored {
                Stored::Null => return Err(none()),
                Stored::Text(text) => odd::moment(&text),
                _ => None,
            }
        } else if let Some(row) = row.try_as_pg_row() {
            let raw = row
                .try_get_raw(index.as_sqlx_postgres_index())
                .map_err(query)?;
            if raw.is_null() {
                return Err(none());
            }
            // sqlx has no word for times that its own type does not reach.
            let bytes: Option<[u8; 8]> =
                raw.as_bytes().ok().and_then(|bytes| bytes.try_into().ok());
            bytes.and_then(|bytes| {
                let micros = i64::from_be_bytes(bytes).checked_add(POSTGRES_EPOCH)?;
                odd::in_python(DateTime::from_timestamp_micros(micros)?)
            })
        } else {
            match <DateTime<Utc> as TryGetable>::try_get_by(row, index) {
                Ok(time) => odd::in_python(time),
                // NULL, but not what the driver reads as such.
                Err(TryGetError::Null(_)) if odd::is_null(row, index) != Some(false) => {
                    return Err(none());
                }
                // Days that no calendar has.
                Err(_)
                    if row.try_as_mysql_row().is_some_and(|row| {
                        row.try_get_raw(index.as_sqlx_mysql_index()).is_ok()
                    }) =>
                {
                    None
                }
                Err(error) => return Err(error),
            }
        };
        Ok(read.map_or(Self::UNREADABLE, Self))
    }
}

/// A length of time in microseconds: `interval` on PostgreSQL, a 64-bit integer elsewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Interval(pub i64);

impl Interval {
    /// As psycopg sends a `timedelta`: days are kept apart from microseconds.
    fn to_postgres(self) -> String {
        format!(
            "{} days {} microseconds",
            self.0.div_euclid(DAY),
            self.0.rem_euclid(DAY)
        )
    }

    pub(crate) fn from_postgres(text: &str) -> Option<Self> {
        let (days, rest) = text.split_once(" days ")?;
        let days = days.parse::<i64>().ok()?.checked_mul(DAY)?;
        days.checked_add(rest.strip_suffix(" microseconds")?.parse().ok()?)
            .map(Self)
    }
}
column_type!(
    Interval,
    INTERVAL,
    ColumnType::Interval(None, None),
    Interval::to_postgres,
    Interval::from_postgres
);
impl TryGetable for Interval {
    fn try_get_by<I: ColIdx>(row: &QueryResult, index: I) -> Result<Self, TryGetError> {
        let none = || TryGetError::Null(format!("{index:?}"));
        if let Some(stored) = odd::stored(row, index) {
            return stored.to_microseconds().map(Self).ok_or_else(none);
        }
        let Some(postgres) = row.try_as_pg_row() else {
            return i64::try_get_by(row, index).map(Self);
        };
        let value: Option<PgInterval> =
            postgres
                .try_get(index.as_sqlx_postgres_index())
                .map_err(|error| {
                    TryGetError::DbErr(DbErr::Query(RuntimeErr::Internal(error.to_string())))
                })?;
        let value = value.ok_or_else(none)?;
        // A year counts 365 days and a month thirty, as psycopg counts them.
        let (years, months) = (i64::from(value.months / 12), i64::from(value.months % 12));
        let days = years * 365 + months * 30 + i64::from(value.days);
        let micros = days
            .checked_mul(DAY)
            .and_then(|micros| micros.checked_add(value.microseconds));
        micros.map(Self).ok_or_else(none)
    }
}

/// An address of the internet protocol: `inet` on PostgreSQL, text elsewhere.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Inet(pub String);
column_type!(
    Inet,
    "inet",
    ColumnType::Inet,
    |inet: Inet| inet.0,
    |text: &str| Some(Inet(text.to_owned()))
);
impl TryGetable for Inet {
    fn try_get_by<I: ColIdx>(row: &QueryResult, index: I) -> Result<Self, TryGetError> {
        if row.try_as_pg_row().is_some() {
            let network = <sea_orm::prelude::IpNetwork as TryGetable>::try_get_by(row, index)?;
            return Ok(Self(network.ip().to_string()));
        }
        String::try_get_by(row, index).map(Self)
    }
}

/// A number that is not negative: `integer` or `smallint` with a check, `unsigned` on MariaDB. What
/// is greater than 32 bits with a sign can say is read as the greatest that they can.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Positive(pub i32);
impl From<Positive> for Value {
    fn from(number: Positive) -> Self {
        number.0.into()
    }
}
impl Nullable for Positive {
    fn null() -> Value {
        i32::null()
    }
}
impl ValueType for Positive {
    fn try_from(value: Value) -> Result<Self, ValueTypeErr> {
        <i32 as ValueType>::try_from(value).map(Self)
    }
    fn type_name() -> String {
        "Positive".to_owned()
    }
    fn array_type() -> ArrayType {
        ArrayType::Int
    }
    fn column_type() -> ColumnType {
        ColumnType::Integer
    }
}
impl TryGetable for Positive {
    fn try_get_by<I: ColIdx>(row: &QueryResult, index: I) -> Result<Self, TryGetError> {
        if row.try_as_mysql_row().is_some() {
            return u32::try_get_by(row, index)
                .map(|number| Self(number.try_into().unwrap_or(i32::MAX)));
        }
        match i32::try_get_by(row, index) {
            Err(TryGetError::DbErr(_)) => {
                i16::try_get_by(row, index).map(|number| Self(number.into()))
            }
            read => read.map(Self),
        }
    }
}

/// Django's `IntegerField`: 32 bits on PostgreSQL and MariaDB, 64 on SQLite, whose integers have no
/// type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Integer(pub i64);
impl From<Integer> for Value {
    fn from(number: Integer) -> Self {
        number.0.into()
    }
}
impl Nullable for Integer {
    fn null() -> Value {
        i64::null()
    }
}
impl ValueType for Integer {
    fn try_from(value: Value) -> Result<Self, ValueTypeErr> {
        <i64 as ValueType>::try_from(value).map(Self)
    }
    fn type_name() -> String {
        "Integer".to_owned()
    }
    fn array_type() -> ArrayType {
        ArrayType::BigInt
    }
    fn column_type() -> ColumnType {
        ColumnType::Integer
    }
}
impl TryGetable for Integer {
    fn try_get_by<I: ColIdx>(row: &QueryResult, index: I) -> Result<Self, TryGetError> {
        if row.try_as_pg_row().is_some() {
            return i32::try_get_by(row, index).map(|number| Self(number.into()));
        }
        i64::try_get_by(row, index).map(Self)
    }
}

/// Text that may be stored and compared but never shown: it prints as `***`.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(pub String);
impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}
impl From<Secret> for Value {
    fn from(secret: Secret) -> Self {
        secret.0.into()
    }
}
impl Nullable for Secret {
    fn null() -> Value {
        String::null()
    }
}
impl ValueType for Secret {
    fn try_from(value: Value) -> Result<Self, ValueTypeErr> {
        <String as ValueType>::try_from(value).map(Self)
    }
    fn type_name() -> String {
        "Secret".to_owned()
    }
    fn array_type() -> ArrayType {
        ArrayType::String
    }
    fn column_type() -> ColumnType {
        ColumnType::String(sea_orm::sea_query::StringLen::None)
    }
}
impl TryGetable for Secret {
    fn try_get_by<I: ColIdx>(row: &QueryResult, index: I) -> Result<Self, TryGetError> {
        String::try_get_by(row, index).map(Self)
    }
}
impl sea_orm::TryFromU64 for Secret {
    fn try_from_u64(_: u64) -> Result<Self, DbErr> {
        Err(DbErr::ConvertFromU64("Secret"))
    }
}
