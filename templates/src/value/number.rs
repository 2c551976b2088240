//! `int()`, `float()` and `Decimal()` of values.

use python::{Decimal, Special};

use super::Value;
use crate::error::{RenderError, RenderResult};

impl Value {
    /// `int(self)`.
    pub(crate) fn to_int(&self) -> RenderResult<i128> {
        match self {
            Value::Bool(yes) => Ok(i128::from(*yes)),
            Value::Int(number) => Ok(*number),
            Value::Float(number) => float_to_int(*number),
            Value::Decimal(number) => match number.special {
                Some(Special::Nan) => Err(RenderError::value_error("NaN is not an integer")),
                Some(_) => Err(too_large()),
                None => number.to_i128().ok_or_else(too_large),
            },
            Value::Str(text) => parse_int(text.as_str()).ok_or_else(|| {
                RenderError::value_error(format!(
                    "\"{}\" is not an integer",
                    shorten(text.as_str())
                ))
            }),
            other => Err(RenderError::type_error(format!(
                "{} is not an integer",
                other.type_description()
            ))),
        }
    }

    /// `float(self)`.
    pub(crate) fn to_float(&self) -> RenderResult<f64> {
        match self {
            Value::Bool(yes) => Ok(f64::from(u8::from(*yes))),
            #[expect(clippy::cast_precision_loss, reason = "like float() in Python")]
            Value::Int(number) => Ok(*number as f64),
            Value::Float(number) => Ok(*number),
            Value::Decimal(number) => Ok(number.to_f64()),
            Value::Str(text) => python::parse_float(text.as_str()).ok_or_else(|| {
                RenderError::value_error(format!("\"{}\" is not a number", shorten(text.as_str())))
            }),
            other => Err(RenderError::type_error(format!(
                "{} is not a number",
                other.type_description()
            ))),
        }
    }

    /// The type of the value, for error messages.
    pub(crate) fn type_description(&self) -> &'static str {
        match self {
            Value::None => "None",
            Value::Bool(_) => "a boolean",
            Value::Int(_) | Value::Float(_) | Value::Decimal(_) => "a number",
            Value::Str(_) => "a string",
            Value::DateTime(_) => "a date with time",
            Value::Date(_) => "a date",
            Value::Time(_) => "a time",
            Value::Delta(_) => "a duration",
            Value::List(_) => "a list",
            Value::Tuple(_) => "a tuple",
            Value::Dict(_) => "a dict",
            Value::Object(_) => "an object",
        }
    }
}

fn too_large() -> RenderError {
    RenderError::overflow_error("a number is too large")
}

/// The start of a text, for error messages.
fn shorten(text: &str) -> String {
    if text.chars().count() <= 40 {
        text.to_owned()
    } else {
        text.chars().take(40).chain("…".chars()).collect()
    }
}

/// `int(float)`, which rounds towards zero.
pub(crate) fn float_to_int(number: f64) -> RenderResult<i128> {
    if number.is_nan() {
        return Err(RenderError::value_error("NaN is not an integer"));
    }
    if number.is_infinite() || number.abs() >= 1.7e38 {
        return Err(too_large());
    }
    #[expect(clippy::cast_possible_truncation, reason = "checked above")]
    Ok(number.trunc() as i128)
}

/// `int(text)`; `None` if it is not an integer or has more than 38 digits.
pub(crate) fn parse_int(text: &str) -> Option<i128> {
    python::int_digits(text)?.parse().ok()
}

/// The exact value of a number as a decimal; `None` for other types.
pub(crate) fn to_decimal(value: &Value) -> Option<Decimal> {
    match value {
        Value::Bool(yes) => Some(Decimal::from(i128::from(*yes))),
        Value::Int(number) => Some(Decimal::from(*number)),
        Value::Decimal(number) => Some(number.clone()),
        Value::Float(number) => Decimal::from_f64(*number),
        _ => None,
    }
}
