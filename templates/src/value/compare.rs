//! Truth, equality, order and membership of values, as in Python.

use std::cmp::Ordering;
use std::sync::Arc;

use super::number::to_decimal;
use super::{Key, Value};
use crate::error::{RenderError, RenderResult};

/// Maximum nesting of compared values; deeper ones are not equal.
const MAX_DEPTH: usize = 64;
/// Maximum cost of a comparison: one per value and per 64 bytes of text. Larger values are not equal.
const MAX_COST: usize = 1_000_000;

impl Value {
    /// `bool(self)`.
    pub(crate) fn is_truthy(&self) -> bool {
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
            Value::Object(object) => object.is_truthy(),
        }
    }

    /// `==`.
    pub(crate) fn equals(&self, other: &Value) -> bool {
        let mut remaining = MAX_COST;
        equal(self, other, 0, &mut remaining)
    }

    /// `is`. Values without identity here (numbers, dates) are identical if they are equal and have
    /// the same type.
    pub(crate) fn is_identical(&self, other: &Value) -> bool {
        match (self, other) {
            (Value::Bool(a), Value::Bool(b)) => a == b,
            (Value::Str(a), Value::Str(b)) => Arc::ptr_eq(&a.text, &b.text),
            (Value::List(a), Value::List(b)) | (Value::Tuple(a), Value::Tuple(b)) => {
                Arc::ptr_eq(a, b)
            }
            (Value::Dict(a), Value::Dict(b)) => Arc::ptr_eq(a, b),
            (Value::Object(a), Value::Object(b)) => Arc::ptr_eq(a, b),
            (Value::Float(a), Value::Float(b)) => a.to_bits() == b.to_bits(),
            (Value::DateTime(a), Value::DateTime(b)) => a == b,
            (a, b) => std::mem::discriminant(a) == std::mem::discriminant(b) && a.equals(b),
        }
    }

    /// The order for `<`, `>` and so on; `None` if there is none (NaN).
    pub(crate) fn compare(&self, other: &Value) -> RenderResult<Option<Ordering>> {
        match (self, other) {
            (Value::Int(a), Value::Int(b)) => Ok(Some(a.cmp(b))),
            (Value::Float(a), Value::Float(b)) => Ok(a.partial_cmp(b)),
            (Value::Int(a), Value::Float(b)) => Ok(compare_int_and_float(*a, *b)),
            (Value::Float(a), Value::Int(b)) => {
                Ok(compare_int_and_float(*b, *a).map(Ordering::reverse))
            }
            (Value::Str(a), Value::Str(b)) => Ok(Some(a.as_str().cmp(b.as_str()))),
            (Value::Date(a), Value::Date(b)) => Ok(Some(a.cmp(b))),
            (Value::Time(a), Value::Time(b)) => Ok(Some(a.cmp(b))),
            (Value::Delta(a), Value::Delta(b)) => Ok(Some(a.cmp(b))),
            (Value::DateTime(a), Value::DateTime(b)) if a.is_naive() == b.is_naive() => {
                Ok(Some(a.utc().cmp(&b.utc())))
            }
            (Value::List(a), Value::List(b)) | (Value::Tuple(a), Value::Tuple(b)) => {
                let mut remaining = MAX_COST;
                match a
                    .iter()
                    .zip(b.iter())
                    .find(|(a, b)| !equal(a, b, 0, &mut remaining))
                {
                    Some((a, b)) => a.compare(b),
                    None => Ok(Some(a.len().cmp(&b.len()))),
                }
            }
            (a, b) => match (to_decimal(a), to_decimal(b)) {
                (Some(a), Some(b)) => Ok(a.compare(&b)),
                _ => Err(RenderError::type_error(format!(
                    "cannot compare {} with {}",
                    a.type_description(),
                    b.type_description()
                ))),
            },
        }
    }

    /// `item in self`.
    pub(crate) fn contains(&self, item: &Value) -> RenderResult<bool> {
        match self {
            Value::Str(text) => match item {
                Value::Str(part) => Ok(text.as_str().contains(part.as_str())),
                other => Err(RenderError::type_error(format!(
                    "a string cannot contain {}",
                    other.type_description()
                ))),
            },
            Value::Dict(_) if matches!(item, Value::List(_) | Value::Dict(_)) => {
                Err(RenderError::type_error(format!(
                    "{} cannot be a key of a dict",
                    item.type_description()
                )))
            }
            Value::Dict(dict) => Ok(Key::of(item).is_some_and(|key| dict.contains_key(&key))),
            other => match other.items() {
                Some(items) => {
                    let mut remaining = MAX_COST;
                    Ok(items
                        .iter()
                        .any(|element| equal(element, item, 0, &mut remaining)))
                }
                None => Err(RenderError::type_error(format!(
                    "{} cannot contain anything",
                    other.type_description()
                ))),
            },
        }
    }
}

