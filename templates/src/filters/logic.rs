//! Filters that choose a value, and those of the libraries `l10n` and `i18n`.

use super::FilterCall;
use crate::error::{Exception, RenderError, RenderResult};
use crate::formats;
use crate::locale::Locale;
use crate::value::Value;

pub(super) fn default(call: &FilterCall<'_>) -> RenderResult<Value> {
    Ok(if call.value.is_truthy() {
        call.value.clone()
    } else {
        call.argument()
    })
}

pub(super) fn default_if_none(call: &FilterCall<'_>) -> RenderResult<Value> {
    Ok(if call.value.is_none() {
        call.argument()
    } else {
        call.value.clone()
    })
}

pub(super) fn divisibleby(call: &FilterCall<'_>) -> RenderResult<Value> {
    let (value, by) = (call.value.to_int()?, call.argument().to_int()?);
    match value.checked_rem(by) {
        Some(remainder) => Ok(Value::Bool(remainder == 0)),
        None => Err(RenderError::Exception(
            Exception::ZeroDivisionError,
            "division by zero".into(),
        )),
    }
}

pub(super) fn yesno(call: &FilterCall<'_>) -> RenderResult<Value> {
    let words = match &call.argument {
        None | Some(Value::None) => call.env.gettext("yes,no,maybe"),
        Some(Value::Str(text)) => text.as_str().to_owned(),
        Some(other) => {
            return Err(RenderError::attribute_error(format!(
                "yesno takes a string, not {}",
                other.type_description()
            )));
        }
    };
    let words: Vec<&str> = words.split(',').collect();
    let (yes, no, maybe) = match words.as_slice() {
        [] | [_] => return Ok(call.value.clone()),
        [yes, no, maybe] => (yes, no, maybe),
        [yes, no, ..] => (yes, no, no),
    };
    let word = if call.value.is_none() {
        maybe
    } else if call.value.is_truthy() {
        yes
    } else {
        no
    };
    Ok((*word).into())
}

pub(super) fn pluralize(call: &FilterCall<'_>) -> RenderResult<Value> {
    let suffixes = match &call.argument {
        None => "s".to_owned(),
        Some(Value::Str(text)) => text.as_str().to_owned(),
        Some(other) => {
            return Err(RenderError::type_error(format!(
                "pluralize takes a string, not {}",
                other.type_description()
            )));
        }
    };
    let suffixes = if suffixes.contains(',') {
        suffixes
    } else {
        format!(",{suffixes}")
    };
    let parts: Vec<&str> = suffixes.split(',').collect();
    let [singular, plural] = parts.as_slice() else {
        return Ok("".into());
    };
    #[expect(clippy::float_cmp, reason = "1 is exact")]
    let is_singular = match call.value.to_float() {
        Ok(number) => Some(number == 1.0),
        Err(error) if error.is(&[Exception::ValueError]) => None,
        Err(_) => call.value.length().map(|length| length == 1),
    };
    Ok(is_singular
        .map_or(
            "",
            |is_singular| {
                if is_singular { singular } else { plural }
            },
        )
        .into())
}

/// The localized value as a string.
fn localize_to_string(call: &FilterCall<'_>, use_l10n: bool) -> RenderResult<Value> {
    Ok(formats::localize(call.value.clone(), use_l10n, call.env)?
        .to_text(call.env.max_length())?
        .into())
}

pub(super) fn localize(call: &FilterCall<'_>) -> RenderResult<Value> {
    let value = formats::localize(call.value.clone(), true, call.env)?;
    if value.is_safe() {
        Ok(value)
    } else {
        localize_to_string(call, true)
    }
}

pub(super) fn unlocalize(call: &FilterCall<'_>) -> RenderResult<Value> {
    if call.value.is_safe() {
        Ok(call.value.clone())
    } else {
        localize_to_string(call, false)
    }
}

/// The locale of the language code in the value.
fn locale(call: &FilterCall<'_>) -> RenderResult<&'static Locale> {
    let code = call.text()?.to_lowercase();
    let base = code.split('-').next().unwrap_or_default();
    Locale::get(&code)
        .or_else(|| Locale::get(base))
        .ok_or_else(|| RenderError::key_error(format!("unknown language \"{code}\"")))
}

pub(super) fn language_name(call: &FilterCall<'_>) -> RenderResult<Value> {
    Ok(locale(call)?.name.as_str().into())
}

pub(super) fn language_name_local(call: &FilterCall<'_>) -> RenderResult<Value> {
    Ok(locale(call)?.name_local.as_str().into())
}

pub(super) fn language_bidi(call: &FilterCall<'_>) -> RenderResult<Value> {
    Ok(Value::Bool(locale(call)?.bidi))
}
