//! Filters of dates and times.

use chrono::{Datelike, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};
use chrono_tz::Tz;

use super::Call;
use crate::error::{Exc, Fault, Outcome};
use crate::locale::dateformat;
use crate::render::env::Env;
use crate::value::{Moment, Value};

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;
const WEEK: i64 = 7 * DAY;

/// The format that the argument names, or the one for no argument.
fn format(call: &Call<'_>, without: &str) -> Outcome<String> {
    let name = match &call.argument {
        Some(argument) if argument.truthy() => argument.text(call.env.limit())?,
        _ => without.to_owned(),
    };
    Ok(call.env.format(&name).to_owned())
}

fn is_nothing(value: &Value) -> bool {
    value.is_none() || value.as_text().is_some_and(|text| text.as_str().is_empty())
}

pub(crate) fn date(call: &Call<'_>) -> Outcome<Value> {
    if is_nothing(&call.value) {
        return Ok("".into());
    }
    match dateformat::format(&call.value, &format(call, "DATE_FORMAT")?, false, call.env) {
        Ok(text) => Ok(text.into()),
        // Django tries again with the argument itself for a format, which may have no letters.
        Err(fault) if fault.is(&[Exc::Attribute]) => retried(call, false, &[Exc::Attribute]),
        Err(fault) => Err(fault),
    }
}

pub(super) fn time(call: &Call<'_>) -> Outcome<Value> {
    if is_nothing(&call.value) {
        return Ok("".into());
    }
    match dateformat::format(&call.value, &format(call, "TIME_FORMAT")?, true, call.env) {
        Ok(text) => Ok(text.into()),
        Err(fault) if fault.is(&[Exc::Attribute, Exc::Type]) => {
            retried(call, true, &[Exc::Attribute, Exc::Type])
        }
        Err(fault) => Err(fault),
    }
}

fn retried(call: &Call<'_>, only_time: bool, swallowed: &[Exc]) -> Outcome<Value> {
    let argument = call
        .argument
        .clone()
        .unwrap_or_default()
        .text(call.env.limit())?;
    match dateformat::format(&call.value, &argument, only_time, call.env) {
        Ok(text) => Ok(text.into()),
        Err(fault) if fault.is(swallowed) => Ok("".into()),
        Err(fault) => Err(fault),
    }
}

pub(super) fn timesince(call: &Call<'_>) -> Outcome<Value> {
    let other = call.argument.clone().filter(Value::truthy);
    between(call, other, false)
}

pub(super) fn timeuntil(call: &Call<'_>) -> Outcome<Value> {
    let other = call.argument.clone().filter(Value::truthy);
    between(call, other, true)
}

fn between(call: &Call<'_>, other: Option<Value>, until: bool) -> Outcome<Value> {
    if !call.value.truthy() {
        return Ok("".into());
    }
    match elapsed(&call.value, other.as_ref(), until, None, call.env) {
        Ok(text) => Ok(text.into()),
        Err(fault) if fault.is(&[Exc::Value, Exc::Type]) => Ok("".into()),
        Err(fault) => Err(fault),
    }
}

/// A value as a moment; a date is its midnight.
fn moment(value: &Value) -> Outcome<Moment> {
    match value {
        Value::DateTime(moment) => Ok(*moment),
        Value::Date(date) => Ok(Moment::naive(NaiveDateTime::new(*date, NaiveTime::MIN))),
        other => Err(Fault::attribute(format!("{} is no date", other.kind()))),
    }
}

