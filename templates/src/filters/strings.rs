//! Filters of plain text.

use std::fmt::Write as _;

use unicode_normalization::UnicodeNormalization as _;

use super::Call;
use crate::error::{Fault, Outcome};
use crate::value::Value;
use crate::value::pytext::{is_space, title as titlecase, words};

pub(super) fn addslashes(call: &Call<'_>) -> Outcome<Value> {
    Ok(call
        .text()?
        .replace('\\', "\\\\")
        .replace('"', "\\\"")
        .replace('\'', "\\'")
        .into())
}

pub(super) fn capfirst(call: &Call<'_>) -> Outcome<Value> {
    let text = call.text()?;
    let mut letters = text.chars();
    Ok(letters
        .next()
        .into_iter()
        .flat_map(char::to_uppercase)
        .chain(letters)
        .collect::<String>()
        .into())
}

pub(super) fn lower(call: &Call<'_>) -> Outcome<Value> {
    Ok(call.text()?.to_lowercase().into())
}

pub(super) fn upper(call: &Call<'_>) -> Outcome<Value> {
    Ok(call.text()?.to_uppercase().into())
}

pub(super) fn title(call: &Call<'_>) -> Outcome<Value> {
    let title = titlecase(&call.text()?);
    let mut out = String::with_capacity(title.len());
    // An apostrophe and a digit do not begin a word.
    let mut before = [' ', ' '];
    for c in title.chars() {
        let apostrophe = before[1] == '\'' && before[0].is_ascii_lowercase();
        let inner = c.is_ascii_uppercase() && (apostrophe || before[1].is_numeric());
        out.push(if inner { c.to_ascii_lowercase() } else { c });
        before = [before[1], c];
    }
    Ok(out.into())
}

pub(super) fn wordcount(call: &Call<'_>) -> Outcome<Value> {
    let count = words(&call.text()?).count();
    Ok(Value::Int(i128::try_from(count).unwrap_or(i128::MAX)))
}

pub(super) fn cut(call: &Call<'_>) -> Outcome<Value> {
    let argument = call.argument();
    let Some(part) = argument.as_text() else {
        return Err(Fault::type_error(format!(
            "cut takes a text, not {}",
            argument.kind()
        )));
    };
    let text = call.text()?;
    // Python's replace puts nothing between all letters for an empty text: nothing changes.
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

/// Spaces before and after a text, up to a width.
fn padded(call: &Call<'_>, sides: fn(usize, usize) -> (usize, usize)) -> Outcome<Value> {
    let text = call.text()?;
    let length = text.chars().count();
    let width = usize::try_from(call.argument().int()?.max(0)).unwrap_or(usize::MAX);
    let missing = width.saturating_sub(length);
    if missing > call.env.limit() {
        return Err(Fault::Limit("a text is to be made too wide".into()));
    }
    let (before, after) = sides(missing, width);
    Ok(format!("{}{text}{}", " ".repeat(before), " ".repeat(after)).into())
}

pub(super) fn ljust(call: &Call<'_>) -> Outcome<Value> {
    padded(call, |missing, _| (0, missing))
}

pub(super) fn rjust(call: &Call<'_>) -> Outcome<Value> {
    padded(call, |missing, _| (missing, 0))
}

pub(super) fn center(call: &Call<'_>) -> Outcome<Value> {
    // Python's rule for an odd number: it goes before the text when the width is odd too.
    padded(call, |missing, width| {
        let before = missing / 2 + (missing & width & 1);
        (before, missing - before)
    })
}

pub(super) fn phone2numeric(call: &Call<'_>) -> Outcome<Value> {
    let Value::Str(text) = &call.value else {
        return Err(Fault::attribute(format!(
            "phone2numeric takes a text, not {}",
            call.value.kind()
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

pub(super) fn slugify(call: &Call<'_>) -> Outcome<Value> {
    let text = call.text()?;
    let mut out = call.sink();
    let mut gap = false;
    for c in text
        .nfkd()
        .filter(char::is_ascii)
        .map(|c| c.to_ascii_lowercase())
    {
        if c == '-' || is_space(c) {
            gap = true;
        } else if c.is_ascii_alphanumeric() || c == '_' {
            if gap {
                out.write_char('-')?;
            }
            gap = false;
            out.write_char(c)?;
        }
    }
    Ok(out.into_text().trim_matches(['-', '_']).into())
}
