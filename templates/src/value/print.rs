//! `str()` and `repr()` of values.

use std::fmt::{self, Write};

use chrono::{Datelike, NaiveDate, NaiveTime, TimeDelta, Timelike};

use python::{isoformat_date, isoformat_time};

use super::{Key, PyDateTime, Value};
use crate::error::RenderResult;

/// Maximum nesting of printed values. Deeper ones fail, as they do at Python's recursion limit.
const MAX_DEPTH: usize = 64;

/// A string with a maximum length; writing more is an error.
pub(crate) struct LimitedString {
    text: String,
    max_length: usize,
}

impl LimitedString {
    /// An empty string of at most `max_length` bytes.
    pub(crate) fn new(max_length: usize) -> Self {
        Self {
            text: String::new(),
            max_length,
        }
    }

    /// Maximum length in bytes.
    pub(crate) fn max_length(&self) -> usize {
        self.max_length
    }

    pub(crate) fn into_string(self) -> String {
        self.text
    }
}

impl Write for LimitedString {
    fn write_str(&mut self, part: &str) -> fmt::Result {
        if self.text.len() + part.len() > self.max_length {
            return Err(fmt::Error);
        }
        self.text.push_str(part);
        Ok(())
    }
}

impl Value {
    /// `str(self)`, of at most `max_length` bytes.
    pub(crate) fn to_text(&self, max_length: usize) -> RenderResult<String> {
        if let Value::Str(text) = self {
            return Ok(text.as_str().to_owned());
        }
        let mut out = LimitedString::new(max_length);
        self.write(&mut out)?;
        Ok(out.into_string())
    }

    /// `repr(self)`, of at most `max_length` bytes.
    pub(crate) fn to_repr(&self, max_length: usize) -> RenderResult<String> {
        let mut out = LimitedString::new(max_length);
        self.write_repr(&mut out, 0)?;
        Ok(out.into_string())
    }

    /// Writes `str(self)`.
    pub(crate) fn write(&self, out: &mut dyn Write) -> fmt::Result {
        match self {
            Value::Str(text) => out.write_str(text.as_str()),
            Value::Decimal(number) => out.write_str(&number.text()),
            Value::DateTime(time) => out.write_str(&time.isoformat(' ')),
            Value::Date(date) => out.write_str(&isoformat_date(*date)),
            Value::Time(time) => out.write_str(&isoformat_time(*time)),
            Value::Delta(delta) => out.write_str(&timedelta_str(*delta)),
            Value::Object(object) => object.write(out),
            other => other.write_repr(out, 0),
        }
    }

    /// Writes `repr(self)`.
    pub(crate) fn write_repr(&self, out: &mut dyn Write, depth: usize) -> fmt::Result {
        if depth > MAX_DEPTH {
            return Err(fmt::Error);
        }
        match self {
            Value::None => out.write_str("None"),
            Value::Bool(true) => out.write_str("True"),
            Value::Bool(false) => out.write_str("False"),
            Value::Int(number) => write!(out, "{number}"),
            Value::Float(number) => out.write_str(&python::float_repr(*number)),
            Value::Decimal(number) => write!(out, "Decimal('{}')", number.text()),
            Value::Str(text) => write_str_repr(text.as_str(), out),
            Value::DateTime(time) => out.write_str(&datetime_repr(time)),
            Value::Date(date) => out.write_str(&date_repr(*date)),
            Value::Time(time) => out.write_str(&time_repr(*time)),
            Value::Delta(delta) => out.write_str(&timedelta_repr(*delta)),
            Value::List(items) => {
                out.write_char('[')?;
                write_items(items, out, depth)?;
                out.write_char(']')
            }
            Value::Tuple(items) => {
                out.write_char('(')?;
                write_items(items, out, depth)?;
                out.write_str(if items.len() == 1 { ",)" } else { ")" })
            }
            Value::Dict(dict) => {
                out.write_char('{')?;
                for (index, (key, value)) in dict.iter().enumerate() {
                    if index > 0 {
                        out.write_str(", ")?;
                    }
                    match key {
                        Key::Str(text) => write_str_repr(text, out)?,
                        Key::Int(number) => write!(out, "{number}")?,
                    }
                    out.write_str(": ")?;
                    value.write_repr(out, depth + 1)?;
                }
                out.write_char('}')
            }
            Value::Object(object) => object.write_repr(out),
        }
    }
}

