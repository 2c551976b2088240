//! Values of columns: read from a row, as JSON as `dumpdata` writes it, and bound to a statement.

use chrono::{DateTime, NaiveDate, SecondsFormat, TimeDelta, Timelike as _, Utc};
use chrono_tz::Tz;
use entity::values::{Inet, Interval, Timestamp};
use sea_orm::sea_query::{Nullable, Value};
use sea_orm::{DbErr, QueryResult, TryGetable};
use serde_json::Value as Json;

use super::models::Kind;

/// Reads a value as JSON.
///
/// # Errors
/// The column has a value of another type, as SQLite permits, or one that Django cannot read.
pub(super) fn read(row: &QueryResult, index: usize, kind: Kind) -> Result<Json, DbErr> {
    Ok(match kind {
        Kind::Text => get::<String>(row, index)?.map_or(Json::Null, Json::String),
        Kind::Integer | Kind::Reference(_) => {
            read_integer(row, index)?.map_or(Json::Null, Json::from)
        }
        Kind::Boolean => get::<bool>(row, index)?.map_or(Json::Null, Json::Bool),
        Kind::Moment => match get::<Timestamp>(row, index)? {
            Some(moment) if moment == Timestamp::UNREADABLE => {
                return Err(DbErr::Type("not a time that Django can read".to_owned()));
            }
            moment => moment.map_or(Json::Null, |moment| Json::String(moment_text(moment.0))),
        },
        Kind::Date => get::<NaiveDate>(row, index)?.map_or(Json::Null, |date| {
            Json::String(python::isoformat_date(date))
        }),
        Kind::Duration => get::<Interval>(row, index)?.map_or(Json::Null, |Interval(micros)| {
            Json::String(python::duration_string(micros))
        }),
        Kind::Address => {
            get::<Inet>(row, index)?.map_or(Json::Null, |address| Json::String(address.0))
        }
        Kind::Json => get::<Json>(row, index)?.unwrap_or(Json::Null),
    })
}

fn get<T: TryGetable>(row: &QueryResult, index: usize) -> Result<Option<T>, DbErr> {
    row.try_get_by_index::<Option<T>>(index)
}

/// Reads an integer of any size that Django's columns have.
pub(super) fn read_integer(row: &QueryResult, index: usize) -> Result<Option<i64>, DbErr> {
    let error = match get::<i64>(row, index) {
        Err(error) => error,
        number => return number,
    };
    // The drivers read only the exact type, and unsigned ones only as such.
    if let Ok(number) = get::<i32>(row, index) {
        return Ok(number.map(i64::from));
    }
    if let Ok(number) = get::<i16>(row, index) {
        return Ok(number.map(i64::from));
    }
    match get::<u32>(row, index) {
        Ok(number) => Ok(number.map(i64::from)),
        Err(_) => Err(error),
    }
}

/// A time as `DjangoJSONEncoder` writes it. It cuts off microseconds; here they remain.
fn moment_text(moment: DateTime<Utc>) -> String {
    let format = match moment.nanosecond() / 1000 {
        0 => SecondsFormat::Secs,
        micros if micros % 1000 == 0 => SecondsFormat::Millis,
        _ => SecondsFormat::Micros,
    };
    moment.to_rfc3339_opts(format, true)
}

/// Converts a value of a dump, other than null and references, to one for a statement. Times without
/// an offset are in `zone`.
///
/// # Errors
/// What is expected instead.
pub(super) fn bind(value: Json, kind: Kind, zone: Tz) -> Result<Value, &'static str> {
    match (kind, value) {
        (Kind::Text, Json::String(text)) => Ok(text.into()),
        (Kind::Text, _) => Err("a text"),
        (Kind::Integer | Kind::Reference(_), value) => value
            .as_i64()
            .map(bind_integer)
            .ok_or("an integer of at most 64 bits"),
        (Kind::Boolean, Json::Bool(flag)) => Ok(flag.into()),
        (Kind::Boolean, _) => Err("true or false"),
        (Kind::Moment, value) => value
            .as_str()
            .and_then(|text| parse_moment(text, zone))
            .map(|moment| Timestamp::from(moment).into())
            .ok_or("a time such as \"2030-01-02T03:04:05Z\""),
        (Kind::Date, value) => value
            .as_str()
            .and_then(python::dateparse::parse_date)
            .map(Into::into)
            .ok_or("a date such as \"2030-01-02\""),
        (Kind::Duration, value) => value
            .as_str()
            .and_then(|text| python::parse_duration(text).ok())
            .map(|micros| Interval(micros).into())
            .ok_or("a duration such as \"1 02:03:04\""),
        (Kind::Address, value) => value
            .as_str()
            .filter(|text| text.parse::<std::net::IpAddr>().is_ok())
            .map(|text| Inet(text.to_owned()).into())
            .ok_or("an IP address"),
        (Kind::Json, value) => Ok(Value::Json(Some(Box::new(value)))),
    }
}

/// The null of a type. Django stores JSON's null as SQL's.
pub(super) fn null(kind: Kind) -> Value {
    match kind {
        Kind::Text => String::null(),
        Kind::Integer | Kind::Reference(_) => i32::null(),
        Kind::Boolean => bool::null(),
        Kind::Moment => Timestamp::null(),
        Kind::Date => NaiveDate::null(),
        Kind::Duration => Interval::null(),
        Kind::Address => Inet::null(),
        Kind::Json => Value::Json(None),
    }
}

/// PostgreSQL's columns have 32 bits.
pub(super) fn bind_integer(number: i64) -> Value {
    match i32::try_from(number) {
        Ok(number) => number.into(),
        Err(_) => number.into(),
    }
}

fn parse_moment(text: &str, zone: Tz) -> Option<DateTime<Utc>> {
    let (local, offset) = python::dateparse::parse_datetime(text)?;
    let offset = match offset {
        Some(offset) => TimeDelta::microseconds(offset),
        None => TimeDelta::seconds(python::offset_of_local(local, zone).into()),
    };
    Some(local.checked_sub_signed(offset)?.and_utc())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn moment(text: &str, zone: Tz) -> Option<String> {
        parse_moment(text, zone).map(moment_text)
    }

    #[test]
    fn keeps_microseconds() {
        for text in [
            "2030-01-02T03:04:05Z",
            "2030-01-02T03:04:05.100Z",
            "2030-01-02T03:04:05.000001Z",
        ] {
            assert_eq!(moment(text, Tz::UTC).as_deref(), Some(text));
        }
    }

    #[test]
    fn reads_times_without_an_offset_in_the_zone_of_the_site() {
        let berlin = Tz::Europe__Berlin;
        let summer = moment("2030-07-02T03:04:05", berlin);
        assert_eq!(summer.as_deref(), Some("2030-07-02T01:04:05Z"));
        let explicit = moment("2030-07-02T03:04:05+00:00", berlin);
        assert_eq!(explicit.as_deref(), Some("2030-07-02T03:04:05Z"));
    }

    #[test]
    fn rejects_values_of_other_types() {
        for (kind, value) in [
            (Kind::Text, json!(1)),
            (Kind::Integer, json!("1")),
            (Kind::Integer, json!(1.5)),
            (Kind::Boolean, json!(1)),
            (Kind::Moment, json!("yesterday")),
            (Kind::Date, json!("2030-02-30")),
            (Kind::Duration, json!("1h")),
            (Kind::Address, json!("localhost")),
        ] {
            assert!(bind(value.clone(), kind, Tz::UTC).is_err(), "{value}");
        }
    }
}
