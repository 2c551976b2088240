//! The filters of `{% load humanize %}` (django.contrib.humanize), which django-helpdesk installs.

use chrono::{Datelike, NaiveDate};

use super::{FilterCall, dates, floats};
use crate::error::{Exception, RenderError, RenderResult};
use crate::formats::number::{self, NumberStyle};
use crate::value::number::float_to_int;
use crate::value::{PyDateTime, Value};

/// `int(value)`; `None` if it is not an integer.
fn to_int(call: &FilterCall<'_>) -> RenderResult<Option<i128>> {
    match call.value.to_int() {
        Ok(number) => Ok(Some(number)),
        Err(error) if error.is(&[Exception::TypeError, Exception::ValueError]) => Ok(None),
        Err(error) => Err(error),
    }
}

pub(super) fn ordinal(call: &FilterCall<'_>) -> RenderResult<Value> {
    let Some(number) = to_int(call)? else {
        return Ok(call.value.clone());
    };
    if number < 0 {
        return Ok(number.to_string().into());
    }
    let pattern = if matches!(number % 100, 11..=13) {
        call.env.pgettext("ordinal 11, 12, 13", "{}th")
    } else {
        let digit = number % 10;
        let english = match digit {
            1 => "{}st",
            2 => "{}nd",
            3 => "{}rd",
            _ => "{}th",
        };
        call.env.pgettext(&format!("ordinal {digit}"), english)
    };
    Ok(Value::safe(pattern.replace("{}", &number.to_string())))
}

pub(super) fn intcomma(call: &FilterCall<'_>) -> RenderResult<Value> {
    let use_l10n = call.argument.as_ref().is_none_or(Value::is_truthy);
    let style = NumberStyle {
        places: None,
        use_l10n: true,
        force_grouping: true,
    };
    if use_l10n {
        let value = match &call.value {
            value @ (Value::Float(_) | Value::Decimal(_)) => Some(value.clone()),
            _ => to_int(call)?.map(Value::Int),
        };
        if let Some(value) = value {
            return Ok(number::format(&value, style, call.env).into());
        }
    }
    let text = call.text()?;
    let (sign, rest) = text
        .strip_prefix('-')
        .map_or(("", text.as_str()), |rest| ("-", rest));
    let length = rest
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(rest.len());
    let (digits, rest) = rest.split_at(length);
    let mut grouped = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index) % 3 == 0 {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    Ok(format!("{sign}{grouped}{rest}").into())
}

pub(super) fn intword(call: &FilterCall<'_>) -> RenderResult<Value> {
    const WORDS: [(i32, &str); 11] = [
        (6, "million"),
        (9, "billion"),
        (12, "trillion"),
        (15, "quadrillion"),
        (18, "quintillion"),
        (21, "sextillion"),
        (24, "septillion"),
        (27, "octillion"),
        (30, "nonillion"),
        (33, "decillion"),
        (100, "googol"),
    ];
    let Some(value) = to_int(call)? else {
        return Ok(call.value.clone());
    };
    let size = value.unsigned_abs();
    if size < 1_000_000 {
        return Ok(Value::Int(value));
    }
    let digits = i32::try_from(size.to_string().len()).unwrap_or(i32::MAX);
    let Some((power, word)) = WORDS.into_iter().find(|(power, _)| digits <= power + 3) else {
        return Ok(Value::Int(value));
    };
    #[expect(clippy::cast_precision_loss, reason = "like the division in Python")]
    let scaled = value as f64 / 10f64.powi(power);
    // The plural form depends on the number rounded up.
    let rounded = if scaled.abs() > 1.0 {
        scaled.abs().ceil()
    } else {
        scaled.abs()
    };
    let count = float_to_int(rounded).unwrap_or(2);
    let message = format!("%(value)s {word}");
    let formatted = floats::floatformat(&FilterCall {
        value: Value::Float(scaled),
        argument: Some(Value::Int(1)),
        env: call.env,
    })?;
    let formatted = formatted.to_text(call.env.max_length())?;
    Ok(call
        .env
        .ngettext(None, &message, &message, count)
        .replace("%(value)s", &formatted)
        .into())
}

