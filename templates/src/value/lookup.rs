//! Lookups: `value.bit` in a template (Django's `Variable._resolve_lookup`), `value[index]`, items.

use std::borrow::Cow;

use super::number::parse_int;
use super::{Key, Value, attributes, get_item};

/// The result of a lookup that succeeds.
pub(crate) enum LookupResult {
    Value(Value),
    /// A method that needs arguments or has side effects, so that the variable is invalid.
    Invalid,
}

impl Value {
    /// `value.bit`: the item of a dict, an attribute, or the item at an index.
    pub(crate) fn lookup(&self, bit: &str) -> Option<LookupResult> {
        if let Value::Dict(dict) = self
            && let Some(value) = get_item(dict, bit)
        {
            return Some(LookupResult::Value(value.clone()));
        }
        if let Some(attribute) = attributes::get_attribute(self, bit) {
            return Some(attribute);
        }
        let index = parse_int(bit)?;
        self.item_at(index).map(LookupResult::Value)
    }

    /// `value[index]`; `None` if there is no such item or the value cannot be indexed.
    pub(crate) fn item_at(&self, index: i128) -> Option<Value> {
        match self {
            Value::Dict(dict) => dict.get(&Key::Int(index)).cloned(),
            Value::Str(text) => {
                let length = text.as_str().chars().count();
                let index = normalize_index(index, length)?;
                text.as_str()
                    .chars()
                    .nth(index)
                    .map(|c| Value::from(c.to_string()))
            }
            other => {
                let items = other.indexed_items()?;
                let index = normalize_index(index, items.len())?;
                items.get(index).cloned()
            }
        }
    }

    /// The items of a list, tuple or sequence object.
    pub(crate) fn items(&self) -> Option<Cow<'_, [Value]>> {
        match self {
            Value::List(items) | Value::Tuple(items) => Some(Cow::Borrowed(items)),
            Value::Object(object) => object.items().map(Cow::Owned),
            _ => None,
        }
    }

    fn indexed_items(&self) -> Option<Cow<'_, [Value]>> {
        match self {
            Value::Object(object) if super::dict_view::is_dict_view(object.as_ref()) => None,
            other => other.items(),
        }
    }

    /// Whether the value can be indexed by numbers.
    pub(crate) fn is_indexed(&self) -> bool {
        matches!(self, Value::Str(_)) || self.indexed_items().is_some()
    }

    /// The items that a loop iterates over: items, characters or keys; `None` if not iterable.
    pub(crate) fn iterate(&self) -> Option<Vec<Value>> {
        match self {
            Value::Str(text) => Some(
                text.as_str()
                    .chars()
                    .map(|c| Value::from(c.to_string()))
                    .collect(),
            ),
            Value::Dict(dict) => Some(dict.keys().map(Key::value).collect()),
            other => other.items().map(Cow::into_owned),
        }
    }

    /// `len(self)`; `None` if it has no length.
    pub(crate) fn length(&self) -> Option<usize> {
        match self {
            Value::Str(text) => Some(text.as_str().chars().count()),
            Value::Dict(dict) => Some(dict.len()),
            other => other.items().map(|items| items.len()),
        }
    }
}

/// Converts an index that may be negative; `None` if it is out of range.
fn normalize_index(index: i128, length: usize) -> Option<usize> {
    let length = i128::try_from(length).ok()?;
    let index = if index < 0 { index + length } else { index };
    if index < 0 || index >= length {
        None
    } else {
        usize::try_from(index).ok()
    }
}
