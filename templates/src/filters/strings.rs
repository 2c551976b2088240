//! Filters for plain text.

use std::fmt::Write as _;

use python::is_space;
use unicode_normalization::UnicodeNormalization as _;

use super::FilterCall;
use crate::error::{RenderError, RenderResult};
use crate::value::Value;

pub(super) fn addslashes(call: &FilterCall<'_>) -> RenderResult<Value> {
    Ok(call
        .text()?
        .replace('\\', "\\\\")
        .replace('"', "\\\"")
        .replace('\'', "\\'")
        .into())
}

pub(super) fn capfirst(call: &FilterCall<'_>) -> RenderResult<Value> {
    let text = call.text()?;
    let mut characters = text.chars();
    Ok(characters
        .next()
        .into_iter()
        .flat_map(char::to_uppercase)
        .chain(characters)
        .collect::<String>()
        .into())
}

pub(super) fn lower(call: &FilterCall<'_>) -> RenderResult<Value> {
    Ok(call.text()?.to_lowercase().into())
}

pub(super) fn upper(call: &FilterCall<'_>) -> RenderResult<Value> {
    Ok(call.text()?.to_uppercase().into())
}

pub(super) fn title(call: &FilterCall<'_>) -> RenderResult<Value> {
    let title = python::title(&call.text()?);
    let mut out = String::with_capacity(title.len());
    // Neither an apostrophe nor a digit starts a word.
    let mut before = [' ', ' '];
    for c in title.chars() {
        let after_apostrophe = before[1] == '\'' && before[0].is_ascii_lowercase();
        let within_word = c.is_ascii_uppercase() && (after_apostrophe || before[1].is_numeric());
        out.push(if within_word {
            c.to_ascii_lowercase()
        } else {
            c
        });
        before = [before[1], c];
    }
    Ok(out.into())
}

pub(super) fn wordcount(call: &FilterCall<'_>) -> RenderResult<Value> {
    let count = python::split(&call.text()?).count();
    Ok(Value::Int(i128::try_from(count).unwrap_or(i128::MAX)))
}

pub(super) fn cut(call: &FilterCall<'_>) -> RenderResult<Value> {
    let argument = call.argument();
    let Some(part) = argument.as_text() else {
        return Err(RenderError::type_error(format!(
            "cut takes a string, not {}",
            argument.type_description()
        )));
    };
    let text = call.text()?;
    // `replace("", "")` changes nothing in Python, too.
    let text = if part.as_str().is_empty() {
        text
    } else {
        text.replace(part.as_str(), "")
    };
    Ok(Value::str(
        text,
        call.value.is_safe() && part.as_str() != ";",
    ))
}

/// Pads a text to the width in the argument. `sides` splits the missing width, given with the whole
/// width, into the parts before and after the text.
fn pad(call: &FilterCall<'_>, sides: fn(usize, usize) -> (usize, usize)) -> RenderResult<Value> {
    let text = call.text()?;
    let length = text.chars().count();
    let width = usize::try_from(call.argument().to_int()?.max(0)).unwrap_or(usize::MAX);
    let missing = width.saturating_sub(length);
    if missing > call.env.max_length() {
        return Err(RenderError::LimitExceeded("the width is too large".into()));
    }
    let (before, after) = sides(missing, width);
    Ok(format!("{}{text}{}", " ".repeat(before), " ".repeat(after)).into())
}

pub(super) fn ljust(call: &FilterCall<'_>) -> RenderResult<Value> {
    pad(call, |missing, _| (0, missing))
}

pub(super) fn rjust(call: &FilterCall<'_>) -> RenderResult<Value> {
    pad(call, |missing, _| (missing, 0))
}

pub(super) fn center(call: &FilterCall<'_>) -> RenderResult<Value> {
    // Like Python, puts an odd space before the text if the width is odd, too.
    pad(call, |missing, width| {
        let before = missing / 2 + (missing & width & 1);
        (before, missing - before)
    })
}

pub(super) fn phone2numeric(call: &FilterCall<'_>) -> RenderResult<Value> {
    let Value::Str(text) = &call.value else {
        return Err(RenderError::attribute_error(format!(
            "phone2numeric takes a string, not {}",
            call.value.type_description()
        )));
    };
    let keys = ["abc", "def", "ghi", "jkl", "mno", "pqrs", "tuv", "wxyz"];
    let digit = |c: char| {
        (2u8..)
            .zip(keys)
            .find(|(_, key)| key.contains(c))
            .map(|(digit, _)| char::from(b'0' + digit))
    };
    Ok(text
        .as_str()
        .to_lowercase()
        .chars()
        .map(|c| digit(c).unwrap_or(c))
        .collect::<String>()
        .into())
}

pub(super) fn slugify(call: &FilterCall<'_>) -> RenderResult<Value> {
    let text = call.text()?;
    let mut out = call.limited_string();
    let mut needs_hyphen = false;
    for c in text
        .nfkd()
        .filter(char::is_ascii)
        .map(|c| c.to_ascii_lowercase())
    {
        if c == '-' || is_space(c) {
            needs_hyphen = true;
        } else if c.is_ascii_alphanumeric() || c == '_' {
            if needs_hyphen {
                out.write_char('-')?;
            }
            needs_hyphen = false;
            out.write_char(c)?;
        }
    }
    Ok(out.into_string().trim_matches(['-', '_']).into())
}
