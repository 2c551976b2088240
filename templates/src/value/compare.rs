//! Truth, equality, order and membership of values, as Python has them.

use std::cmp::Ordering;
use std::sync::Arc;

use super::number::decimal;
use super::{Key, Value};
use crate::error::{Fault, Outcome};

/// Values within values that are compared; deeper ones are never equal.
const DEEPEST: usize = 64;
/// Values, and 64 bytes of text each, that one comparison looks at; what has more is not equal.
const MOST: usize = 1_000_000;

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
        let mut left = MOST;
        equal(self, other, 0, &mut left)
    }

    /// `is`: whether it is the same object. What has no place of its own here (numbers, dates) is
    /// the same when it is equal and of one type, as a variable is the same as itself.
    pub(crate) fn is_same(&self, other: &Value) -> bool {
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

    /// `<`, `>` and the like: how they stand to each other; `None`: neither (NaN).
    pub(crate) fn order(&self, other: &Value) -> Outcome<Option<Ordering>> {
        match (self, other) {
            (Value::Int(a), Value::Int(b)) => Ok(Some(a.cmp(b))),
            (Value::Float(a), Value::Float(b)) => Ok(a.partial_cmp(b)),
            (Value::Int(a), Value::Float(b)) => Ok(whole_and_float(*a, *b)),
            (Value::Float(a), Value::Int(b)) => Ok(whole_and_float(*b, *a).map(Ordering::reverse)),
            (Value::Str(a), Value::Str(b)) => Ok(Some(a.as_str().cmp(b.as_str()))),
            (Value::Date(a), Value::Date(b)) => Ok(Some(a.cmp(b))),
            (Value::Time(a), Value::Time(b)) => Ok(Some(a.cmp(b))),
            (Value::Delta(a), Value::Delta(b)) => Ok(Some(a.cmp(b))),
            (Value::DateTime(a), Value::DateTime(b)) if a.is_naive() == b.is_naive() => {
                Ok(Some(a.instant().cmp(&b.instant())))
            }
            (Value::List(a), Value::List(b)) | (Value::Tuple(a), Value::Tuple(b)) => {
                let mut left = MOST;
                match a
                    .iter()
                    .zip(b.iter())
                    .find(|(a, b)| !equal(a, b, 0, &mut left))
                {
                    Some((a, b)) => a.order(b),
                    None => Ok(Some(a.len().cmp(&b.len()))),
                }
            }
            (a, b) => match (decimal(a), decimal(b)) {
                (Some(a), Some(b)) => Ok(a.compare(&b)),
                _ => Err(Fault::type_error(format!(
                    "{} and {} have no order",
                    a.kind(),
                    b.kind()
                ))),
            },
        }
    }

    /// `item in self`.
    pub(crate) fn contains(&self, item: &Value) -> Outcome<bool> {
        match self {
            Value::Str(text) => match item {
                Value::Str(part) => Ok(text.as_str().contains(part.as_str())),
                other => Err(Fault::type_error(format!(
                    "{} cannot be within a text",
                    other.kind()
                ))),
            },
            Value::Dict(_) if matches!(item, Value::List(_) | Value::Dict(_)) => Err(
                Fault::type_error(format!("{} cannot be a key of a dict", item.kind())),
            ),
            Value::Dict(dict) => Ok(Key::of(item).is_some_and(|key| dict.contains_key(&key))),
            other => match other.elements() {
                Some(items) => {
                    let mut left = MOST;
                    Ok(items
                        .iter()
                        .any(|element| equal(element, item, 0, &mut left)))
                }
                None => Err(Fault::type_error(format!(
                    "nothing can be within {}",
                    other.kind()
                ))),
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
            Value::Float(number) if number.fract() == 0.0 => {
                super::number::whole(*number).ok().map(Self::Int)
            }
            _ => None,
        }
    }
}

/// How a whole number stands to a float, exactly; `None`: the float is no number.
fn whole_and_float(whole: i128, float: f64) -> Option<Ordering> {
    // 2 to the power of 127, past which no whole number here lies.
    const END: f64 = 170_141_183_460_469_231_731_687_303_715_884_105_728.0;
    if float.is_nan() {
        return None;
    }
    if float.abs() >= END {
        return Some(if float > 0.0 {
            Ordering::Less
        } else {
            Ordering::Greater
        });
    }
    #[expect(
        clippy::cast_possible_truncation,
        reason = "looked at above, and without a fraction"
    )]
    let truncated = float.trunc() as i128;
    Some(
        whole
            .cmp(&truncated)
            .then_with(|| 0.0.partial_cmp(&float.fract()).unwrap_or(Ordering::Equal)),
    )
}

/// Whether two values are equal. `left`: how much may still be looked at.
fn equal(a: &Value, b: &Value, depth: usize, left: &mut usize) -> bool {
    let cost = match (a, b) {
        (Value::Str(a), Value::Str(b)) if a.as_str().len() == b.as_str().len() => {
            1 + a.as_str().len() / 64
        }
        _ => 1,
    };
    *left = left.saturating_sub(cost);
    if depth > DEEPEST || *left == 0 {
        return false;
    }
    match (a, b) {
        (Value::None, Value::None) => true,
        (Value::Str(a), Value::Str(b)) => a.as_str() == b.as_str(),
        (Value::Date(a), Value::Date(b)) => a == b,
        (Value::Time(a), Value::Time(b)) => a == b,
        (Value::Delta(a), Value::Delta(b)) => a == b,
        (Value::DateTime(a), Value::DateTime(b)) => {
            a.is_naive() == b.is_naive() && a.instant() == b.instant()
        }
        (Value::List(a), Value::List(b)) | (Value::Tuple(a), Value::Tuple(b)) => {
            a.len() == b.len()
                && a.iter()
                    .zip(b.iter())
                    .all(|(a, b)| equal(a, b, depth + 1, left))
        }
        (Value::Dict(a), Value::Dict(b)) => {
            let same = |(key, value): (&Key, &Value), left: &mut usize| {
                b.get(key)
                    .is_some_and(|other| equal(value, other, depth + 1, left))
            };
            a.len() == b.len() && a.iter().all(|entry| same(entry, left))
        }
        (Value::Object(a), Value::Object(b)) => Arc::ptr_eq(a, b),
        (Value::Int(a), Value::Int(b)) => a == b,
        (Value::Float(a), Value::Float(b)) => a == b,
        (Value::Int(a), Value::Float(b)) | (Value::Float(b), Value::Int(a)) => {
            whole_and_float(*a, *b) == Some(Ordering::Equal)
        }
        (a, b) => match (decimal(a), decimal(b)) {
            (Some(a), Some(b)) => a.compare(&b) == Some(Ordering::Equal),
            _ => false,
        },
    }
}
