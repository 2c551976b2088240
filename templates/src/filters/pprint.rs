//! `pprint`: as Python's `pprint.pformat`, but a long text stays on its line.

use std::fmt::Write as _;
use std::sync::Arc;

use super::Call;
use crate::error::Outcome;
use crate::value::text::{Sink, quote};
use crate::value::{Dict, Key, Value};

const WIDTH: usize = 80;
/// Values within values whose dicts are sorted and that are broken into lines.
const DEEPEST: usize = 32;

pub(super) fn pprint(call: &Call<'_>) -> Outcome<Value> {
    let mut out = call.sink();
    write(&sorted(&call.value, 0), 0, 0, 0, &mut out)?;
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
            let mut entries: Vec<(Key, Value)> =
                dict.iter().map(|(key, value)| (key.clone(), sorted(value, depth + 1))).collect();
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
fn write(value: &Value, indent: usize, after: usize, depth: usize, out: &mut Sink) -> Outcome<()> {
    let mut line = Sink::new(out.limit());
    value.write_repr(&mut line, 0)?;
    let line = line.into_text();
    let room = WIDTH.saturating_sub(indent + after);
    let long = line.chars().count() > room && depth < DEEPEST;
    match value {
        Value::List(items) if long => {
            out.write_char('[')?;
            write_items(items, indent + 1, after + 1, depth, out)?;
            out.write_char(']')?;
        }
        Value::Tuple(items) if long => {
            let end = if items.len() == 1 { ",)" } else { ")" };
            out.write_char('(')?;
            write_items(items, indent + 1, after + end.len(), depth, out)?;
            out.write_str(end)?;
        }
        Value::Dict(dict) if long => {
            out.write_char('{')?;
            for (place, (key, item)) in dict.iter().enumerate() {
                let last = place + 1 == dict.len();
                let mut name = Sink::new(out.limit());
                match key {
                    Key::Str(text) => quote(text, &mut name)?,
                    Key::Int(number) => write!(name, "{number}")?,
                }
                let name = name.into_text();
                write!(out, "{name}: ")?;
                let indent = indent + 1 + name.chars().count() + 2;
                write(item, indent, if last { after + 1 } else { 1 }, depth + 1, out)?;
                separate(last, indent - name.chars().count() - 2, out)?;
            }
            out.write_char('}')?;
        }
        _ => out.write_str(&line)?,
    }
    Ok(())
}

fn write_items(items: &[Value], indent: usize, after: usize, depth: usize, out: &mut Sink) -> Outcome<()> {
    for (place, item) in items.iter().enumerate() {
        let last = place + 1 == items.len();
        write(item, indent, if last { after } else { 1 }, depth + 1, out)?;
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
