//! Filters that choose by a value, and those of the libraries `l10n` and `i18n`.

use super::Call;
use crate::error::{Exc, Fault, Outcome};
use crate::locale::Locale;
use crate::value::Value;

pub(super) fn default(call: &Call<'_>) -> Outcome<Value> {
    Ok(if call.value.truthy() {
        call.value.clone()
    } else {
        call.argument()
    })
}

pub(super) fn default_if_none(call: &Call<'_>) -> Outcome<Value> {
    Ok(if call.value.is_none() {
        call.argument()
    } else {
        call.value.clone()
    })
}

pub(super) fn divisibleby(call: &Call<'_>) -> Outcome<Value> {
    let (value, by) = (call.value.int()?, call.argument().int()?);
    match value.checked_rem(by) {
        Some(rest) => Ok(Value::Bool(rest == 0)),
        None => Err(Fault::Raise(
            Exc::ZeroDivision,
            "nothing is divisible by 0".into(),
        )),
    }
}

pub(super) fn yesno(call: &Call<'_>) -> Outcome<Value> {
    let words = match &call.argument {
        None | Some(Value::None) => call.env.gettext("yes,no,maybe"),
        Some(Value::Str(text)) => text.as_str().to_owned(),
        Some(other) => {
            return Err(Fault::attribute(format!(
                "yesno takes a text, not {}",
                other.kind()
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
    } else if call.value.truthy() {
        yes
    } else {
        no
    };
    Ok((*word).into())
}

pub(super) fn pluralize(call: &Call<'_>) -> Outcome<Value> {
    let suffixes = match &call.argument {
        None => "s".to_owned(),
        Some(Value::Str(text)) => text.as_str().to_owned(),
        Some(other) => {
            return Err(Fault::type_error(format!(
                "pluralize takes a text, not {}",
                other.kind()
            )));
        }
    };
    let suffixes = if suffixes.contains(',') {
        suffixes
    } else {
        format!(",{suffixes}")
    };
    let parts: Vec<&str> = suffixes.split(',').collect();
    let [one, many] = parts.as_slice() else {
        return Ok("".into());
    };
    #[expect(clippy::float_cmp, reason = "1 is exact")]
    let single = match call.value.float() {
        Ok(number) => Some(number == 1.0),
        Err(fault) if fault.is(&[Exc::Value]) => None,
        Err(_) => call.value.length().map(|length| length == 1),
    };
    Ok(single
        .map_or("", |single| if single { one } else { many })
        .into())
}

/// The text of a value in the language's formats, or without them.
fn formatted(call: &Call<'_>, localized: bool) -> Outcome<Value> {
    Ok(call
        .env
        .localized(call.value.clone(), localized)?
        .text(call.env.limit())?
        .into())
}

pub(super) fn localize(call: &Call<'_>) -> Outcome<Value> {
    let value = call.env.localized(call.value.clone(), true)?;
    if value.is_safe() {
        Ok(value)
    } else {
        formatted(call, true)
    }
}

pub(super) fn unlocalize(call: &Call<'_>) -> Outcome<Value> {
    if call.value.is_safe() {
        Ok(call.value.clone())
    } else {
        formatted(call, false)
    }
}

/// The language whose code the value is.
fn language(call: &Call<'_>) -> Outcome<&'static Locale> {
    let code = call.text()?.to_lowercase();
    let general = code.split('-').next().unwrap_or_default();
    Locale::known(&code)
        .or_else(|| Locale::known(general))
        .ok_or_else(|| Fault::Raise(Exc::Key, format!("\"{code}\" is no language known here")))
}

pub(super) fn language_name(call: &Call<'_>) -> Outcome<Value> {
    let language = language(call)?;
    Ok(language.name.as_str().into())
}

pub(super) fn language_name_local(call: &Call<'_>) -> Outcome<Value> {
    Ok(language(call)?.local.as_str().into())
}

pub(super) fn language_bidi(call: &Call<'_>) -> Outcome<Value> {
    Ok(Value::Bool(language(call)?.bidi))
}
