//! Filters of lists, and `add`.

use std::cmp::Ordering;
use std::fmt::Write as _;
use std::hash::{BuildHasher as _, Hasher as _};

use super::Call;
use super::html::elements;
use crate::error::{Exc, Fault, Outcome};
use crate::value::number::{parse_float, parse_int};
use crate::value::text::Sink;
use crate::value::{Dict, Key, Value};

/// Lists within lists that `unordered_list` shows.
const DEEPEST: usize = 50;

pub(super) fn add(call: &Call<'_>) -> Outcome<Value> {
    let (value, other) = (&call.value, call.argument());
    if let (Ok(a), Ok(b)) = (value.int(), other.int()) {
        return a
            .checked_add(b)
            .map(Value::Int)
            .ok_or_else(|| Fault::Raise(Exc::Overflow, "a number is too large".into()));
    }
    if let Err(fault) = value.int().and(other.int())
        && !fault.is(&[Exc::Value, Exc::Type])
    {
        return Err(fault);
    }
    let joined = |a: &[Value], b: &[Value]| [a, b].concat();
    let sum = match (value, &other) {
        (Value::Str(a), Value::Str(b)) => {
            if a.as_str().len() + b.as_str().len() > call.env.limit() {
                return Err(Fault::Limit("a text gets too long".into()));
            }
            Value::str(
                format!("{}{}", a.as_str(), b.as_str()),
                a.is_safe() && b.is_safe(),
            )
        }
        (Value::List(a), Value::List(b)) | (Value::Tuple(a), Value::Tuple(b))
            if a.len() + b.len() > call.env.limit() / size_of::<Value>() =>
        {
            return Err(Fault::Limit("a list gets too long".into()));
        }
        (Value::List(a), Value::List(b)) => Value::list(joined(a, b)),
        (Value::Tuple(a), Value::Tuple(b)) => Value::tuple(joined(a, b)),
        // Only what is no number has come this far.
        (
            Value::Float(_) | Value::Decimal(_),
            Value::Int(_) | Value::Float(_) | Value::Bool(_) | Value::Decimal(_),
        ) => Value::Float(value.float()? + other.float()?),
        (Value::Delta(a), Value::Delta(b)) => {
            a.checked_add(b).map_or(Value::from(""), Value::Delta)
        }
        (Value::Date(date), Value::Delta(delta)) | (Value::Delta(delta), Value::Date(date)) => {
            let days = chrono::TimeDelta::days(crate::value::text::delta_parts(*delta).0);
            date.checked_add_signed(days)
                .map_or(Value::from(""), Value::Date)
        }
        (Value::DateTime(moment), Value::Delta(delta))
        | (Value::Delta(delta), Value::DateTime(moment)) => moment
            .later(*delta)
            .map_or(Value::from(""), Value::DateTime),
        _ => "".into(),
    };
    Ok(sum)
}

pub(super) fn make_list(call: &Call<'_>) -> Outcome<Value> {
    elements(call).map(Value::from)
}

/// The element at a place, or nothing; a value without such elements is a fault.
fn element(call: &Call<'_>, index: i128) -> Outcome<Value> {
    let value = &call.value;
    if let Value::Dict(dict) = value {
        let found = dict.get(&Key::Int(index)).cloned();
        return found
            .ok_or_else(|| Fault::Raise(Exc::Key, format!("the dict has no entry {index}")));
    }
    if !value.is_indexed() {
        return Err(Fault::type_error(format!(
            "{} has no elements by number",
            value.kind()
        )));
    }
    Ok(value.at(index).unwrap_or_else(|| "".into()))
}

pub(super) fn first(call: &Call<'_>) -> Outcome<Value> {
    element(call, 0)
}

pub(super) fn last(call: &Call<'_>) -> Outcome<Value> {
    element(call, -1)
}

pub(super) fn random(call: &Call<'_>) -> Outcome<Value> {
    let Some(length) = call.value.length() else {
        return Err(Fault::type_error(format!(
            "{} has no elements",
            call.value.kind()
        )));
    };
    if length == 0 {
        return Ok("".into());
    }
    // Each RandomState has keys of its own, made from the system's randomness.
    let number = std::hash::RandomState::new().build_hasher().finish();
    element(
        call,
        i128::from(number) % i128::try_from(length).unwrap_or(1),
    )
}

pub(super) fn length(call: &Call<'_>) -> Outcome<Value> {
    let length = call.value.length().unwrap_or(0);
    Ok(Value::Int(i128::try_from(length).unwrap_or(i128::MAX)))
}

