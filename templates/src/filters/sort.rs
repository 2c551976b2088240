//! `dictsort` and `dictsortreversed`.

use std::cmp::Ordering;

use python::parse_float;

use super::FilterCall;
use super::html::iterate;
use crate::error::{Exception, RenderError, RenderResult};
use crate::value::attributes::get_attribute;
use crate::value::lookup::LookupResult;
use crate::value::{Key, Value, get_item};

pub(super) fn dictsort(call: &FilterCall<'_>) -> RenderResult<Value> {
    sort(call, false)
}

pub(super) fn dictsortreversed(call: &FilterCall<'_>) -> RenderResult<Value> {
    sort(call, true)
}

fn sort(call: &FilterCall<'_>, reverse: bool) -> RenderResult<Value> {
    let sort = || -> RenderResult<Value> {
        let argument = call.argument();
        check_argument(&argument)?;
        let mut keyed = Vec::new();
        for item in iterate(call)? {
            keyed.push((sort_key(&item, &argument)?, item));
        }
        if reverse {
            keyed.reverse();
        }
        let mut keyed = merge_sorted(keyed)?;
        if reverse {
            keyed.reverse();
        }
        Ok(Value::list(keyed.into_iter().map(|(_, item)| item)))
    };
    match sort() {
        Err(error) if error.is(&[Exception::AttributeError, Exception::TypeError]) => Ok("".into()),
        other => other,
    }
}

/// Checks an argument that is invalid for all items.
fn check_argument(argument: &Value) -> RenderResult<()> {
    match argument {
        Value::Str(text) if parse_float(text.as_str()).is_some() => Ok(()),
        Value::Str(text) if text.as_str().is_empty() => Err(RenderError::Exception(
            Exception::IndexError,
            "the key to sort by is empty".into(),
        )),
        Value::Str(text) if text.as_str().starts_with('_') || text.as_str().contains("._") => Err(
            RenderError::attribute_error("attributes may not start with an underscore"),
        ),
        Value::Str(_) => Ok(()),
        other => other.to_float().map(|_| ()),
    }
}

/// The key of an item: its item at an index, or its item or attribute with a name.
fn sort_key(item: &Value, argument: &Value) -> RenderResult<Value> {
    let name = match argument {
        Value::Str(text) if parse_float(text.as_str()).is_none() => text.as_str(),
        Value::Str(text) => {
            let Value::Dict(dict) = item else {
                return Err(RenderError::type_error("an item is not a dict"));
            };
            return get_item(dict, text.as_str()).cloned().ok_or_else(|| {
                RenderError::key_error(format!("an item has no key {}", text.as_str()))
            });
        }
        Value::Int(index) if item.is_indexed() => {
            return item.item_at(*index).ok_or_else(|| {
                RenderError::Exception(Exception::IndexError, "an item is too short".into())
            });
        }
        other => {
            let Value::Dict(dict) = item else {
                return Err(RenderError::type_error("an item cannot be indexed"));
            };
            return Key::of(other)
                .and_then(|key| dict.get(&key))
                .cloned()
                .ok_or_else(|| RenderError::key_error("an item has no such key"));
        }
    };
    let mut value = item.clone();
    for part in name.split('.') {
        value = item_or_attribute(&value, part).ok_or_else(|| {
            RenderError::attribute_error(format!("an item has no attribute \"{part}\""))
        })?;
    }
    Ok(value)
}

/// Sorts by keys, stably. `slice::sort_by` does not support comparisons that can fail.
fn merge_sorted(mut items: Vec<(Value, Value)>) -> RenderResult<Vec<(Value, Value)>> {
    if items.len() < 2 {
        return Ok(items);
    }
    let right = merge_sorted(items.split_off(items.len() / 2))?;
    let mut left = merge_sorted(items)?.into_iter().peekable();
    let mut right = right.into_iter().peekable();
    let mut merged = Vec::new();
    while let (Some(a), Some(b)) = (left.peek(), right.peek()) {
        let next = if b.0.compare(&a.0)? == Some(Ordering::Less) {
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

/// `value[name]` or else `value.name`.
fn item_or_attribute(value: &Value, name: &str) -> Option<Value> {
    if let Value::Dict(dict) = value
        && let Some(item) = get_item(dict, name)
    {
        return Some(item.clone());
    }
    match get_attribute(value, name) {
        Some(LookupResult::Value(attribute)) => Some(attribute),
        Some(LookupResult::Invalid) | None => None,
    }
}
