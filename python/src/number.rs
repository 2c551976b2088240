//! `int(text)`, `float(text)` and `repr(float)`.

use crate::text::digit;

/// Maximum digits that `int()` accepts (`sys.get_int_max_str_digits()`).
const MAX_INT_DIGITS: usize = 4300;

/// Converts digits, which single underscores may separate, to ASCII.
fn digits(text: &str) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    let mut after_digit = false;
    for c in text.chars() {
        if c == '_' && after_digit {
            after_digit = false;
            continue;
        }
        out.push(char::from(b'0' + digit(c)?));
        after_digit = true;
    }
    after_digit.then_some(out)
}

fn split_sign(text: &str) -> (bool, &str) {
    match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    }
}

/// `int(text)` as digits without leading zeros (`-7`), of any size. `None` if Python raises
/// `ValueError`.
///
/// Unlike `str.strip()`, `int()` and `float()` do not skip U+001C to U+001F.
#[must_use]
pub fn int_digits(text: &str) -> Option<String> {
    let (negative, text) = split_sign(text.trim());
    let digits = digits(text)?;
    if digits.len() > MAX_INT_DIGITS {
        return None;
    }
    let digits = digits.trim_start_matches('0');
    Some(match (negative, digits) {
        (_, "") => "0".to_owned(),
        (true, digits) => format!("-{digits}"),
        (false, digits) => digits.to_owned(),
    })
}

/// `float(text)`; `None` if Python raises `ValueError`.
#[must_use]
pub fn parse_float(text: &str) -> Option<f64> {
    let (negative, rest) = split_sign(text.trim());
    let sign = if negative { -1.0 } else { 1.0 };
    match rest.to_ascii_lowercase().as_str() {
        "inf" | "infinity" => return Some(sign * f64::INFINITY),
        "nan" => return Some(f64::NAN),
        _ => {}
    }
    let (mantissa, exponent) = match rest.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => {
            let (negative, exponent) = split_sign(exponent);
            (
                mantissa,
                format!("{}{}", if negative { "-" } else { "" }, digits(exponent)?),
            )
        }
        None => (rest, "0".to_owned()),
    };
    let (before, after) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    if before.is_empty() && after.is_empty() {
        return None;
    }
    let part = |text: &str| {
        if text.is_empty() {
            Some("0".to_owned())
        } else {
            digits(text)
        }
    };
    let number: f64 = format!("{}.{}e{exponent}", part(before)?, part(after)?)
        .parse()
        .ok()?;
    Some(sign * number)
}

/// `repr(number)`.
#[must_use]
pub fn float_repr(number: f64) -> String {
    if number.is_nan() {
        return "nan".to_owned();
    }
    if number.is_infinite() {
        return if number > 0.0 { "inf" } else { "-inf" }.to_owned();
    }
    let scientific = format!("{number:e}");
    let Some((mantissa, exponent)) = scientific.split_once('e') else {
        return scientific;
    };
    let exponent: i32 = exponent.parse().unwrap_or(0);
    if number != 0.0 && !(-4..16).contains(&exponent) {
        return format!(
            "{mantissa}e{}{:02}",
            if exponent < 0 { '-' } else { '+' },
            exponent.abs()
        );
    }
    let plain = format!("{number}");
    if plain.contains('.') {
        plain
    } else {
        format!("{plain}.0")
    }
}