pub(super) fn join(call: &Call<'_>) -> Outcome<Value> {
    let Some(items) = call.env.elements(&call.value)? else {
        return Ok(call.value.clone());
    };
    let separator = call.argument();
    let escapes = call.env.autoescape;
    let separator = match (&separator, escapes) {
        (Value::Str(text), false) => text.as_str().to_owned(),
        (other, false) => {
            return Err(Fault::attribute(format!(
                "join takes a text, not {}",
                other.kind()
            )));
        }
        (other, true) => call.env.escaped(other)?.text(call.env.limit())?,
    };
    let mut out = call.sink();
    for (place, item) in items.iter().enumerate() {
        if place > 0 {
            out.write_str(&separator)?;
        }
        match item {
            _ if escapes => call.env.escaped(item)?.write(&mut out)?,
            Value::Str(_) => item.write(&mut out)?,
            // Only texts can be joined without being escaped; else the value stays as it is.
            _ => return Ok(call.value.clone()),
        }
    }
    Ok(Value::safe(out.into_text()))
}

pub(super) fn slice(call: &Call<'_>) -> Outcome<Value> {
    let unchanged = Ok(call.value.clone());
    let argument = call.argument_text()?;
    let mut bounds = Vec::new();
    for part in argument.split(':') {
        match parse_int(part) {
            _ if part.is_empty() => bounds.push(None),
            Some(number) => bounds.push(Some(number)),
            None => return unchanged,
        }
    }
    let (start, stop, step) = match bounds.as_slice() {
        [stop] => (None, *stop, None),
        [start, stop] => (*start, *stop, None),
        [start, stop, step] => (*start, *stop, *step),
        _ => return unchanged,
    };
    let step = step.unwrap_or(1);
    if step == 0 || !call.value.is_indexed() {
        return unchanged;
    }
    let Some(items) = call.env.elements(&call.value)? else {
        return unchanged;
    };
    let items = sliced(&items, start, stop, step);
    Ok(match &call.value {
        Value::Str(_) => {
            let mut text = call.sink();
            items.iter().try_for_each(|item| item.write(&mut text))?;
            text.into_text().into()
        }
        Value::Tuple(_) => Value::tuple(items),
        _ => Value::list(items),
    })
}

/// `items[start:stop:step]`.
fn sliced(items: &[Value], start: Option<i128>, stop: Option<i128>, step: i128) -> Vec<Value> {
    let length = i128::try_from(items.len()).unwrap_or(i128::MAX);
    let (low, high) = if step > 0 {
        (0, length)
    } else {
        (-1, length - 1)
    };
    let bound = |bound: i128| {
        (if bound < 0 {
            bound.saturating_add(length)
        } else {
            bound
        })
        .clamp(low, high)
    };
    let start = start.map_or(if step > 0 { low } else { high }, bound);
    let stop = stop.map_or(if step > 0 { high } else { low }, bound);
    let mut picked = Vec::new();
    let mut at = start;
    while if step > 0 { at < stop } else { at > stop } {
        picked.extend(
            usize::try_from(at)
                .ok()
                .and_then(|at| items.get(at))
                .cloned(),
        );
        at = at.saturating_add(step);
    }
    picked
}

pub(super) fn dictsort(call: &Call<'_>) -> Outcome<Value> {
    sorted(call, false)
}

pub(super) fn dictsortreversed(call: &Call<'_>) -> Outcome<Value> {
    sorted(call, true)
}

fn sorted(call: &Call<'_>, reversed: bool) -> Outcome<Value> {
    let attempt = || -> Outcome<Value> {
        let argument = call.argument();
        check_sort_key(&argument)?;
        let mut keyed = Vec::new();
        for item in elements(call)? {
            keyed.push((sort_key(&item, &argument)?, item));
        }
        if reversed {
            keyed.reverse();
        }
        let mut keyed = merge_sorted(keyed)?;
        if reversed {
            keyed.reverse();
        }
        Ok(Value::list(keyed.into_iter().map(|(_, item)| item)))
    };
    match attempt() {
        Err(fault) if fault.is(&[Exc::Attribute, Exc::Type]) => Ok("".into()),
        other => other,
    }
}

