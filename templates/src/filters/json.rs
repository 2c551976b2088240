//! `json_script`: a value as JSON within a `script` element, as Django's encoder writes it.

use std::fmt::Write as _;

use super::Call;
use crate::error::{Fault, Outcome};
use crate::value::text::{Sink, delta_parts};
use crate::value::{Key, Value, float};

/// Values within values that are written.
const DEEPEST: usize = 100;

pub(super) fn json_script(call: &Call<'_>) -> Outcome<Value> {
    let mut json = call.sink();
    write_json(&call.value, &mut json, 0)?;
    let json = json
        .into_text()
        .replace('>', "\\u003E")
        .replace('<', "\\u003C")
        .replace('&', "\\u0026");
    let id = match &call.argument {
        Some(id) if id.truthy() => {
            format!(" id=\"{}\"", call.env.escaped(id)?.text(call.env.limit())?)
        }
        _ => String::new(),
    };
    Ok(Value::safe(format!(
        "<script{id} type=\"application/json\">{json}</script>"
    )))
}

fn write_json(value: &Value, out: &mut Sink, depth: usize) -> Outcome<()> {
    if depth > DEEPEST {
        return Err(Fault::Limit("the value is nested too deep for JSON".into()));
    }
    match value {
        Value::None => out.write_str("null")?,
        Value::Bool(yes) => write!(out, "{yes}")?,
        Value::Int(number) => write!(out, "{number}")?,
        Value::Float(number) if number.is_nan() => out.write_str("NaN")?,
        Value::Float(number) if number.is_infinite() => {
            out.write_str(if *number > 0.0 {
                "Infinity"
            } else {
                "-Infinity"
            })?;
        }
        Value::Float(number) => out.write_str(&float::repr(*number))?,
        Value::Str(text) => quote(text.as_str(), out)?,
        Value::Decimal(number) => quote(&number.text(), out)?,
        Value::Date(_) => quote(&value.text(64)?, out)?,
        Value::DateTime(moment) => {
            let mut text = moment.iso('T');
            // Milliseconds, where there are microseconds.
            if text.as_bytes().get(19) == Some(&b'.') {
                text.replace_range(23..26, "");
            }
            if let Some(utc) = text.strip_suffix("+00:00") {
                text = format!("{utc}Z");
            }
            quote(&text, out)?;
        }
        Value::Time(_) => quote(&value.text(64)?.chars().take(12).collect::<String>(), out)?,
        Value::Delta(delta) => {
            let sign = if *delta < chrono::TimeDelta::zero() {
                "-"
            } else {
                ""
            };
            let (days, seconds, micros) = delta_parts(delta.abs());
            let fraction = if micros == 0 {
                String::new()
            } else {
                format!(".{micros:06}")
            };
            let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
            quote(
                &format!("{sign}P{days}DT{hours:02}H{minutes:02}M{seconds:02}{fraction}S"),
                out,
            )?;
        }
        Value::List(items) | Value::Tuple(items) => {
            out.write_char('[')?;
            for (place, item) in items.iter().enumerate() {
                if place > 0 {
                    out.write_str(", ")?;
                }
                write_json(item, out, depth + 1)?;
            }
            out.write_char(']')?;
        }
        Value::Dict(dict) => {
            out.write_char('{')?;
            for (place, (key, item)) in dict.iter().enumerate() {
                if place > 0 {
                    out.write_str(", ")?;
                }
                match key {
                    Key::Str(text) => quote(text, out)?,
                    Key::Int(number) => write!(out, "\"{number}\"")?,
                }
                out.write_str(": ")?;
                write_json(item, out, depth + 1)?;
            }
            out.write_char('}')?;
        }
        Value::Object(_) => return Err(Fault::type_error("an object cannot be written as JSON")),
    }
    Ok(())
}

/// A text in JSON, in ASCII alone.
fn quote(text: &str, out: &mut Sink) -> Outcome<()> {
    out.write_char('"')?;
    for c in text.chars() {
        match c {
            '"' => out.write_str("\\\"")?,
            '\\' => out.write_str("\\\\")?,
            '\n' => out.write_str("\\n")?,
            '\r' => out.write_str("\\r")?,
            '\t' => out.write_str("\\t")?,
            '\u{8}' => out.write_str("\\b")?,
            '\u{c}' => out.write_str("\\f")?,
            ' '..='~' => out.write_char(c)?,
            other => {
                for unit in other.encode_utf16(&mut [0; 2]) {
                    write!(out, "\\u{unit:04x}")?;
                }
            }
        }
    }
    out.write_char('"')?;
    Ok(())
}
