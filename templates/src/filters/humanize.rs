//! The filters of `{% load humanize %}` (django.contrib.humanize), which django-helpdesk installs.

use chrono::{Datelike, NaiveDate};

use super::{Call, dates, floats};
use crate::error::{Exc, Fault, Outcome};
use crate::locale::numbers::{Style, number};
use crate::value::Value;
use crate::value::number::whole;

/// `int()` of the value; `None`: it is none.
fn int(call: &Call<'_>) -> Outcome<Option<i128>> {
    match call.value.int() {
        Ok(number) => Ok(Some(number)),
        Err(fault) if fault.is(&[Exc::Type, Exc::Value]) => Ok(None),
        Err(fault) => Err(fault),
    }
}

pub(super) fn ordinal(call: &Call<'_>) -> Outcome<Value> {
    let Some(number) = int(call)? else {
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

pub(super) fn intcomma(call: &Call<'_>) -> Outcome<Value> {
    let localized = call.argument.as_ref().is_none_or(Value::truthy);
    let style = Style {
        places: None,
        localized: true,
        grouped: true,
    };
    if localized {
        let value = match &call.value {
            value @ (Value::Float(_) | Value::Decimal(_)) => Some(value.clone()),
            _ => int(call)?.map(Value::Int),
        };
        if let Some(value) = value {
            return Ok(number(&value, style, call.env).into());
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
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place) % 3 == 0 {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    Ok(format!("{sign}{grouped}{rest}").into())
}

pub(super) fn intword(call: &Call<'_>) -> Outcome<Value> {
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
    let Some(value) = int(call)? else {
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
    #[expect(clippy::cast_precision_loss, reason = "as Python divides")]
    let scaled = value as f64 / 10f64.powi(power);
    // The plural goes by the number rounded away from one.
    let rounded = if scaled.abs() > 1.0 {
        scaled.abs().ceil()
    } else {
        scaled.abs()
    };
    let count = whole(rounded).unwrap_or(2);
    let message = format!("%(value)s {word}");
    let shown = floats::floatformat(&Call {
        value: Value::Float(scaled),
        argument: Some(Value::Int(1)),
        env: call.env,
    })?;
    let shown = shown.text(call.env.limit())?;
    Ok(call
        .env
        .ngettext(None, &message, &message, count)
        .replace("%(value)s", &shown)
        .into())
}

pub(super) fn apnumber(call: &Call<'_>) -> Outcome<Value> {
    let Some(number) = int(call)? else {
        return Ok(call.value.clone());
    };
    let words = [
        "one", "two", "three", "four", "five", "six", "seven", "eight", "nine",
    ];
    let word = usize::try_from(number - 1)
        .ok()
        .and_then(|place| words.get(place));
    Ok(word.map_or(Value::Int(number), |word| call.env.gettext(word).into()))
}

pub(super) fn naturalday(call: &Call<'_>) -> Outcome<Value> {
    let now = call.env.options.now;
    let (date, today): (NaiveDate, NaiveDate) = match &call.value {
        Value::Date(date) => (
            *date,
            now.with_timezone(&call.env.default_zone()).date_naive(),
        ),
        Value::DateTime(moment) => {
            let today = match moment.offset() {
                Some(offset) => {
                    (now.naive_utc() + chrono::TimeDelta::seconds(offset.into())).date()
                }
                None => now.with_timezone(&call.env.default_zone()).date_naive(),
            };
            (moment.local().date(), today)
        }
        other => return Ok(other.clone()),
    };
    match date.num_days_from_ce() - today.num_days_from_ce() {
        0 => Ok(call.env.gettext("today").into()),
        1 => Ok(call.env.gettext("tomorrow").into()),
        -1 => Ok(call.env.gettext("yesterday").into()),
        _ => dates::date(&Call {
            value: Value::Date(date),
            argument: call.argument.clone(),
            env: call.env,
        }),
    }
}

pub(super) fn naturaltime(call: &Call<'_>) -> Outcome<Value> {
    let (moment, now) = match &call.value {
        Value::DateTime(moment) if moment.is_naive() => (
            *moment,
            call.env
                .options
                .now
                .with_timezone(&call.env.default_zone())
                .naive_local(),
        ),
        Value::DateTime(moment) => (*moment, call.env.options.now.naive_utc()),
        Value::Date(_) => return Err(Fault::type_error("naturaltime takes a date with time")),
        other => return Ok(other.clone()),
    };
    let past = moment.instant() < now;
    let delta = if past {
        now - moment.instant()
    } else {
        moment.instant() - now
    };
    let (days, seconds, _) = crate::value::text::delta_parts(delta);
    let direction = if past { "ago" } else { "from now" };
    if days != 0 {
        let context = if past {
            "naturaltime-past"
        } else {
            "naturaltime-future"
        };
        let other = Value::DateTime(call.env.options.now.into());
        let other = if moment.is_naive() {
            Value::DateTime(crate::value::Moment::naive(now))
        } else {
            other
        };
        let text = dates::elapsed(&call.value, Some(&other), !past, Some(context), call.env)?;
        return Ok(call
            .env
            .gettext(&format!("%(delta)s {direction}"))
            .replace("%(delta)s", &text)
            .into());
    }
    let counted = |count: i64, article: &str, unit: &str| {
        let (one, many) = (
            format!("{article} {unit} {direction}"),
            format!("%(count)s\u{a0}{unit}s {direction}"),
        );
        call.env
            .ngettext(None, &one, &many, count.into())
            .replace("%(count)s", &count.to_string())
    };
    Ok(match (seconds, seconds / 60, seconds / 3600) {
        (0, _, _) => call.env.gettext("now"),
        (_, 0, _) => counted(seconds, "a", "second"),
        (_, minutes, 0) => counted(minutes, "a", "minute"),
        (_, _, hours) => counted(hours, "an", "hour"),
    }
    .into())
}