/// What may be sorted by, whatever the elements are.
fn check_sort_key(argument: &Value) -> Outcome<()> {
    match argument {
        Value::Str(text) if parse_float(text.as_str()).is_some() => Ok(()),
        Value::Str(text) if text.as_str().is_empty() => Err(Fault::Raise(
            Exc::Index,
            "there is nothing to sort by".into(),
        )),
        Value::Str(text) if text.as_str().starts_with('_') || text.as_str().contains("._") => Err(
            Fault::attribute("names of attributes may not begin with an underscore"),
        ),
        Value::Str(_) => Ok(()),
        other => other.float().map(|_| ()),
    }
}

/// What an element is sorted by: its element of that number, or its entry or attribute of that
/// name.
fn sort_key(item: &Value, argument: &Value) -> Outcome<Value> {
    let missing = || Fault::attribute("an element has nothing to sort by");
    let name = match argument {
        Value::Str(text) if parse_float(text.as_str()).is_none() => text.as_str(),
        Value::Str(text) => {
            let Value::Dict(dict) = item else {
                return Err(Fault::type_error("only dicts have entries by name"));
            };
            let found = crate::value::entry(dict, text.as_str()).cloned();
            return found.ok_or_else(|| {
                Fault::Raise(
                    Exc::Key,
                    format!("an element has no entry {}", text.as_str()),
                )
            });
        }
        Value::Int(index) if item.is_indexed() => {
            return item
                .at(*index)
                .ok_or_else(|| Fault::Raise(Exc::Index, "an element is too short".into()));
        }
        other => {
            let Value::Dict(dict) = item else {
                return Err(Fault::type_error("an element has no such part"));
            };
            let found = Key::of(other).and_then(|key| dict.get(&key)).cloned();
            return found
                .ok_or_else(|| Fault::Raise(Exc::Key, "an element has no such entry".into()));
        }
    };
    let mut value = item.clone();
    for part in name.split('.') {
        value = match value.named(part) {
            Some(found) => found,
            None => return Err(missing()),
        };
    }
    Ok(value)
}

/// Sorts by keys, stably, with an order that may fail: what cannot be compared is a fault.
fn merge_sorted(mut items: Vec<(Value, Value)>) -> Outcome<Vec<(Value, Value)>> {
    if items.len() < 2 {
        return Ok(items);
    }
    let right = merge_sorted(items.split_off(items.len() / 2))?;
    let mut left = merge_sorted(items)?.into_iter().peekable();
    let mut right = right.into_iter().peekable();
    let mut merged = Vec::new();
    while let (Some(a), Some(b)) = (left.peek(), right.peek()) {
        let next = if b.0.order(&a.0)? == Some(Ordering::Less) {
            right.next()
        } else {
            left.next()
        };
        merged.extend(next);
    }
    merged.extend(left);
    merged.extend(right);
    Ok(merged)
}

pub(super) fn unordered_list(call: &Call<'_>) -> Outcome<Value> {
    let mut out = call.sink();
    list_items(call, &elements(call)?, 1, &mut out)?;
    Ok(Value::safe(out.into_text()))
}

fn list_items(call: &Call<'_>, items: &[Value], depth: usize, out: &mut Sink) -> Outcome<()> {
    if depth > DEEPEST {
        return Err(Fault::Limit("the list is nested too deep".into()));
    }
    let indent = "\t".repeat(depth);
    let mut at = 0;
    while let Some(item) = items.get(at) {
        if at > 0 {
            out.write_char('\n')?;
        }
        write!(out, "{indent}<li>")?;
        match item {
            item if call.env.autoescape => call.env.escaped(item)?.write(out)?,
            item => item.write(out)?,
        }
        at += 1;
        if let Some(Value::List(children) | Value::Tuple(children)) = items.get(at) {
            if !children.is_empty() {
                write!(out, "\n{indent}<ul>\n")?;
                list_items(call, children, depth + 1, out)?;
                write!(out, "\n{indent}</ul>\n{indent}")?;
            }
            at += 1;
        }
        out.write_str("</li>")?;
    }
    Ok(())
}

impl Value {
    /// `value[name]`, else `value.name`: what sorting goes by.
    fn named(&self, name: &str) -> Option<Value> {
        if let Value::Dict(dict) = self as &Value {
            let dict: &Dict = dict;
            if let Some(value) = crate::value::entry(dict, name) {
                return Some(value.clone());
            }
        }
        match crate::value::attributes::attribute(self, name) {
            Some(crate::value::lookup::Found::Value(value)) => Some(value),
            _ => None,
        }
    }
}