pub(super) fn apnumber(call: &FilterCall<'_>) -> RenderResult<Value> {
    let Some(number) = to_int(call)? else {
        return Ok(call.value.clone());
    };
    let words = [
        "one", "two", "three", "four", "five", "six", "seven", "eight", "nine",
    ];
    let word = usize::try_from(number - 1)
        .ok()
        .and_then(|index| words.get(index));
    Ok(word.map_or(Value::Int(number), |word| call.env.gettext(word).into()))
}

pub(super) fn naturalday(call: &FilterCall<'_>) -> RenderResult<Value> {
    let now = call.env.options.now;
    let (date, today): (NaiveDate, NaiveDate) = match &call.value {
        Value::Date(date) => (
            *date,
            now.with_timezone(&call.env.default_time_zone())
                .date_naive(),
        ),
        Value::DateTime(time) => {
            let today = match time.utcoffset() {
                Some(offset) => {
                    (now.naive_utc() + chrono::TimeDelta::seconds(offset.into())).date()
                }
                None => now
                    .with_timezone(&call.env.default_time_zone())
                    .date_naive(),
            };
            (time.local().date(), today)
        }
        other => return Ok(other.clone()),
    };
    match date.num_days_from_ce() - today.num_days_from_ce() {
        0 => Ok(call.env.gettext("today").into()),
        1 => Ok(call.env.gettext("tomorrow").into()),
        -1 => Ok(call.env.gettext("yesterday").into()),
        _ => dates::date(&FilterCall {
            value: Value::Date(date),
            argument: call.argument.clone(),
            env: call.env,
        }),
    }
}

pub(super) fn naturaltime(call: &FilterCall<'_>) -> RenderResult<Value> {
    let (time, now) = match &call.value {
        Value::DateTime(time) if time.is_naive() => (
            *time,
            call.env
                .options
                .now
                .with_timezone(&call.env.default_time_zone())
                .naive_local(),
        ),
        Value::DateTime(time) => (*time, call.env.options.now.naive_utc()),
        Value::Date(_) => return Err(RenderError::type_error("naturaltime needs a time")),
        other => return Ok(other.clone()),
    };
    let is_past = time.utc() < now;
    let delta = if is_past {
        now - time.utc()
    } else {
        time.utc() - now
    };
    let (days, seconds, _) = crate::value::print::timedelta_parts(delta);
    let direction = if is_past { "ago" } else { "from now" };
    if days != 0 {
        let context = if is_past {
            "naturaltime-past"
        } else {
            "naturaltime-future"
        };
        let now = if time.is_naive() {
            PyDateTime::naive(now)
        } else {
            call.env.options.now.into()
        };
        let text = dates::time_between(
            &call.value,
            Some(&now.into()),
            !is_past,
            Some(context),
            call.env,
        )?;
        return Ok(call
            .env
            .gettext(&format!("%(delta)s {direction}"))
            .replace("%(delta)s", &text)
            .into());
    }
    let count_units = |count: i64, article: &str, unit: &str| {
        let (singular, plural) = (
            format!("{article} {unit} {direction}"),
            format!("%(count)s\u{a0}{unit}s {direction}"),
        );
        call.env
            .ngettext(None, &singular, &plural, count.into())
            .replace("%(count)s", &count.to_string())
    };
    Ok(match (seconds, seconds / 60, seconds / 3600) {
        (0, _, _) => call.env.gettext("now"),
        (_, 0, _) => count_units(seconds, "a", "second"),
        (_, minutes, 0) => count_units(minutes, "a", "minute"),
        (_, _, hours) => count_units(hours, "an", "hour"),
    }
    .into())
}
