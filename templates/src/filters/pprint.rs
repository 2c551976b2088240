//! `pprint`: as Python's `pprint.pformat`.

use std::fmt::Write as _;
use std::sync::Arc;

use super::Call;
use crate::error::Outcome;
use crate::value::pytext::{is_space, lines_with_ends};
use crate::value::text::{Sink, quote};
use crate::value::{Dict, Key, Value};

const WIDTH: usize = 80;
/// Values within values whose dicts are sorted and that are broken into lines.
const DEEPEST: usize = 32;

pub(super) fn pprint(call: &Call<'_>) -> Outcome<Value> {
    let mut out = call.sink();
    write(&sorted(&call.value, 0), 0, 0, 1, &mut out)?;
    Ok(out.into_text().into())
}

/// The value with all its dicts in the order of their keys.
fn sorted(value: &Value, depth: usize) -> Value {
    if depth > DEEPEST {
        return value.clone();
    }
    match value {
        Value::List(items) => Value::list(items.iter().map(|item| sorted(item, depth + 1))),
        Value::Tuple(items) => Value::tuple(items.iter().map(|item| sorted(item, depth + 1))),
        Value::Dict(dict) => {
            let mut entries: Vec<(Key, Value)> = dict
                .iter()
                .map(|(key, value)| (key.clone(), sorted(value, depth + 1)))
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

/// Writes a value that begins so far from the left; so many marks come after it on its line.
fn write(value: &Value, indent: usize, after: usize, level: usize, out: &mut Sink) -> Outcome<()> {
    let line = value.repr(out.limit())?;
    let room = WIDTH.saturating_sub(indent + after);
    let long = line.chars().count() > room && level <= DEEPEST;
    match value {
        Value::Str(text) if long && !text.as_str().is_empty() => {
            write_text(text.as_str(), indent, after, level, out)?
        }
        Value::List(items) if long => {
            out.write_char('[')?;
            write_items(items, indent + 1, after + 1, level, out)?;
            out.write_char(']')?;
        }
        Value::Tuple(items) if long => {
            let end = if items.len() == 1 { ",)" } else { ")" };
            out.write_char('(')?;
            write_items(items, indent + 1, after + end.len(), level, out)?;
            out.write_str(end)?;
        }
        Value::Dict(dict) if long => {
            out.write_char('{')?;
            for (place, (key, item)) in dict.iter().enumerate() {
                let last = place + 1 == dict.len();
                let name = key.value().repr(out.limit())?;
                write!(out, "{name}: ")?;
                let begin = indent + 1 + name.chars().count() + 2;
                write(
                    item,
                    begin,
                    if last { after + 1 } else { 1 },
                    level + 1,
                    out,
                )?;
                separate(last, indent + 1, out)?;
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
    after: usize,
    level: usize,
    out: &mut Sink,
) -> Outcome<()> {
    for (place, item) in items.iter().enumerate() {
        let last = place + 1 == items.len();
        write(item, indent, if last { after } else { 1 }, level + 1, out)?;
        separate(last, indent, out)?;
    }
    Ok(())
}

fn separate(last: bool, indent: usize, out: &mut Sink) -> Outcome<()> {
    if !last {
        write!(out, ",\n{}", " ".repeat(indent))?;
    }
    Ok(())
}

/// `repr()` of a text.
fn quoted(text: &str, limit: usize) -> Outcome<String> {
    let mut out = Sink::new(limit);
    quote(text, &mut out)?;
    Ok(out.into_text())
}

/// Writes a text as several, broken after spaces; on the first level within parentheses.
fn write_text(
    text: &str,
    indent: usize,
    after: usize,
    level: usize,
    out: &mut Sink,
) -> Outcome<()> {
    let (indent, after) = if level == 1 {
        (indent + 1, after + 1)
    } else {
        (indent, after)
    };
    let width = WIDTH.saturating_sub(indent);
    let mut chunks: Vec<String> = Vec::new();
    let lines = lines_with_ends(text);
    for (place, line) in lines.iter().enumerate() {
        let last_line = place + 1 == lines.len();
        let whole = quoted(line, out.limit())?;
        if whole.chars().count()
            <= if last_line {
                width.saturating_sub(after)
            } else {
                width
            }
        {
            chunks.push(whole);
            continue;
        }
        let parts = parts(line);
        // Letters as `repr()` writes them, the quotes left out: a part more is a length more.
        let mut current = String::new();
        for (place, part) in parts.iter().enumerate() {
            let last = last_line && place + 1 == parts.len();
            let candidate = quoted(&format!("{current}{part}"), out.limit())?;
            let most = if last {
                width.saturating_sub(after)
            } else {
                width
            };
            if candidate.chars().count() > most {
                if !current.is_empty() {
                    chunks.push(quoted(&current, out.limit())?);
                }
                (*part).clone_into(&mut current);
            } else {
                current.push_str(part);
            }
        }
        if !current.is_empty() {
            chunks.push(quoted(&current, out.limit())?);
        }
    }
    let bracketed = level == 1 && chunks.len() > 1;
    if bracketed {
        out.write_char('(')?;
    }
    for (place, chunk) in chunks.iter().enumerate() {
        if place > 0 {
            write!(out, "\n{}", " ".repeat(indent))?;
        }
        out.write_str(chunk)?;
    }
    if bracketed {
        out.write_char(')')?;
    }
    Ok(())
}

/// Words with the spaces after them.
fn parts(line: &str) -> Vec<&str> {
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
