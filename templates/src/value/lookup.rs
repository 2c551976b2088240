//! The parts of a value: `value.name` in a template (Django's Variable._resolve_lookup),
//! `value[index]`, its elements.

use std::borrow::Cow;

use super::number::parse_int;
use super::{Key, Value, attributes, entry};

/// What a lookup found.
pub(crate) enum Found {
    /// This.
    Value(Value),
    /// A method that needs arguments or would change something: what is invalid.
    Invalid,
}

impl Value {
    /// `value.bit`: an entry, else an attribute, else an element; `None`: there is nothing.
    pub(crate) fn lookup(&self, bit: &str) -> Option<Found> {
        if let Value::Dict(dict) = self
            && let Some(value) = entry(dict, bit)
        {
            return Some(Found::Value(value.clone()));
        }
        if let Some(found) = attributes::attribute(self, bit) {
            return Some(found);
        }
        let index = parse_int(bit)?;
        self.at(index).map(Found::Value)
    }

    /// `value[index]`; `None`: there is nothing, or it has no elements by number.
    pub(crate) fn at(&self, index: i128) -> Option<Value> {
        match self {
            Value::Dict(dict) => dict.get(&Key::Int(index)).cloned(),
            Value::Str(text) => {
                let length = text.as_str().chars().count();
                let place = place(index, length)?;
                text.as_str()
                    .chars()
                    .nth(place)
                    .map(|c| Value::from(c.to_string()))
            }
            other => {
                let items = other.elements_by_number()?;
                let place = place(index, items.len())?;
                items.get(place).cloned()
            }
        }
    }

    /// Its elements when it is a list, a tuple or an object that has some; not those of a text or a
    /// dict.
    pub(crate) fn elements(&self) -> Option<Cow<'_, [Value]>> {
        match self {
            Value::List(items) | Value::Tuple(items) => Some(Cow::Borrowed(items)),
            Value::Object(object) => object.items().map(Cow::Owned),
            _ => None,
        }
    }

    fn elements_by_number(&self) -> Option<Cow<'_, [Value]>> {
        match self {
            Value::Object(object) if super::view::is_view(object.as_ref()) => None,
            other => other.elements(),
        }
    }

    /// Whether it has elements by number.
    pub(crate) fn is_indexed(&self) -> bool {
        matches!(self, Value::Str(_)) || self.elements_by_number().is_some()
    }

    /// What a loop goes over: elements, letters, keys; `None`: it cannot be gone over.
    pub(crate) fn iterate(&self) -> Option<Vec<Value>> {
        match self {
            Value::Str(text) => Some(
                text.as_str()
                    .chars()
                    .map(|c| Value::from(c.to_string()))
                    .collect(),
            ),
            Value::Dict(dict) => Some(dict.keys().map(Key::value).collect()),
            other => other.elements().map(Cow::into_owned),
        }
    }

    /// `len()` of it; `None`: it has none.
    pub(crate) fn length(&self) -> Option<usize> {
        match self {
            Value::Str(text) => Some(text.as_str().chars().count()),
            Value::Dict(dict) => Some(dict.len()),
            other => other.elements().map(|items| items.len()),
        }
    }
}

/// The place that an index of Python's means.
fn place(index: i128, length: usize) -> Option<usize> {
    let length = i128::try_from(length).ok()?;
    let index = if index < 0 { index + length } else { index };
    if index < 0 || index >= length {
        None
    } else {
        usize::try_from(index).ok()
    }
}
