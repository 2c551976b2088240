//! `json_script`: a value as JSON in a `script` element, encoded like `DjangoJSONEncoder`.

use std::fmt::Write as _;

use super::FilterCall;
use crate::error::{RenderError, RenderResult};
use crate::formats::conditional_escape;
use crate::value::print::timedelta_parts;
use crate::value::{Key, LimitedString, Value};

/// Maximum nesting of a value.
const MAX_DEPTH: usize = 100;

pub(super) fn json_script(call: &FilterCall<'_>) -> RenderResult<Value> {
    let mut json = call.limited_string();
    write_json(&call.value, &mut json, 0)?;
    let json = json
        .into_string()
        .replace('>', "\\u003E")
        .replace('<', "\\u003C")
        .replace('&', "\\u0026");
    let id = match &call.argument {
        Some(id) if id.is_truthy() => {
            format!(
                " id=\"{}\"",
                conditional_escape(id, call.env)?.to_text(call.env.max_length())?
            )
        }
        _ => String::new(),
    };
    Ok(Value::safe(format!(
        "<script{id} type=\"application/json\">{json}</script>"
    )))
}

fn write_json(value: &Value, out: &mut LimitedString, depth: usize) -> RenderResult<()> {
    if depth > MAX_DEPTH {
        return Err(RenderError::LimitExceeded(
            "the value is nested too deeply for JSON".into(),
        ));
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
        Value::Float(number) => out.write_str(&python::float_repr(*number))?,
        Value::Str(text) => write_string(text.as_str(), out)?,
        Value::Decimal(number) => write_string(&number.text(), out)?,
        Value::Date(_) => write_string(&value.to_text(64)?, out)?,
        Value::DateTime(time) => {
            let mut text = time.isoformat('T');
            // Microseconds are shortened to milliseconds.
            if text.as_bytes().get(19) == Some(&b'.') {
                text.replace_range(23..26, "");
            }
            if let Some(utc) = text.strip_suffix("+00:00") {
                text = format!("{utc}Z");
            }
            write_string(&text, out)?;
        }
        Value::Time(_) => write_string(
            &value.to_text(64)?.chars().take(12).collect::<String>(),
            out,
        )?,
        Value::Delta(delta) => {
            let sign = if *delta < chrono::TimeDelta::zero() {
                "-"
            } else {
                ""
            };
            let (days, seconds, microseconds) = timedelta_parts(delta.abs());
            let fraction = if microseconds == 0 {
                String::new()
            } else {
                format!(".{microseconds:06}")
            };
            let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
            write_string(
                &format!("{sign}P{days}DT{hours:02}H{minutes:02}M{seconds:02}{fraction}S"),
                out,
            )?;
        }
        Value::List(items) | Value::Tuple(items) => {
            out.write_char('[')?;
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    out.write_str(", ")?;
                }
                write_json(item, out, depth + 1)?;
            }
            out.write_char(']')?;
        }
        Value::Dict(dict) => {
            out.write_char('{')?;
            for (index, (key, item)) in dict.iter().enumerate() {
                if index > 0 {
                    out.write_str(", ")?;
                }
                match key {
                    Key::Str(text) => write_string(text, out)?,
                    Key::Int(number) => write!(out, "\"{number}\"")?,
                }
                out.write_str(": ")?;
                write_json(item, out, depth + 1)?;
            }
            out.write_char('}')?;
        }
        Value::Object(_) => {
            return Err(RenderError::type_error(
                "an object cannot be converted to JSON",
            ));
        }
    }
    Ok(())
}

/// Writes a string in quotes, as ASCII.
fn write_string(text: &str, out: &mut LimitedString) -> RenderResult<()> {
    out.write_str(&python::json_dumps(&text.into()))?;
    Ok(())
}
