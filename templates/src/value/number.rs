//! `int()` and `float()` of values, with Python's exceptions.

use super::{Decimal, Value, pytext};
use crate::error::{Exc, Fault, Outcome};

impl Value {
    /// `int()` of it.
    pub(crate) fn int(&self) -> Outcome<i128> {
        match self {
            Value::Bool(yes) => Ok(i128::from(*yes)),
            Value::Int(number) => Ok(*number),
            Value::Float(number) => whole(*number),
            Value::Decimal(number) => match number.special {
                Some(super::decimal::Special::Nan) => Err(Fault::value_error("NaN is no whole number")),
                Some(_) => Err(overflow()),
                None => number.whole().ok_or_else(overflow),
            },
            Value::Str(text) => parse_int(text.as_str())
                .ok_or_else(|| Fault::value_error(format!("\"{}\" is no whole number", shown(text.as_str())))),
            other => Err(Fault::type_error(format!("{} is no whole number", other.kind()))),
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
            Value::Str(text) => parse_float(text.as_str())
                .ok_or_else(|| Fault::value_error(format!("\"{}\" is no number", shown(text.as_str())))),
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
    if text.chars().count() <= 40 { text.to_owned() } else { text.chars().take(40).chain("…".chars()).collect() }
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

/// Digits with single underscores between them.
fn digits(text: &str) -> Option<String> {
    let sound = !text.is_empty()
        && !text.starts_with('_')
        && !text.ends_with('_')
        && !text.contains("__")
        && text.bytes().all(|b| b.is_ascii_digit() || b == b'_');
    sound.then(|| text.replace('_', ""))
}

/// `int(text)`; `None`: it is none, or has more than 38 digits.
pub(crate) fn parse_int(text: &str) -> Option<i128> {
    let text = pytext::strip(text);
    let (negative, rest) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let number: i128 = digits(rest)?.parse().ok()?;
    Some(if negative { -number } else { number })
}

/// `float(text)`.
pub(crate) fn parse_float(text: &str) -> Option<f64> {
    let text = pytext::strip(text);
    let (sign, rest) = match text.strip_prefix('-') {
        Some(rest) => (-1.0, rest),
        None => (1.0, text.strip_prefix('+').unwrap_or(text)),
    };
    match rest.to_ascii_lowercase().as_str() {
        "inf" | "infinity" => return Some(sign * f64::INFINITY),
        "nan" => return Some(f64::NAN),
        _ => {}
    }
    let (mantissa, exponent) = match rest.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => {
            let unsigned = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
            let sign = if exponent.starts_with('-') { "-" } else { "" };
            (mantissa, format!("{sign}{}", digits(unsigned)?))
        }
        None => (rest, "0".into()),
    };
    let (before, after) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    if before.is_empty() && after.is_empty() {
        return None;
    }
    let part = |text: &str| if text.is_empty() { Some("0".to_owned()) } else { digits(text) };
    let number: f64 = format!("{}.{}e{exponent}", part(before)?, part(after)?).parse().ok()?;
    Some(sign * number)
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
