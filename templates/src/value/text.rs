//! How Python prints a value: `str()` and `repr()`. Written into a [`Sink`], which ends a value
//! that gets too long.

use std::fmt::{self, Write};

use chrono::{Datelike, NaiveDate, NaiveTime, TimeDelta, Timelike};

use super::moment::{iso_date, iso_time};
use super::{Key, Moment, Value, float};
use crate::error::Outcome;

/// Values within values that are printed; deeper ones are a fault, as Python's recursion limit
/// makes them.
const DEEPEST: usize = 64;

/// A text that may not get longer than so many bytes.
pub(crate) struct Sink {
    text: String,
    limit: usize,
}

impl Sink {
    pub(crate) fn new(limit: usize) -> Self {
        Self {
            text: String::new(),
            limit,
        }
    }

    /// Bytes that it may have.
    pub(crate) fn limit(&self) -> usize {
        self.limit
    }

    pub(crate) fn into_text(self) -> String {
        self.text
    }
}

impl Write for Sink {
    fn write_str(&mut self, part: &str) -> fmt::Result {
        if self.text.len() + part.len() > self.limit {
            return Err(fmt::Error);
        }
        self.text.push_str(part);
        Ok(())
    }
}

impl Value {
    /// `str()` of it, of at most so many bytes.
    pub(crate) fn text(&self, limit: usize) -> Outcome<String> {
        if let Value::Str(text) = self {
            return Ok(text.as_str().to_owned());
        }
        let mut sink = Sink::new(limit);
        self.write(&mut sink)?;
        Ok(sink.into_text())
    }

    /// `repr()` of it, of at most so many bytes.
    pub(crate) fn repr(&self, limit: usize) -> Outcome<String> {
        let mut sink = Sink::new(limit);
        self.write_repr(&mut sink, 0)?;
        Ok(sink.into_text())
    }

    /// Writes `str()` of it.
    pub(crate) fn write(&self, out: &mut dyn Write) -> fmt::Result {
        match self {
            Value::Str(text) => out.write_str(text.as_str()),
            Value::Decimal(number) => out.write_str(&number.text()),
            Value::DateTime(moment) => out.write_str(&moment.iso(' ')),
            Value::Date(date) => out.write_str(&iso_date(*date)),
            Value::Time(time) => out.write_str(&iso_time(*time)),
            Value::Delta(delta) => out.write_str(&delta_text(*delta)),
            Value::Object(object) => object.write(out),
            other => other.write_repr(out, 0),
        }
    }

    /// Writes `repr()` of it.
    pub(crate) fn write_repr(&self, out: &mut dyn Write, depth: usize) -> fmt::Result {
        if depth > DEEPEST {
            return Err(fmt::Error);
        }
        match self {
            Value::None => out.write_str("None"),
            Value::Bool(true) => out.write_str("True"),
            Value::Bool(false) => out.write_str("False"),
            Value::Int(number) => write!(out, "{number}"),
            Value::Float(number) => out.write_str(&float::repr(*number)),
            Value::Decimal(number) => write!(out, "Decimal('{}')", number.text()),
            Value::Str(text) => quote(text.as_str(), out),
            Value::DateTime(moment) => out.write_str(&moment_repr(moment)),
            Value::Date(date) => out.write_str(&date_repr(*date)),
            Value::Time(time) => out.write_str(&time_repr(*time)),
            Value::Delta(delta) => out.write_str(&delta_repr(*delta)),
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
                for (place, (key, value)) in dict.iter().enumerate() {
                    if place > 0 {
                        out.write_str(", ")?;
                    }
                    match key {
                        Key::Str(text) => quote(text, out)?,
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

/// Writes the elements of a sequence with commas between them.
pub(crate) fn write_items(items: &[Value], out: &mut dyn Write, depth: usize) -> fmt::Result {
    for (place, item) in items.iter().enumerate() {
        if place > 0 {
            out.write_str(", ")?;
        }
        item.write_repr(out, depth + 1)?;
    }
    Ok(())
}

/// `repr()` of a text.
pub(crate) fn quote(text: &str, out: &mut dyn Write) -> fmt::Result {
    python::write_repr(text, &[], out)
}

fn moment_repr(moment: &Moment) -> String {
    let local = moment.local();
    let date = local.date();
    let mut text = format!(
        "datetime.datetime({}, {}, {}, ",
        date.year(),
        date.month(),
        date.day()
    );
    text.push_str(&clock(local.time()));
    if let Some(zone) = moment.zone_repr() {
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
    format!("datetime.time({})", clock(time))
}

/// Hour and minute, and seconds and microseconds where there are some.
fn clock(time: NaiveTime) -> String {
    let micros = time.nanosecond() / 1000 % 1_000_000;
    match (time.second(), micros) {
        (0, 0) => format!("{}, {}", time.hour(), time.minute()),
        (second, 0) => format!("{}, {}, {second}", time.hour(), time.minute()),
        (second, micros) => format!("{}, {}, {second}, {micros}", time.hour(), time.minute()),
    }
}

/// Days, seconds and microseconds, of which only days may be negative.
pub(crate) fn delta_parts(delta: TimeDelta) -> (i64, i64, i64) {
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

/// `str()` of a duration: `1 day, 2:03:04.000005`.
pub(crate) fn delta_text(delta: TimeDelta) -> String {
    let (days, seconds, micros) = delta_parts(delta);
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

/// `repr()` of a duration.
pub(crate) fn delta_repr(delta: TimeDelta) -> String {
    let (days, seconds, micros) = delta_parts(delta);
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
