//! `int()` and `float()` of values, with Python's exceptions.

use super::{Decimal, Value};
use crate::error::{Exc, Fault, Outcome};

impl Value {
    /// `int()` of it.
    pub(crate) fn int(&self) -> Outcome<i128> {
        match self {
            Value::Bool(yes) => Ok(i128::from(*yes)),
            Value::Int(number) => Ok(*number),
            Value::Float(number) => whole(*number),
            Value::Decimal(number) => match number.special {
                Some(super::decimal::Special::Nan) => {
                    Err(Fault::value_error("NaN is no whole number"))
                }
                Some(_) => Err(overflow()),
                None => number.whole().ok_or_else(overflow),
            },
            Value::Str(text) => parse_int(text.as_str()).ok_or_else(|| {
                Fault::value_error(format!("\"{}\" is no whole number", shown(text.as_str())))
            }),
            other => Err(Fault::type_error(format!(
                "{} is no whole number",
                other.kind()
            ))),
        }
    }

    /// `float()` of it.
    pub(crate) fn float(&self) -> Outcome<f64> {
        match self {
            Value::Bool(yes) => Ok(f64::from(u8::from(*yes))),
            #[expect(clippy::cast_precision_loss, reason = "as float() does")]
            Value::Int(number) => Ok(*number as f64),
            Value::Float(number) => Ok(*number),
            Value::Decimal(number) => Ok(number.float()),
            Value::Str(text) => parse_float(text.as_str()).ok_or_else(|| {
                Fault::value_error(format!("\"{}\" is no number", shown(text.as_str())))
            }),
            other => Err(Fault::type_error(format!("{} is no number", other.kind()))),
        }
    }

    /// What it is, in the words of an error.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Value::None => "None",
            Value::Bool(_) => "a truth value",
            Value::Int(_) | Value::Float(_) | Value::Decimal(_) => "a number",
            Value::Str(_) => "a text",
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

fn overflow() -> Fault {
    Fault::Raise(Exc::Overflow, "a number is too large".into())
}

/// The beginning of a text for an error.
pub(crate) fn shown(text: &str) -> String {
    if text.chars().count() <= 40 {
        text.to_owned()
    } else {
        text.chars().take(40).chain("…".chars()).collect()
    }
}

/// `int(float)`: towards zero.
pub(crate) fn whole(number: f64) -> Outcome<i128> {
    if number.is_nan() {
        return Err(Fault::value_error("NaN is no whole number"));
    }
    if number.is_infinite() || number.abs() >= 1.7e38 {
        return Err(overflow());
    }
    #[expect(clippy::cast_possible_truncation, reason = "looked at above")]
    Ok(number.trunc() as i128)
}

/// `int(text)`; `None`: it is not a number, or has more than 38 digits.
pub(crate) fn parse_int(text: &str) -> Option<i128> {
    python::int_digits(text)?.parse().ok()
}

/// `float(text)`.
pub(crate) fn parse_float(text: &str) -> Option<f64> {
    python::float(text)
}

/// The number as a decimal, when it is one of Python's numbers and finite or not.
pub(crate) fn decimal(value: &Value) -> Option<Decimal> {
    match value {
        Value::Bool(yes) => Some(Decimal::from(i128::from(*yes))),
        Value::Int(number) => Some(Decimal::from(*number)),
        Value::Decimal(number) => Some(number.clone()),
        Value::Float(number) => exact(*number),
        _ => None,
    }
}

/// The decimal that a float exactly is, which comparisons go by.
fn exact(number: f64) -> Option<Decimal> {
    if number.is_nan() || number.is_infinite() {
        return super::float::repr(number).parse().ok();
    }
    // 1074 places hold every float; Rust prints all of them exactly.
    format!("{number:.1074}").parse().ok()
}