impl Key {
    /// The key equal to a value; `None` if no key can be.
    pub(crate) fn of(value: &Value) -> Option<Self> {
        match value {
            Value::Str(text) => Some(Self::Str(text.text.clone())),
            Value::Int(number) => Some(Self::Int(*number)),
            Value::Bool(yes) => Some(Self::Int(i128::from(*yes))),
            Value::Float(number) if number.fract() == 0.0 => {
                super::number::float_to_int(*number).ok().map(Self::Int)
            }
            _ => None,
        }
    }
}

/// Compares an integer with a float exactly; `None` for NaN.
fn compare_int_and_float(integer: i128, float: f64) -> Option<Ordering> {
    // 2 to the power of 127, which no `i128` reaches.
    const LIMIT: f64 = 170_141_183_460_469_231_731_687_303_715_884_105_728.0;
    if float.is_nan() {
        return None;
    }
    if float.abs() >= LIMIT {
        return Some(if float > 0.0 {
            Ordering::Less
        } else {
            Ordering::Greater
        });
    }
    #[expect(
        clippy::cast_possible_truncation,
        reason = "checked above, and it has no fraction"
    )]
    let truncated = float.trunc() as i128;
    Some(
        integer
            .cmp(&truncated)
            .then_with(|| 0.0.partial_cmp(&float.fract()).unwrap_or(Ordering::Equal)),
    )
}

/// Whether two values are equal; `remaining` is the cost left.
fn equal(a: &Value, b: &Value, depth: usize, remaining: &mut usize) -> bool {
    let cost = match (a, b) {
        (Value::Str(a), Value::Str(b)) if a.as_str().len() == b.as_str().len() => {
            1 + a.as_str().len() / 64
        }
        _ => 1,
    };
    *remaining = remaining.saturating_sub(cost);
    if depth > MAX_DEPTH || *remaining == 0 {
        return false;
    }
    match (a, b) {
        (Value::None, Value::None) => true,
        (Value::Str(a), Value::Str(b)) => a.as_str() == b.as_str(),
        (Value::Date(a), Value::Date(b)) => a == b,
        (Value::Time(a), Value::Time(b)) => a == b,
        (Value::Delta(a), Value::Delta(b)) => a == b,
        (Value::DateTime(a), Value::DateTime(b)) => {
            a.is_naive() == b.is_naive() && a.utc() == b.utc()
        }
        (Value::List(a), Value::List(b)) | (Value::Tuple(a), Value::Tuple(b)) => {
            a.len() == b.len()
                && a.iter()
                    .zip(b.iter())
                    .all(|(a, b)| equal(a, b, depth + 1, remaining))
        }
        (Value::Dict(a), Value::Dict(b)) => {
            let has_equal = |(key, value): (&Key, &Value), remaining: &mut usize| {
                b.get(key)
                    .is_some_and(|other| equal(value, other, depth + 1, remaining))
            };
            a.len() == b.len() && a.iter().all(|entry| has_equal(entry, remaining))
        }
        (Value::Object(a), Value::Object(b)) => Arc::ptr_eq(a, b),
        (Value::Int(a), Value::Int(b)) => a == b,
        (Value::Float(a), Value::Float(b)) => a == b,
        (Value::Int(a), Value::Float(b)) | (Value::Float(b), Value::Int(a)) => {
            compare_int_and_float(*a, *b) == Some(Ordering::Equal)
        }
        (a, b) => match (to_decimal(a), to_decimal(b)) {
            (Some(a), Some(b)) => a.compare(&b) == Some(Ordering::Equal),
            _ => false,
        },
    }
}
