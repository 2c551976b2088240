//! What a template finds on values of Python's own types: fields of dates, and methods that need no
//! arguments, which Django calls. Methods that change their object (`list.pop`) are invalid here,
//! where Django would call them.

use chrono::{Datelike, NaiveDate, NaiveTime, Timelike};

use super::lookup::Found;
use super::moment::{Zone, iso_date, iso_time};
use super::text::delta_parts;
use super::view::View;
use super::{Moment, Value, pytext};

/// The attribute of this name; `None`: the type has none.
pub(crate) fn attribute(value: &Value, name: &str) -> Option<Found> {
    let found = match value {
        Value::Object(object) => return object.get(name).map(Found::Value),
        Value::Str(text) => return of_text(text.as_str(), name),
        Value::List(_) => return of_list(value, name),
        Value::Tuple(_) => return matches!(name, "count" | "index").then_some(Found::Invalid),
        Value::Dict(dict) => match name {
            "items" => View::of("dict_items", dict),
            "keys" => View::of("dict_keys", dict),
            "values" => View::of("dict_values", dict),
            "copy" => value.clone(),
            "get" | "pop" | "popitem" | "clear" | "update" | "setdefault" | "fromkeys" => {
                return Some(Found::Invalid);
            }
            _ => return None,
        },
        Value::DateTime(moment) => return of_moment(moment, name),
        Value::Date(date) => return of_date(*date, name),
        Value::Time(time) => return of_time(*time, name),
        Value::Delta(delta) => {
            let (days, seconds, micros) = delta_parts(*delta);
            match name {
                "days" => Value::from(days),
                "seconds" => Value::from(seconds),
                "microseconds" => Value::from(micros),
                #[expect(clippy::cast_precision_loss, reason = "as Python's total_seconds")]
                "total_seconds" => {
                    Value::Float((days * 86_400 + seconds) as f64 + micros as f64 / 1e6)
                }
                _ => return None,
            }
        }
        Value::Bool(yes) => return of_int(i128::from(*yes), name),
        Value::Int(number) => return of_int(*number, name),
        Value::Float(number) => match name {
            "real" | "conjugate" => value.clone(),
            "imag" => Value::Float(0.0),
            "is_integer" => Value::Bool(number.fract() == 0.0),
            _ => return None,
        },
        Value::Decimal(_) | Value::None => return None,
    };
    Some(Found::Value(found))
}

fn of_int(number: i128, name: &str) -> Option<Found> {
    let value = match name {
        "real" | "numerator" | "conjugate" => Value::Int(number),
        "imag" => Value::Int(0),
        "denominator" => Value::Int(1),
        "bit_length" => Value::from(128 - number.unsigned_abs().leading_zeros()),
        "bit_count" => Value::from(number.unsigned_abs().count_ones()),
        _ => return None,
    };
    Some(Found::Value(value))
}

fn of_list(value: &Value, name: &str) -> Option<Found> {
    match name {
        "copy" => Some(Found::Value(value.clone())),
        "append" | "clear" | "count" | "extend" | "index" | "insert" | "pop" | "remove"
        | "reverse" | "sort" => Some(Found::Invalid),
        _ => None,
    }
}

