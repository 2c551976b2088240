//! Attributes of Python's built-in types, and methods without arguments, which Django calls. Methods
//! with side effects (`list.pop`) are invalid here, while Django calls them.

use chrono::{Datelike, NaiveDate, NaiveTime, Timelike};

use python::{isoformat_date, isoformat_time};

use super::datetime::TimeZoneInfo;
use super::dict_view::DictView;
use super::lookup::LookupResult;
use super::print::timedelta_parts;
use super::{PyDateTime, Value};

/// The attribute of a value; `None` if its type has no such attribute.
pub(crate) fn get_attribute(value: &Value, name: &str) -> Option<LookupResult> {
    let attribute = match value {
        Value::Object(object) => return object.get(name).map(LookupResult::Value),
        Value::Str(text) => return of_str(text.as_str(), name),
        Value::List(_) => return of_list(value, name),
        Value::Tuple(_) => {
            return matches!(name, "count" | "index").then_some(LookupResult::Invalid);
        }
        Value::Dict(dict) => match name {
            "items" | "keys" | "values" => DictView::of(dict, name)?,
            "copy" => value.clone(),
            "get" | "pop" | "popitem" | "clear" | "update" | "setdefault" | "fromkeys" => {
                return Some(LookupResult::Invalid);
            }
            _ => return None,
        },
        Value::DateTime(time) => return of_datetime(time, name),
        Value::Date(date) => return of_date(*date, name),
        Value::Time(time) => return of_time(*time, name),
        Value::Delta(delta) => {
            let (days, seconds, microseconds) = timedelta_parts(*delta);
            match name {
                "days" => Value::from(days),
                "seconds" => Value::from(seconds),
                "microseconds" => Value::from(microseconds),
                #[expect(clippy::cast_precision_loss, reason = "like total_seconds() in Python")]
                "total_seconds" => {
                    Value::Float((days * 86_400 + seconds) as f64 + microseconds as f64 / 1e6)
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
    Some(LookupResult::Value(attribute))
}

fn of_int(number: i128, name: &str) -> Option<LookupResult> {
    let value = match name {
        "real" | "numerator" | "conjugate" => Value::Int(number),
        "imag" => Value::Int(0),
        "denominator" => Value::Int(1),
        "bit_length" => Value::from(128 - number.unsigned_abs().leading_zeros()),
        "bit_count" => Value::from(number.unsigned_abs().count_ones()),
        _ => return None,
    };
    Some(LookupResult::Value(value))
}

fn of_list(value: &Value, name: &str) -> Option<LookupResult> {
    match name {
        "copy" => Some(LookupResult::Value(value.clone())),
        "append" | "clear" | "count" | "extend" | "index" | "insert" | "pop" | "remove"
        | "reverse" | "sort" => Some(LookupResult::Invalid),
        _ => None,
    }
}

fn of_str(text: &str, name: &str) -> Option<LookupResult> {
    let all = |test: fn(char) -> bool| Value::Bool(!text.is_empty() && text.chars().all(test));
    let value = match name {
        "upper" => text.to_uppercase().into(),
        "lower" | "casefold" => text.to_lowercase().into(),
        "title" => python::title(text).into(),
        "capitalize" => python::capitalize(text).into(),
        "swapcase" => python::swapcase(text).into(),
        "strip" => python::strip(text).into(),
        "lstrip" => text.trim_start_matches(python::is_space).into(),
        "rstrip" => text.trim_end_matches(python::is_space).into(),
        "format" if !text.contains(['{', '}']) => text.into(),
        "expandtabs" if !text.contains('\t') => text.into(),
        "split" | "rsplit" => Value::list(python::split(text).map(Value::from)),
        "splitlines" => Value::list(python::splitlines(text).into_iter().map(Value::from)),
        "isalpha" => all(char::is_alphabetic),
        "isalnum" => all(char::is_alphanumeric),
        "isdigit" | "isdecimal" | "isnumeric" => all(char::is_numeric),
        "isspace" => all(python::is_space),
        "isascii" => Value::Bool(text.is_ascii()),
        "isprintable" => Value::Bool(text.chars().all(python::is_printable)),
        "islower" => Value::Bool(
            text.chars().any(char::is_lowercase) && !text.chars().any(char::is_uppercase),
        ),
        "isupper" => Value::Bool(
            text.chars().any(char::is_uppercase) && !text.chars().any(char::is_lowercase),
        ),
        "istitle" => Value::Bool(python::istitle(text)),
        "isidentifier" => Value::Bool(
            !text.starts_with(char::is_numeric)
                && !text.is_empty()
                && text.chars().all(|c| c.is_alphanumeric() || c == '_'),
        ),
        "center" | "count" | "encode" | "endswith" | "find" | "format" | "format_map" | "index"
        | "join" | "ljust" | "maketrans" | "partition" | "removeprefix" | "removesuffix"
        | "replace" | "rfind" | "rindex" | "rjust" | "rpartition" | "startswith" | "translate"
        | "zfill" | "expandtabs" => return Some(LookupResult::Invalid),
        _ => return None,
    };
    Some(LookupResult::Value(value))
}

fn of_date(date: NaiveDate, name: &str) -> Option<LookupResult> {
    let value = match name {
        "year" => Value::from(date.year()),
        "month" => Value::from(date.month()),
        "day" => Value::from(date.day()),
        "weekday" => Value::from(date.weekday().num_days_from_monday()),
        "isoweekday" => Value::from(date.weekday().number_from_monday()),
        "toordinal" => Value::from(date.num_days_from_ce()),
        "isoformat" => isoformat_date(date).into(),
        "ctime" => date.format("%a %b %e 00:00:00 %Y").to_string().into(),
        "replace" | "strftime" | "fromisoformat" | "fromordinal" | "fromtimestamp" => {
            return Some(LookupResult::Invalid);
        }
        _ => return None,
    };
    Some(LookupResult::Value(value))
}

fn of_time(time: NaiveTime, name: &str) -> Option<LookupResult> {
    let value = match name {
        "hour" => Value::from(time.hour()),
        "minute" => Value::from(time.minute()),
        "second" => Value::from(time.second()),
        "microsecond" => Value::from(time.nanosecond() / 1000 % 1_000_000),
        "fold" => Value::Int(0),
        "tzinfo" | "tzname" | "utcoffset" | "dst" => Value::None,
        "isoformat" => isoformat_time(time).into(),
        "replace" | "strftime" | "fromisoformat" => return Some(LookupResult::Invalid),
        _ => return None,
    };
    Some(LookupResult::Value(value))
}

fn of_datetime(time: &PyDateTime, name: &str) -> Option<LookupResult> {
    let local = time.local();
    let value = match name {
        "date" => Value::Date(local.date()),
        "time" | "timetz" => Value::Time(local.time()),
        "isoformat" => time.isoformat('T').into(),
        "ctime" => local.format("%a %b %e %H:%M:%S %Y").to_string().into(),
        "tzname" => time.tzname().into(),
        "utcoffset" => time
            .utcoffset()
            .map(|seconds| chrono::TimeDelta::seconds(seconds.into()))
            .into(),
        "tzinfo" => match time.tzinfo() {
            TimeZoneInfo::Naive => Value::None,
            TimeZoneInfo::Utc => "UTC".into(),
            TimeZoneInfo::Named(zone) => zone.name().into(),
            TimeZoneInfo::Fixed(_) => time.tzname().into(),
        },
        "timestamp" if !time.is_naive() => {
            let microseconds = time.utc().and_utc().timestamp_micros();
            #[expect(clippy::cast_precision_loss, reason = "like timestamp() in Python")]
            Value::Float(microseconds as f64 / 1e6)
        }
        "strptime" | "combine" | "utcfromtimestamp" => return Some(LookupResult::Invalid),
        other => {
            return match of_time(local.time(), other) {
                Some(attribute) => Some(attribute),
                None => of_date(local.date(), other),
            };
        }
    };
    Some(LookupResult::Value(value))
}