/// Writes `repr()` of items, separated by commas.
pub(crate) fn write_items(items: &[Value], out: &mut dyn Write, depth: usize) -> fmt::Result {
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            out.write_str(", ")?;
        }
        item.write_repr(out, depth + 1)?;
    }
    Ok(())
}

/// Writes `repr(text)`.
pub(crate) fn write_str_repr(text: &str, out: &mut dyn Write) -> fmt::Result {
    python::write_repr(text, &[], out)
}

fn datetime_repr(time: &PyDateTime) -> String {
    let local = time.local();
    let date = local.date();
    let mut text = format!(
        "datetime.datetime({}, {}, {}, ",
        date.year(),
        date.month(),
        date.day()
    );
    text.push_str(&clock_arguments(local.time()));
    if let Some(zone) = time.tzinfo_repr() {
        text.push_str(", tzinfo=");
        text.push_str(&zone);
    }
    text + ")"
}

fn date_repr(date: NaiveDate) -> String {
    format!(
        "datetime.date({}, {}, {})",
        date.year(),
        date.month(),
        date.day()
    )
}

fn time_repr(time: NaiveTime) -> String {
    format!("datetime.time({})", clock_arguments(time))
}

/// Arguments for hour and minute, and for seconds and microseconds unless they are zero.
fn clock_arguments(time: NaiveTime) -> String {
    let micros = time.nanosecond() / 1000 % 1_000_000;
    match (time.second(), micros) {
        (0, 0) => format!("{}, {}", time.hour(), time.minute()),
        (second, 0) => format!("{}, {}, {second}", time.hour(), time.minute()),
        (second, micros) => format!("{}, {}, {second}, {micros}", time.hour(), time.minute()),
    }
}

/// Days, seconds and microseconds of a `timedelta`; only days can be negative.
pub(crate) fn timedelta_parts(delta: TimeDelta) -> (i64, i64, i64) {
    let seconds = delta.num_seconds();
    let nanos = i64::from(delta.subsec_nanos());
    let (seconds, nanos) = if nanos < 0 {
        (seconds - 1, nanos + 1_000_000_000)
    } else {
        (seconds, nanos)
    };
    (
        seconds.div_euclid(86_400),
        seconds.rem_euclid(86_400),
        nanos / 1000,
    )
}

/// `str(timedelta)`: `1 day, 2:03:04.000005`.
fn timedelta_str(delta: TimeDelta) -> String {
    let (days, seconds, micros) = timedelta_parts(delta);
    let mut text = match days {
        0 => String::new(),
        1 | -1 => format!("{days} day, "),
        _ => format!("{days} days, "),
    };
    text.push_str(&format!(
        "{}:{:02}:{:02}",
        seconds / 3600,
        seconds / 60 % 60,
        seconds % 60
    ));
    if micros != 0 {
        text.push_str(&format!(".{micros:06}"));
    }
    text
}

/// `repr(timedelta)`.
pub(crate) fn timedelta_repr(delta: TimeDelta) -> String {
    let (days, seconds, micros) = timedelta_parts(delta);
    let parts: Vec<String> = [
        ("days", days),
        ("seconds", seconds),
        ("microseconds", micros),
    ]
    .into_iter()
    .filter(|(_, number)| *number != 0)
    .map(|(name, number)| format!("{name}={number}"))
    .collect();
    if parts.is_empty() {
        "datetime.timedelta(0)".into()
    } else {
        format!("datetime.timedelta({})", parts.join(", "))
    }
}
