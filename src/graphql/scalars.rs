//! Custom scalars. Each names its specification.

use async_graphql::{InputValueError, InputValueResult, Scalar, ScalarType, Value};
use chrono::Utc;
use entity::values::{Interval, Timestamp};

pub use crate::domain::query::scalars::{
    BigInt, Date, Decimal, Leaf, LocalDateTime, ScalarError, Time,
};

/// Any JSON value.
#[derive(Clone, Debug)]
pub struct Json(pub serde_json::Value);

/// Any JSON value.
#[Scalar(
    name = "JSON",
    specified_by_url = "https://www.rfc-editor.org/rfc/rfc8259"
)]
impl ScalarType for Json {
    fn parse(value: Value) -> InputValueResult<Self> {
        value
            .into_json()
            .map(Self)
            .map_err(|_| InputValueError::custom("not JSON"))
    }

    fn to_value(&self) -> Value {
        Value::from_json(self.0.clone()).unwrap_or_default()
    }
}

/// Checks a value of a scalar.
pub type Check = fn(Leaf<'_>) -> Result<(), ScalarError>;

/// The check of a custom scalar; `None` for scalars that accept any value.
#[must_use]
pub fn check(name: &str) -> Option<Check> {
    Some(match name {
        "BigInt" => |given| BigInt::read(given).map(drop),
        "Date" => |given| Date::read(given).map(drop),
        "DateTime" => |given| DateTime::read(given).map(drop),
        "Decimal" => |given| Decimal::read(given).map(drop),
        "Duration" => |given| Duration::read(given).map(drop),
        "LocalDateTime" => |given| LocalDateTime::read(given).map(drop),
        "Time" => |given| Time::read(given).map(drop),
        _ => return None,
    })
}

/// Date and time as in RFC 3339, in UTC, with six or no fractional digits of seconds:
/// `2030-01-02T03:04:05Z`.
#[derive(Clone, Copy, Debug)]
pub struct DateTime(pub Timestamp);

/// Date and time as in RFC 3339, in UTC, with six or no fractional digits of seconds:
/// `2030-01-02T03:04:05Z`.
#[Scalar(specified_by_url = "https://scalars.graphql.org/andimarek/date-time")]
impl ScalarType for DateTime {
    fn parse(value: Value) -> InputValueResult<Self> {
        Self::read((&value).into()).map_err(InputValueError::custom)
    }

    fn is_valid(value: &Value) -> bool {
        Self::read(value.into()).is_ok()
    }

    fn to_value(&self) -> Value {
        Value::String(rfc3339(self.0))
    }
}

impl DateTime {
    /// Parses a value.
    ///
    /// # Errors
    /// The reason why the value is invalid.
    pub fn read(given: Leaf<'_>) -> Result<Self, ScalarError> {
        let Leaf::Text(text) = given else {
            return Err("expected a string");
        };
        chrono::DateTime::parse_from_rfc3339(text)
            .map(|time| Self(time.with_timezone(&Utc).into()))
            .map_err(|_| "not a date and time as in RFC 3339, such as 2030-01-02T03:04:05Z")
    }
}

/// The format of REST and GraphQL, in UTC.
#[must_use]
pub fn rfc3339(time: Timestamp) -> String {
    use std::fmt::Write;

    use chrono::{Datelike, Timelike};
    let time = time.0;
    let mut text = String::with_capacity(27);
    let (date, clock) = (time.date_naive(), time.time());
    // Writing to a `String` cannot fail.
    let _ = write!(
        text,
        "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}",
        date.year(),
        date.month(),
        date.day(),
        clock.hour(),
        clock.minute(),
        clock.second()
    );
    let micros = time.timestamp_subsec_micros();
    if micros > 0 {
        let _ = write!(text, ".{micros:06}");
    }
    text.push('Z');
    text
}

/// Duration as in ISO 8601, with days, hours, minutes and seconds, and a precision of microseconds:
/// `PT15M`, `P1DT2H0.5S`.
#[derive(Clone, Copy, Debug)]
pub struct Duration(pub Interval);

/// Duration as in ISO 8601, with days, hours, minutes and seconds, and a precision of microseconds:
/// `PT15M`, `P1DT2H0.5S`.
#[Scalar(specified_by_url = "https://scalars.graphql.org/chillicream/duration")]
impl ScalarType for Duration {
    fn parse(value: Value) -> InputValueResult<Self> {
        Self::read((&value).into()).map_err(InputValueError::custom)
    }

    fn is_valid(value: &Value) -> bool {
        Self::read(value.into()).is_ok()
    }

    fn to_value(&self) -> Value {
        Value::String(format_duration(self.0.0))
    }
}

impl Duration {
    /// Parses a value.
    ///
    /// # Errors
    /// The reason why the value is invalid.
    pub fn read(given: Leaf<'_>) -> Result<Self, ScalarError> {
        let Leaf::Text(text) = given else {
            return Err("expected a string");
        };
        let micros =
            parse_duration(text).ok_or("not a duration as in ISO 8601, such as PT1H30M")?;
        Ok(Self(Interval(micros)))
    }
}

/// Formats microseconds as in ISO 8601.
#[must_use]
pub fn format_duration(micros: i64) -> String {
    let total = micros.unsigned_abs();
    let (seconds, fraction) = (total / 1_000_000, total % 1_000_000);
    let (days, hours, minutes, seconds) = (
        seconds / 86_400,
        seconds / 3_600 % 24,
        seconds / 60 % 60,
        seconds % 60,
    );
    let mut text = String::from(if micros < 0 { "-P" } else { "P" });
    if days > 0 {
        text += &format!("{days}D");
    }
    let clock = hours + minutes + seconds + fraction > 0;
    if clock || days == 0 {
        text.push('T');
        if hours > 0 {
            text += &format!("{hours}H");
        }
        if minutes > 0 {
            text += &format!("{minutes}M");
        }
        if fraction > 0 {
            text += format!("{seconds}.{fraction:06}").trim_end_matches('0');
            text.push('S');
        } else if seconds > 0 || hours + minutes == 0 {
            text += &format!("{seconds}S");
        }
    }
    text
}

/// Parses ISO 8601 to microseconds. Years and months are invalid, since their length varies.
#[must_use]
pub fn parse_duration(text: &str) -> Option<i64> {
    let (sign, rest) = match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text.strip_prefix('+').unwrap_or(text)),
    };
    let rest = rest.strip_prefix('P').filter(|rest| !rest.is_empty())?;
    let (date, clock) = match rest.split_once('T') {
        Some((_, "")) => return None,
        Some((date, clock)) => (date, clock),
        None => (rest, ""),
    };
    let days = units(date, &[('W', 604_800_000_000), ('D', 86_400_000_000)])?;
    let clock = units(
        clock,
        &[('H', 3_600_000_000), ('M', 60_000_000), ('S', 1_000_000)],
    )?;
    days.checked_add(clock)?.checked_mul(sign)
}

