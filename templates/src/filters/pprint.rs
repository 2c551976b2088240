//! `pprint`, which is Python's `pprint.pformat`.

use std::fmt::Write as _;
use std::sync::Arc;

use python::{is_space, splitlines_keepends};

use super::FilterCall;
use crate::error::RenderResult;
use crate::value::print::write_str_repr;
use crate::value::{Dict, Key, LimitedString, Value};

const WIDTH: usize = 80;
/// Maximum nesting of values that are sorted and wrapped.
const MAX_DEPTH: usize = 32;

pub(super) fn pprint(call: &FilterCall<'_>) -> RenderResult<Value> {
    let mut out = call.limited_string();
    write(&sort_dicts(&call.value, 0), 0, 0, 1, &mut out)?;
    Ok(out.into_string().into())
}

/// Sorts all dicts in a value by key.
fn sort_dicts(value: &Value, depth: usize) -> Value {
    if depth > MAX_DEPTH {
        return value.clone();
    }
    match value {
        Value::List(items) => Value::list(items.iter().map(|item| sort_dicts(item, depth + 1))),
        Value::Tuple(items) => Value::tuple(items.iter().map(|item| sort_dicts(item, depth + 1))),
        Value::Dict(dict) => {
            let mut entries: Vec<(Key, Value)> = dict
                .iter()
                .map(|(key, value)| (key.clone(), sort_dicts(value, depth + 1)))
                .collect();
            entries.sort_by(|(a, _), (b, _)| match (a, b) {
                (Key::Str(a), Key::Str(b)) => a.cmp(b),
                (Key::Int(a), Key::Int(b)) => a.cmp(b),
                (Key::Int(_), Key::Str(_)) => std::cmp::Ordering::Less,
                (Key::Str(_), Key::Int(_)) => std::cmp::Ordering::Greater,
            });
            Value::Dict(Arc::new(entries.into_iter().collect::<Dict>()))
        }
        other => other.clone(),
    }
}

/// Writes a value that starts at column `indent` and is followed by `allowance` characters on its last
/// line.
fn write(
    value: &Value,
    indent: usize,
    allowance: usize,
    level: usize,
    out: &mut LimitedString,
) -> RenderResult<()> {
    let line = value.to_repr(out.max_length())?;
    let max_width = WIDTH.saturating_sub(indent + allowance);
    let is_long = line.chars().count() > max_width && level <= MAX_DEPTH;
    match value {
        Value::Str(text) if is_long && !text.as_str().is_empty() => {
            write_string(text.as_str(), indent, allowance, level, out)?;
        }
        Value::List(items) if is_long => {
            out.write_char('[')?;
            write_items(items, indent + 1, allowance + 1, level, out)?;
            out.write_char(']')?;
        }
        Value::Tuple(items) if is_long => {
            let end = if items.len() == 1 { ",)" } else { ")" };
            out.write_char('(')?;
            write_items(items, indent + 1, allowance + end.len(), level, out)?;
            out.write_str(end)?;
        }
        Value::Dict(dict) if is_long => {
            out.write_char('{')?;
            for (index, (key, item)) in dict.iter().enumerate() {
                let last = index + 1 == dict.len();
                let name = key.value().to_repr(out.max_length())?;
                write!(out, "{name}: ")?;
                let item_indent = indent + 1 + name.chars().count() + 2;
                write(
                    item,
                    item_indent,
                    if last { allowance + 1 } else { 1 },
                    level + 1,
                    out,
                )?;
                write_separator(last, indent + 1, out)?;
            }
            out.write_char('}')?;
        }
        _ => out.write_str(&line)?,
    }
    Ok(())
}

fn write_items(
    items: &[Value],
    indent: usize,
    allowance: usize,
    level: usize,
    out: &mut LimitedString,
) -> RenderResult<()> {
    for (index, item) in items.iter().enumerate() {
        let last = index + 1 == items.len();
        write(
            item,
            indent,
            if last { allowance } else { 1 },
            level + 1,
            out,
        )?;
        write_separator(last, indent, out)?;
    }
    Ok(())
}

fn write_separator(last: bool, indent: usize, out: &mut LimitedString) -> RenderResult<()> {
    if !last {
        write!(out, ",\n{}", " ".repeat(indent))?;
    }
    Ok(())
}

/// `repr(text)`.
fn repr(text: &str, max_length: usize) -> RenderResult<String> {
    let mut out = LimitedString::new(max_length);
    write_str_repr(text, &mut out)?;
    Ok(out.into_string())
}

/// Writes a string as several literals, wrapped after whitespace and in parentheses on the first
/// level.
fn write_string(
    text: &str,
    indent: usize,
    allowance: usize,
    level: usize,
    out: &mut LimitedString,
) -> RenderResult<()> {
    let (indent, allowance) = if level == 1 {
        (indent + 1, allowance + 1)
    } else {
        (indent, allowance)
    };
    let width = WIDTH.saturating_sub(indent);
    let max_width = |is_last: bool| {
        if is_last {
            width.saturating_sub(allowance)
        } else {
            width
        }
    };
    let mut chunks: Vec<String> = Vec::new();
    let lines = splitlines_keepends(text);
    for (index, line) in lines.iter().enumerate() {
        let last_line = index + 1 == lines.len();
        let literal = repr(line, out.max_length())?;
        if literal.chars().count() <= max_width(last_line) {
            chunks.push(literal);
            continue;
        }
        let parts = split_after_whitespace(line);
        let mut current = String::new();
        for (index, part) in parts.iter().enumerate() {
            let last = last_line && index + 1 == parts.len();
            let candidate = repr(&format!("{current}{part}"), out.max_length())?;
            if candidate.chars().count() > max_width(last) {
                if !current.is_empty() {
                    chunks.push(repr(&current, out.max_length())?);
                }
                (*part).clone_into(&mut current);
            } else {
                current.push_str(part);
            }
        }
        if !current.is_empty() {
            chunks.push(repr(&current, out.max_length())?);
        }
    }
    let has_parentheses = level == 1 && chunks.len() > 1;
    if has_parentheses {
        out.write_char('(')?;
    }
    for (index, chunk) in chunks.iter().enumerate() {
        if index > 0 {
            write!(out, "\n{}", " ".repeat(indent))?;
        }
        out.write_str(chunk)?;
    }
    if has_parentheses {
        out.write_char(')')?;
    }
    Ok(())
}

/// Splits a line into words with the whitespace after them.
fn split_after_whitespace(line: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut rest = line;
    while !rest.is_empty() {
        let word = rest.find(is_space).unwrap_or(rest.len());
        let end = rest[word..]
            .find(|c| !is_space(c))
            .map_or(rest.len(), |spaces| word + spaces);
        parts.push(&rest[..end]);
        rest = &rest[end..];
    }
    parts
}