fn of_text(text: &str, name: &str) -> Option<Found> {
    let all = |test: fn(char) -> bool| Value::Bool(!text.is_empty() && text.chars().all(test));
    let value = match name {
        "upper" => text.to_uppercase().into(),
        "lower" | "casefold" => text.to_lowercase().into(),
        "title" => pytext::title(text).into(),
        "capitalize" => pytext::capitalize(text).into(),
        "swapcase" => pytext::swapcase(text).into(),
        "strip" => pytext::strip(text).into(),
        "lstrip" => text.trim_start_matches(pytext::is_space).into(),
        "rstrip" => text.trim_end_matches(pytext::is_space).into(),
        "format" if !text.contains(['{', '}']) => text.into(),
        "expandtabs" if !text.contains('\t') => text.into(),
        "split" | "rsplit" => Value::list(pytext::words(text).map(Value::from)),
        "splitlines" => Value::list(pytext::lines(text).into_iter().map(Value::from)),
        "isalpha" => all(char::is_alphabetic),
        "isalnum" => all(char::is_alphanumeric),
        "isdigit" | "isdecimal" | "isnumeric" => all(char::is_numeric),
        "isspace" => all(pytext::is_space),
        "isascii" => Value::Bool(text.is_ascii()),
        "isprintable" => Value::Bool(text.chars().all(pytext::is_printable)),
        "islower" => Value::Bool(
            text.chars().any(char::is_lowercase) && !text.chars().any(char::is_uppercase),
        ),
        "isupper" => Value::Bool(
            text.chars().any(char::is_uppercase) && !text.chars().any(char::is_lowercase),
        ),
        "istitle" => Value::Bool(pytext::is_title(text)),
        "isidentifier" => Value::Bool(
            !text.starts_with(char::is_numeric)
                && !text.is_empty()
                && text.chars().all(|c| c.is_alphanumeric() || c == '_'),
        ),
        "center" | "count" | "encode" | "endswith" | "find" | "format" | "format_map" | "index"
        | "join" | "ljust" | "maketrans" | "partition" | "removeprefix" | "removesuffix"
        | "replace" | "rfind" | "rindex" | "rjust" | "rpartition" | "startswith" | "translate"
        | "zfill" | "expandtabs" => return Some(Found::Invalid),
        _ => return None,
    };
    Some(Found::Value(value))
}

fn of_date(date: NaiveDate, name: &str) -> Option<Found> {
    let value = match name {
        "year" => Value::from(date.year()),
        "month" => Value::from(date.month()),
        "day" => Value::from(date.day()),
        "weekday" => Value::from(date.weekday().num_days_from_monday()),
        "isoweekday" => Value::from(date.weekday().number_from_monday()),
        "toordinal" => Value::from(date.num_days_from_ce()),
        "isoformat" => iso_date(date).into(),
        "ctime" => date.format("%a %b %e 00:00:00 %Y").to_string().into(),
        "replace" | "strftime" | "fromisoformat" | "fromordinal" | "fromtimestamp" => {
            return Some(Found::Invalid);
        }
        _ => return None,
    };
    Some(Found::Value(value))
}

fn of_time(time: NaiveTime, name: &str) -> Option<Found> {
    let value = match name {
        "hour" => Value::from(time.hour()),
        "minute" => Value::from(time.minute()),
        "second" => Value::from(time.second()),
        "microsecond" => Value::from(time.nanosecond() / 1000 % 1_000_000),
        "fold" => Value::Int(0),
        "tzinfo" | "tzname" | "utcoffset" | "dst" => Value::None,
        "isoformat" => iso_time(time).into(),
        "replace" | "strftime" | "fromisoformat" => return Some(Found::Invalid),
        _ => return None,
    };
    Some(Found::Value(value))
}

fn of_moment(moment: &Moment, name: &str) -> Option<Found> {
    let local = moment.local();
    let value = match name {
        "date" => Value::Date(local.date()),
        "time" | "timetz" => Value::Time(local.time()),
        "isoformat" => moment.iso('T').into(),
        "ctime" => local.format("%a %b %e %H:%M:%S %Y").to_string().into(),
        "tzname" => moment.abbreviation().into(),
        "utcoffset" => moment
            .offset()
            .map(|seconds| chrono::TimeDelta::seconds(seconds.into()))
            .into(),
        "tzinfo" => match moment.zone() {
            Zone::Naive => Value::None,
            Zone::Utc => "UTC".into(),
            Zone::Named(zone) => zone.name().into(),
            Zone::Fixed(_) => moment.abbreviation().into(),
        },
        "timestamp" if !moment.is_naive() => {
            let micros = moment.instant().and_utc().timestamp_micros();
            #[expect(clippy::cast_precision_loss, reason = "as Python's timestamp")]
            Value::Float(micros as f64 / 1e6)
        }
        "strptime" | "combine" | "utcfromtimestamp" => return Some(Found::Invalid),
        other => {
            return match of_time(local.time(), other) {
                Some(found) => Some(found),
                None => of_date(local.date(), other),
            };
        }
    };
    Some(Found::Value(value))
}
