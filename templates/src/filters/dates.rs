//! Filters for dates and times.

use chrono::{Datelike, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};
use chrono_tz::Tz;

use super::FilterCall;
use crate::env::Env;
use crate::error::{Exception, RenderError, RenderResult};
use crate::formats::date as date_format;
use crate::value::datetime::TimeZoneInfo;
use crate::value::{PyDateTime, Value};

/// Units of time and their lengths in seconds.
const UNITS: [(&str, i64); 4] = [
    ("week", 7 * 24 * 60 * 60),
    ("day", 24 * 60 * 60),
    ("hour", 60 * 60),
    ("minute", 60),
];

/// The format that the argument names, or the default.
fn get_format(call: &FilterCall<'_>, default: &str) -> RenderResult<String> {
    let name = match &call.argument {
        Some(argument) if argument.is_truthy() => argument.to_text(call.env.max_length())?,
        _ => default.to_owned(),
    };
    Ok(call.env.get_format(&name).to_owned())
}

fn is_none_or_empty(value: &Value) -> bool {
    value.is_none() || value.as_text().is_some_and(|text| text.as_str().is_empty())
}

pub(crate) fn date(call: &FilterCall<'_>) -> RenderResult<Value> {
    if is_none_or_empty(&call.value) {
        return Ok("".into());
    }
    match date_format::format(
        &call.value,
        &get_format(call, "DATE_FORMAT")?,
        false,
        call.env,
    ) {
        Ok(text) => Ok(text.into()),
        // Like Django, uses the argument itself as a format, which may have no format characters.
        Err(error) if error.is(&[Exception::AttributeError]) => {
            format_with_argument(call, false, &[Exception::AttributeError])
        }
        Err(error) => Err(error),
    }
}

pub(super) fn time(call: &FilterCall<'_>) -> RenderResult<Value> {
    if is_none_or_empty(&call.value) {
        return Ok("".into());
    }
    match date_format::format(
        &call.value,
        &get_format(call, "TIME_FORMAT")?,
        true,
        call.env,
    ) {
        Ok(text) => Ok(text.into()),
        Err(error) if error.is(&[Exception::AttributeError, Exception::TypeError]) => {
            format_with_argument(
                call,
                true,
                &[Exception::AttributeError, Exception::TypeError],
            )
        }
        Err(error) => Err(error),
    }
}

fn format_with_argument(
    call: &FilterCall<'_>,
    only_time: bool,
    ignored: &[Exception],
) -> RenderResult<Value> {
    let argument = call.argument_text()?;
    match date_format::format(&call.value, &argument, only_time, call.env) {
        Ok(text) => Ok(text.into()),
        Err(error) if error.is(ignored) => Ok("".into()),
        Err(error) => Err(error),
    }
}

pub(super) fn timesince(call: &FilterCall<'_>) -> RenderResult<Value> {
    timesince_or_until(call, false)
}

pub(super) fn timeuntil(call: &FilterCall<'_>) -> RenderResult<Value> {
    timesince_or_until(call, true)
}

fn timesince_or_until(call: &FilterCall<'_>, until: bool) -> RenderResult<Value> {
    if !call.value.is_truthy() {
        return Ok("".into());
    }
    let other = call.argument.clone().filter(Value::is_truthy);
    match time_between(&call.value, other.as_ref(), until, None, call.env) {
        Ok(text) => Ok(text.into()),
        Err(error) if error.is(&[Exception::ValueError, Exception::TypeError]) => Ok("".into()),
        Err(error) => Err(error),
    }
}

/// A value as a `datetime`; a date as its midnight.
fn to_datetime(value: &Value) -> RenderResult<PyDateTime> {
    match value {
        Value::DateTime(time) => Ok(*time),
        Value::Date(date) => Ok(PyDateTime::naive(NaiveDateTime::new(*date, NaiveTime::MIN))),
        other => Err(RenderError::attribute_error(format!(
            "{} is not a date",
            other.type_description()
        ))),
    }
}

