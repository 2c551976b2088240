//! Truth, equality, order and membership of values, as Python has them.

use std::cmp::Ordering;
use std::sync::Arc;

use super::number::decimal;
use super::{Key, Value};
use crate::error::{Fault, Outcome};

/// Values within values that are compared; deeper ones are never equal.
const DEEPEST: usize = 64;

impl Value {
    /// `bool()` of it.
    pub(crate) fn truthy(&self) -> bool {
        match self {
            Value::None => false,
            Value::Bool(yes) => *yes,
            Value::Int(number) => *number != 0,
            Value::Float(number) => *number != 0.0,
            Value::Decimal(number) => !number.is_zero(),
            Value::Str(text) => !text.as_str().is_empty(),
            Value::DateTime(_) | Value::Date(_) | Value::Time(_) => true,
            Value::Delta(delta) => !delta.is_zero(),
            Value::List(items) | Value::Tuple(items) => !items.is_empty(),
            Value::Dict(dict) => !dict.is_empty(),
            Value::Object(object) => object.truthy(),
        }
    }

    /// `==`.
    pub(crate) fn equals(&self, other: &Value) -> bool {
        equal(self, other, 0)
    }

    /// `is`: whether it is the same object. What has no place of its own here (numbers, dates) is the same when it is
    /// equal and of one type, as a variable is the same as itself.
    pub(crate) fn is_same(&self, other: &Value) -> bool {
        match (self, other) {
            (Value::Bool(a), Value::Bool(b)) => a == b,
            (Value::Str(a), Value::Str(b)) => Arc::ptr_eq(&a.text, &b.text),
            (Value::List(a), Value::List(b)) | (Value::Tuple(a), Value::Tuple(b)) => Arc::ptr_eq(a, b),
            (Value::Dict(a), Value::Dict(b)) => Arc::ptr_eq(a, b),
            (Value::Object(a), Value::Object(b)) => Arc::ptr_eq(a, b),
            (Value::Float(a), Value::Float(b)) => a.to_bits() == b.to_bits(),
            (Value::DateTime(a), Value::DateTime(b)) => a == b,
            (a, b) => std::mem::discriminant(a) == std::mem::discriminant(b) && a.equals(b),
        }
    }

    /// `<`, `>` and the like: how they stand to each other; `None`: neither (NaN).
    pub(crate) fn order(&self, other: &Value) -> Outcome<Option<Ordering>> {
        match (self, other) {
            (Value::Int(a), Value::Int(b)) => Ok(Some(a.cmp(b))),
            (Value::Float(a), Value::Float(b)) => Ok(a.partial_cmp(b)),
            (Value::Str(a), Value::Str(b)) => Ok(Some(a.as_str().cmp(b.as_str()))),
            (Value::Date(a), Value::Date(b)) => Ok(Some(a.cmp(b))),
            (Value::Time(a), Value::Time(b)) => Ok(Some(a.cmp(b))),
            (Value::Delta(a), Value::Delta(b)) => Ok(Some(a.cmp(b))),
            (Value::DateTime(a), Value::DateTime(b)) if a.is_naive() == b.is_naive() => {
                Ok(Some(a.instant().cmp(&b.instant())))
            }
            (Value::List(a), Value::List(b)) | (Value::Tuple(a), Value::Tuple(b)) => {
                for (a, b) in a.iter().zip(b.iter()) {
                    if !a.equals(b) {
                        return a.order(b);
                    }
                }
                Ok(Some(a.len().cmp(&b.len())))
            }
            (a, b) => match (decimal(a), decimal(b)) {
                (Some(a), Some(b)) => Ok(a.compare(&b)),
                _ => Err(Fault::type_error(format!("{} and {} have no order", a.kind(), b.kind()))),
            },
        }
    }

    /// `item in self`.
    pub(crate) fn contains(&self, item: &Value) -> Outcome<bool> {
        match self {
            Value::Str(text) => match item {
                Value::Str(part) => Ok(text.as_str().contains(part.as_str())),
                other => Err(Fault::type_error(format!("{} cannot be within a text", other.kind()))),
            },
            Value::Dict(_) if matches!(item, Value::List(_) | Value::Dict(_)) => {
                Err(Fault::type_error(format!("{} cannot be a key of a dict", item.kind())))
            }
            Value::Dict(dict) => Ok(Key::of(item).is_some_and(|key| dict.contains_key(&key))),
            other => match other.elements() {
                Some(items) => Ok(items.iter().any(|element| element.equals(item))),
                None => Err(Fault::type_error(format!("nothing can be within {}", other.kind()))),
            },
        }
    }
}

impl Key {
    /// The key that finds an equal one; `None`: no key of a dict is equal.
    pub(crate) fn of(value: &Value) -> Option<Self> {
        match value {
            Value::Str(text) => Some(Self::Str(text.text.clone())),
            Value::Int(number) => Some(Self::Int(*number)),
            Value::Bool(yes) => Some(Self::Int(i128::from(*yes))),
            Value::Float(number) if number.fract() == 0.0 => super::number::whole(*number).ok().map(Self::Int),
            _ => None,
        }
    }
}

fn equal(a: &Value, b: &Value, depth: usize) -> bool {
    if depth > DEEPEST {
        return false;
    }
    match (a, b) {
        (Value::None, Value::None) => true,
        (Value::Str(a), Value::Str(b)) => a.as_str() == b.as_str(),
        (Value::Date(a), Value::Date(b)) => a == b,
        (Value::Time(a), Value::Time(b)) => a == b,
        (Value::Delta(a), Value::Delta(b)) => a == b,
        (Value::DateTime(a), Value::DateTime(b)) => a.is_naive() == b.is_naive() && a.instant() == b.instant(),
        (Value::List(a), Value::List(b)) | (Value::Tuple(a), Value::Tuple(b)) => {
            a.len() == b.len() && a.iter().zip(b.iter()).all(|(a, b)| equal(a, b, depth + 1))
        }
        (Value::Dict(a), Value::Dict(b)) => {
            a.len() == b.len()
                && a.iter().all(|(key, value)| b.get(key).is_some_and(|other| equal(value, other, depth + 1)))
        }
        (Value::Object(a), Value::Object(b)) => Arc::ptr_eq(a, b),
        (Value::Int(a), Value::Int(b)) => a == b,
        (Value::Float(a), Value::Float(b)) => a == b,
        (a, b) => match (decimal(a), decimal(b)) {
            (Some(a), Some(b)) => a.compare(&b) == Some(Ordering::Equal),
            _ => false,
        },
    }
}
