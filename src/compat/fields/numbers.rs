//! Numbers and booleans as DRF's fields read them: digits of any script, within limits.

use crate::compat::fields::clean::{Cleaned, Result, fail};
use crate::compat::message::Message;
use crate::compat::parsers::Json;
use crate::compat::python;

/// Characters of the longest text that is a number (`MAX_STRING_LENGTH`).
const MAX_NUMBER: usize = 1000;

pub(super) fn integer(value: &Json, limits: Option<(i64, i64)>) -> Result<Cleaned> {
    let text = python::str(value);
    if matches!(value, Json::Str(text) if text.chars().count() > MAX_NUMBER) {
        return fail("String value too large.");
    }
    let Some(digits) = python::int_digits(python::without_zero_fraction(&text)) else {
        return fail("A valid integer is required.");
    };
    if let Some((low, high)) = limits {
        let number = python::int(&digits).unwrap_or(0);
        let saturated = digits.parse::<i64>().is_err();
        if number > high || (saturated && number == i64::MAX) {
            return fail(
                Message::new("Ensure this value is less than or equal to {max_value}.")
                    .with("max_value", high),
            );
        }
        if number < low || (saturated && number == i64::MIN) {
            return fail(
                Message::new("Ensure this value is greater than or equal to {min_value}.")
                    .with("min_value", low),
            );
        }
    }
    Ok(Cleaned::Int(digits))
}

pub(super) fn decimal(value: &Json, digits: Option<i64>, places: Option<i64>) -> Result<Cleaned> {
    let text = python::str(value);
    let text = python::strip(&text);
    if text.chars().count() > MAX_NUMBER {
        return fail("String value too large.");
    }
    let Some(number) = python::Decimal::parse(text).filter(|number| number.special.is_none())
    else {
        return fail("A valid number is required.");
    };
    let (total, whole, fraction) = number.digit_counts();
    let exceeds = |count: u64, limit: i64| i64::try_from(count).unwrap_or(i64::MAX) > limit;
    if let Some(limit) = digits.filter(|limit| exceeds(total, *limit)) {
        return fail(
            Message::new("Ensure that there are no more than {max_digits} digits in total.")
                .with("max_digits", limit),
        );
    }
    if let Some(limit) = places.filter(|limit| exceeds(fraction, *limit)) {
        let message =
            Message::new("Ensure that there are no more than {max_decimal_places} decimal places.");
        return fail(message.with("max_decimal_places", limit));
    }
    if let Some(limit) = digits
        .zip(places)
        .map(|(digits, places)| digits - places)
        .filter(|limit| exceeds(whole, *limit))
    {
        let message = Message::new(
            "Ensure that there are no more than {max_whole_digits} digits before the decimal point.",
        );
        return fail(message.with("max_whole_digits", limit));
    }
    let quantized = match places.and_then(|places| u32::try_from(places).ok()) {
        Some(places) => {
            number.quantize(places, digits.and_then(|digits| u64::try_from(digits).ok()))
        }
        None => Some(number),
    };
    // A number with too many digits to print could not be shown again.
    match quantized.filter(|number| number.fixed().is_some()) {
        Some(number) => Ok(Cleaned::Decimal(number)),
        None => fail("A valid number is required."),
    }
}

pub(super) fn boolean(value: &Json) -> Result<Cleaned> {
    let boolean = match value {
        Json::Bool(value) => Some(*value),
        Json::Int(digits) => truth(digits),
        Json::Float(number) if *number == 1.0 => Some(true),
        Json::Float(number) if *number == 0.0 => Some(false),
        Json::Str(text) => truth(&text.to_lowercase()),
        _ => None,
    };
    boolean.map_or_else(
        || fail("Must be a valid boolean."),
        |value| Ok(Cleaned::Bool(value)),
    )
}

/// `BooleanField.TRUE_VALUES` and `FALSE_VALUES`.
pub(super) fn truth(text: &str) -> Option<bool> {
    match text {
        "t" | "y" | "yes" | "true" | "on" | "1" => Some(true),
        "f" | "n" | "no" | "false" | "off" | "0" => Some(false),
        _ => None,
    }
}