/// Sums up numbers with units. Each unit occurs at most once, in this order.
fn units(mut text: &str, units: &[(char, i64)]) -> Option<i64> {
    let mut total = 0_i64;
    for (unit, micros) in units {
        let Some((number, rest)) = text.split_once(*unit) else {
            continue;
        };
        let (whole, fraction) = number.split_once(['.', ',']).unwrap_or((number, ""));
        if whole.is_empty()
            || fraction.len() > 6
            || !whole
                .bytes()
                .chain(fraction.bytes())
                .all(|b| b.is_ascii_digit())
        {
            return None;
        }
        total = total.checked_add(whole.parse::<i64>().ok()?.checked_mul(*micros)?)?;
        if !fraction.is_empty() {
            let scale = 10_i64.checked_pow(u32::try_from(fraction.len()).ok()?)?;
            total =
                total.checked_add(fraction.parse::<i64>().ok()?.checked_mul(micros / scale)?)?;
        }
        text = rest;
    }
    text.is_empty().then_some(total)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{Strategy, prop_assert_eq, prop_assume, prop_oneof, proptest};

    use super::*;

    #[test]
    fn durations_round_trip() {
        for (micros, text) in [
            (0, "PT0S"),
            (900_000_000, "PT15M"),
            (93_605_000_000, "P1DT2H5S"),
            (500_000, "PT0.5S"),
            (273_906_000_789, "P3DT4H5M6.000789S"),
            (-1_000_000, "-PT1S"),
            (86_400_000_000, "P1D"),
        ] {
            assert_eq!(format_duration(micros), text);
            assert_eq!(parse_duration(text), Some(micros), "{text}");
        }
        for bad in [
            "",
            "P",
            "PT",
            "P1Y",
            "PT1",
            "1H",
            "PT1H1H",
            "PT1.1234567S",
            "P99999999999D",
        ] {
            assert_eq!(parse_duration(bad), None, "{bad}");
        }
    }

    /// Texts that are almost scalars, and other texts.
    fn texts() -> impl Strategy<Value = String> {
        prop_oneof![
            ".{0,30}",
            "[-+]?[0-9]{0,5}-?[0-9]{0,3}-?[0-9]{0,3}[Tt ]?[0-9:.,]{0,18}([Zz]|[+-][0-9:]{0,6})?",
            "[-+]?P[0-9.,]{0,22}[WD]?[0-9.,]{0,9}D?T?([0-9.,]{1,22}[HMSX]){0,4}",
            "[-+]?[0-9_]{0,30}[.,]?[0-9]{0,30}([eE][-+]?[0-9]{0,12})?",
        ]
    }

    /// Asserts that valid values round-trip.
    fn assert_round_trip<T: ScalarType>(value: &Value) {
        assert_eq!(
            T::is_valid(value),
            T::parse(value.clone()).is_ok(),
            "{value}"
        );
        if let Ok(read) = T::parse(value.clone()) {
            let written = read.to_value();
            assert_eq!(
                T::parse(written.clone()).map(|again| again.to_value()).ok(),
                Some(written),
                "{value}"
            );
        }
    }

    proptest! {
        #[test]
        fn values_round_trip_or_are_rejected(text in texts(), number: i64, real: f64, truth: bool) {
            let mut values = vec![Value::from(text), Value::from(number), Value::from(truth), Value::Null];
            values.extend(async_graphql::Number::from_f64(real).map(Value::Number));
            for value in &values {
                assert_round_trip::<Duration>(value);
                assert_round_trip::<BigInt>(value);
                assert_round_trip::<Decimal>(value);
                assert_round_trip::<Date>(value);
                assert_round_trip::<LocalDateTime>(value);
                // Leap seconds are parsed but cannot be written.
                if !matches!(value, Value::String(text) if text.contains(":60")) {
                    assert_round_trip::<DateTime>(value);
                    assert_round_trip::<Time>(value);
                }
            }
        }

        #[test]
        fn any_duration_round_trips(micros: i64) {
            // The absolute value of the minimum does not fit.
            prop_assume!(micros > i64::MIN);
            prop_assert_eq!(parse_duration(&format_duration(micros)), Some(micros));
        }
    }
}