/// The time from one time to another, or to now, in at most two units
/// (`django/utils/timesince.py`). `until` reverses the direction; `context` is that of the units'
/// messages.
pub(super) fn time_between(
    value: &Value,
    other: Option<&Value>,
    until: bool,
    context: Option<&str>,
    env: &Env<'_>,
) -> RenderResult<String> {
    let from = to_datetime(value)?;
    let to = match other {
        Some(other) => to_datetime(other)?,
        None if from.is_naive() => {
            let now = env.options.now.with_timezone(&env.default_time_zone());
            PyDateTime::naive(now.naive_local())
        }
        None => PyDateTime::from(env.options.now),
    };
    if from.is_naive() != to.is_naive() {
        return Err(RenderError::type_error(
            "one time has a time zone and the other does not",
        ));
    }
    // Both as local times in the time zone of the first.
    let local_to = match from.tzinfo() {
        _ if to.is_naive() => to.local(),
        TimeZoneInfo::Named(zone) => to.astimezone(zone, false).local(),
        TimeZoneInfo::Naive | TimeZoneInfo::Utc | TimeZoneInfo::Fixed(_) => {
            to.utc() + TimeDelta::seconds(from.utcoffset().unwrap_or(0).into())
        }
    };
    let (start, end) = if until {
        (local_to, from.local())
    } else {
        (from.local(), local_to)
    };
    let zero_minutes = || format_unit(env, context, "minute", 0);
    let seconds = (end - start).num_milliseconds().div_euclid(1000);
    if seconds <= 0 {
        return Ok(zero_minutes());
    }
    let (years, months, mut rest) = years_and_months(start, end);
    let mut counts = vec![("year", years), ("month", months)];
    for (name, length) in UNITS {
        counts.push((name, rest.div_euclid(length)));
        rest = rest.rem_euclid(length);
    }
    let units: Vec<String> = counts
        .into_iter()
        .skip_while(|(_, count)| *count == 0)
        .take(2)
        .take_while(|(_, count)| *count != 0)
        .map(|(name, count)| format_unit(env, context, name, count))
        .collect();
    if units.is_empty() {
        Ok(zero_minutes())
    } else {
        Ok(units.join(&env.gettext(", ")))
    }
}

/// Full years and months between two times, and the remaining seconds.
fn years_and_months(start: NaiveDateTime, end: NaiveDateTime) -> (i64, i64, i64) {
    const MONTH_DAYS: [u32; 12] = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let mut months = i64::from(end.year() - start.year()) * 12 + i64::from(end.month())
        - i64::from(start.month());
    if start.day() > end.day() || (start.day() == end.day() && start.time() > end.time()) {
        months -= 1;
    }
    let (years, months) = (months.div_euclid(12), months.rem_euclid(12));
    let pivot = if years == 0 && months == 0 {
        start
    } else {
        let month = i64::from(start.month0()) + months;
        let year = i64::from(start.year()) + years + month / 12;
        let month = u32::try_from(month % 12).unwrap_or(0);
        let day = start.day().min(MONTH_DAYS[month as usize]);
        let date = i32::try_from(year)
            .ok()
            .and_then(|year| NaiveDate::from_ymd_opt(year, month + 1, day));
        let time = start.time();
        let time = NaiveTime::from_hms_opt(
            chrono::Timelike::hour(&time),
            chrono::Timelike::minute(&time),
            chrono::Timelike::second(&time),
        );
        match (date, time) {
            (Some(date), Some(time)) => NaiveDateTime::new(date, time),
            _ => start,
        }
    };
    (
        years,
        months,
        (end - pivot).num_milliseconds().div_euclid(1000),
    )
}

/// A number of units, with a non-breaking space.
fn format_unit(env: &Env<'_>, context: Option<&str>, name: &str, count: i64) -> String {
    let (singular, plural) = (format!("%(num)d {name}"), format!("%(num)d {name}s"));
    env.ngettext(context, &singular, &plural, count.into())
        .replace("%(num)d", &count.to_string())
        .replace(' ', "\u{a0}")
}

/// The time in a time zone in which templates show it; an empty string for other values.
fn in_time_zone(call: &FilterCall<'_>, zone: Tz) -> Value {
    match &call.value {
        Value::DateTime(time) => {
            let aware = time.make_aware(call.env.default_time_zone());
            Value::DateTime(aware.astimezone(zone, true))
        }
        _ => "".into(),
    }
}

pub(super) fn localtime(call: &FilterCall<'_>) -> RenderResult<Value> {
    Ok(in_time_zone(call, call.env.time_zone))
}

pub(super) fn utc(call: &FilterCall<'_>) -> RenderResult<Value> {
    Ok(in_time_zone(call, Tz::UTC))
}

pub(super) fn timezone(call: &FilterCall<'_>) -> RenderResult<Value> {
    let zone = call
        .argument()
        .as_text()
        .and_then(|name| name.as_str().parse::<Tz>().ok());
    Ok(zone.map_or_else(|| "".into(), |zone| in_time_zone(call, zone)))
}