/// The time from a moment until another one or now, in at most two units
/// (django/utils/timesince.py). `until`: the other way round. `context`: that of the units'
/// messages.
pub(super) fn elapsed(
    value: &Value,
    other: Option<&Value>,
    until: bool,
    context: Option<&str>,
    env: &Env<'_>,
) -> Outcome<String> {
    let from = moment(value)?;
    let to = match other {
        Some(other) => moment(other)?,
        None if from.is_naive() => {
            let now = env.options.now.with_timezone(&env.default_zone());
            Moment::naive(now.naive_local())
        }
        None => Moment::from(env.options.now),
    };
    if from.is_naive() != to.is_naive() {
        return Err(Fault::type_error(
            "one moment has a time zone and the other one has none",
        ));
    }
    // Both as the clock on the wall of the first one's zone shows them.
    let offset = |moment: &Moment| TimeDelta::seconds(moment.offset().unwrap_or(0).into());
    let wall = match from.zone() {
        crate::value::moment::Zone::Named(zone) => to.moved(zone, false).local(),
        _ => to.instant() + offset(&from),
    };
    let wall = if to.is_naive() { to.local() } else { wall };
    let (start, end) = if until {
        (wall, from.local())
    } else {
        (from.local(), wall)
    };
    let none = || unit(env, context, "minute", 0);
    let seconds = (end - start).num_milliseconds().div_euclid(1000);
    if seconds <= 0 {
        return Ok(none());
    }
    let (years, months, rest) = calendar(start, end);
    let mut counts = vec![("year", years), ("month", months)];
    let mut rest = rest;
    for (name, length) in [
        ("week", WEEK),
        ("day", DAY),
        ("hour", HOUR),
        ("minute", MINUTE),
    ] {
        counts.push((name, rest.div_euclid(length)));
        rest = rest.rem_euclid(length);
    }
    let shown: Vec<String> = counts
        .into_iter()
        .skip_while(|(_, count)| *count == 0)
        .take(2)
        .take_while(|(_, count)| *count != 0)
        .map(|(name, count)| unit(env, context, name, count))
        .collect();
    if shown.is_empty() {
        Ok(none())
    } else {
        Ok(shown.join(&env.gettext(", ")))
    }
}

/// Whole years and months between two moments, and the seconds past them.
fn calendar(start: NaiveDateTime, end: NaiveDateTime) -> (i64, i64, i64) {
    const DAYS: [u32; 12] = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let mut months = i64::from(end.year() - start.year()) * 12 + i64::from(end.month())
        - i64::from(start.month());
    if start.day() > end.day() || (start.day() == end.day() && start.time() > end.time()) {
        months -= 1;
    }
    let (years, months) = (months.div_euclid(12), months.rem_euclid(12));
    let pivot = if years == 0 && months == 0 {
        start
    } else {
        let place = i64::from(start.month0()) + months;
        let year = i64::from(start.year()) + years + place / 12;
        let month = u32::try_from(place % 12).unwrap_or(0);
        let day = start.day().min(DAYS[month as usize]);
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

/// A number of units, which a line is not broken within.
fn unit(env: &Env<'_>, context: Option<&str>, name: &str, count: i64) -> String {
    let (one, many) = (format!("%(num)d {name}"), format!("%(num)d {name}s"));
    env.ngettext(context, &one, &many, count.into())
        .replace("%(num)d", &count.to_string())
        .replace(' ', "\u{a0}")
}

/// The moment in a zone, which is kept when it is shown; nothing for other values.
fn in_zone(call: &Call<'_>, zone: Tz) -> Value {
    match &call.value {
        Value::DateTime(moment) => {
            Value::DateTime(moment.aware(call.env.default_zone()).moved(zone, true))
        }
        _ => "".into(),
    }
}

pub(super) fn localtime(call: &Call<'_>) -> Outcome<Value> {
    Ok(in_zone(call, call.env.zone))
}

pub(super) fn utc(call: &Call<'_>) -> Outcome<Value> {
    Ok(in_zone(call, Tz::UTC))
}

pub(super) fn timezone(call: &Call<'_>) -> Outcome<Value> {
    let zone = call
        .argument()
        .as_text()
        .and_then(|name| name.as_str().parse::<Tz>().ok());
    Ok(zone.map_or_else(|| "".into(), |zone| in_zone(call, zone)))
}
