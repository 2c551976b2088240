//! Values as templates show them: converted to the current time zone, formatted for the locale, and
//! escaped (`django/utils/formats.py`, `django/template/base.py`).

pub(crate) mod date;
pub(crate) mod number;

use number::NumberStyle;
use python::html::escape;

use crate::env::Env;
use crate::error::{RenderError, RenderResult};
use crate::locale::default_format;
use crate::value::Value;

/// The text that a variable tag writes (`render_value_in_context`).
pub(crate) fn render_value(value: Value, env: &Env<'_>) -> RenderResult<Value> {
    let value = localize(template_localtime(value, env), env.use_l10n, env)?;
    if env.autoescape {
        conditional_escape(&value, env)
    } else {
        Ok(Value::str(
            value.to_text(env.max_length())?,
            value.is_safe(),
        ))
    }
}

/// Converts an aware time to the current time zone (`template_localtime` in
/// `django/utils/timezone.py`).
pub(crate) fn template_localtime(value: Value, env: &Env<'_>) -> Value {
    match value {
        Value::DateTime(time) if env.use_tz && !time.is_naive() && !time.keeps_zone() => {
            Value::DateTime(time.astimezone(env.time_zone, false))
        }
        other => other,
    }
}

/// Formats a number, date or time for the locale, or by the settings' formats; returns other values
/// as they are (`localize`).
pub(crate) fn localize(value: Value, use_l10n: bool, env: &Env<'_>) -> RenderResult<Value> {
    let style = NumberStyle {
        places: None,
        use_l10n,
        force_grouping: false,
    };
    let format_date = |name| {
        let format = if use_l10n {
            env.get_format(name)
        } else {
            default_format(name).unwrap_or(name)
        };
        date::format(&value, format, false, env).map(Value::from)
    };
    match &value {
        Value::Int(_) if use_l10n => Ok(Value::safe(number::format(&value, style, env))),
        Value::Int(number) => Ok(number.to_string().into()),
        Value::Float(_) | Value::Decimal(_) if use_l10n => {
            Ok(number::format(&value, style, env).into())
        }
        Value::DateTime(_) => format_date("DATETIME_FORMAT"),
        Value::Date(_) => format_date("DATE_FORMAT"),
        Value::Time(_) => format_date("TIME_FORMAT"),
        _ => Ok(value),
    }
}

/// Escapes a value for HTML unless it is safe (`conditional_escape`).
pub(crate) fn conditional_escape(value: &Value, env: &Env<'_>) -> RenderResult<Value> {
    if value.is_safe() {
        return Ok(value.clone());
    }
    let escaped = escape(&value.to_text(env.max_length())?);
    if escaped.len() > env.max_length() {
        return Err(RenderError::value_too_long());
    }
    Ok(Value::safe(escaped))
}
