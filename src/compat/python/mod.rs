//! What Python's own types do and DRF's answers show: `int()`, `str()`, `repr()`, `str.strip()`, `json.dumps()`.
//! Not a Python: only what a value of a request can reach.

mod decimal;
mod json;

use std::borrow::Cow;
use std::fmt::Write as _;

use crate::compat::parsers::Json;

pub(crate) use decimal::{Decimal, DecimalText};
pub(crate) use json::spaced;

/// The zero of each run of decimal digits in Unicode (category Nd); nine digits follow each.
const ZEROS: [u32; 66] = [
    0x30, 0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xde6, 0xe50, 0xed0,
    0xf20, 0x1040, 0x1090, 0x17e0, 0x1810, 0x1946, 0x19d0, 0x1a80, 0x1a90, 0x1b50, 0x1bb0, 0x1c40, 0x1c50, 0xa620,
    0xa8d0, 0xa900, 0xa9d0, 0xa9f0, 0xaa50, 0xabf0, 0xff10, 0x104a0, 0x10d30, 0x11066, 0x110f0, 0x11136, 0x111d0,
    0x112f0, 0x11450, 0x114d0, 0x11650, 0x116c0, 0x11730, 0x118e0, 0x11950, 0x11c50, 0x11d50, 0x11da0, 0x16a60,
    0x16ac0, 0x16b50, 0x1d7ce, 0x1d7d8, 0x1d7e2, 0x1d7ec, 0x1d7f6, 0x1e140, 0x1e2f0, 0x1e950, 0x1fbf0,
];

/// The value of a decimal digit of any script, as `int()` reads it.
fn digit(c: char) -> Option<u8> {
    let code = u32::from(c);
    if code < 0x80 {
        return c.to_digit(10).and_then(|digit| u8::try_from(digit).ok());
    }
    let run = ZEROS.partition_point(|zero| *zero <= code).checked_sub(1)?;
    let distance = code - ZEROS.get(run)?;
    u8::try_from(distance).ok().filter(|digit| *digit < 10)
}

/// Whether `str.isspace()` says so.
pub(crate) fn is_space(c: char) -> bool {
    c.is_whitespace() || ('\u{1c}'..='\u{1f}').contains(&c)
}

/// `str.strip()`.
pub(crate) fn strip(text: &str) -> &str {
    text.trim_matches(is_space)
}

/// Reads `digits[_digits]…`, as `int()` and `Decimal()` do; the digits come back as ASCII.
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

/// `int(text)` as canonical digits (`-7`, no leading zeros): it may be of any size.
///
/// `None` where Python raises `ValueError`.
pub(crate) fn int_digits(text: &str) -> Option<String> {
    let text = strip(text);
    let (negative, text) = match text.as_bytes().first() {
        Some(b'-') => (true, &text[1..]),
        Some(b'+') => (false, &text[1..]),
        _ => (false, text),
    };
    let digits = digits(text)?;
    if digits.len() > 4300 {
        return None; // sys.set_int_max_str_digits
    }
    let digits = digits.trim_start_matches('0');
    Some(match (negative, digits) {
        (_, "") => "0".to_owned(),
        (true, digits) => format!("-{digits}"),
        (false, digits) => digits.to_owned(),
    })
}

/// `int(text)`, kept between the limits of `i64`: what lies beyond them is no id and no page.
///
/// `None` where Python raises `ValueError`.
pub(crate) fn int(text: &str) -> Option<i64> {
    let digits = int_digits(text)?;
    Some(digits.parse().unwrap_or(if digits.starts_with('-') { i64::MIN } else { i64::MAX }))
}

/// `repr(float)`.
pub(crate) fn float_repr(value: f64) -> String {
    if value.is_nan() {
        return "nan".to_owned();
    }
    if value.is_infinite() {
        return if value > 0.0 { "inf" } else { "-inf" }.to_owned();
    }
    if value == 0.0 {
        return if value.is_sign_negative() { "-0.0" } else { "0.0" }.to_owned();
    }
    let scientific = format!("{value:e}");
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    if (-4..16).contains(&exponent) {
        return format!("{value:?}");
    }
    format!("{mantissa}e{}{:02}", if exponent < 0 { '-' } else { '+' }, exponent.abs())
}

/// `str(value)` of a value of a request.
pub(crate) fn str(value: &Json) -> Cow<'_, str> {
    match value {
        Json::Str(text) => Cow::Borrowed(text),
        Json::Broken { text, .. } => Cow::Borrowed(text),
        other => {
            let mut out = String::new();
            repr_into(other, &mut out);
            Cow::Owned(out)
        }
    }
}

fn repr_into(value: &Json, out: &mut String) {
    match value {
        Json::Null => out.push_str("None"),
        Json::Bool(true) => out.push_str("True"),
        Json::Bool(false) => out.push_str("False"),
        Json::Int(digits) => out.push_str(digits),
        Json::Float(value) => out.push_str(&float_repr(*value)),
        Json::Str(text) | Json::Broken { text, .. } => repr_str(text, out),
        Json::List(items) => {
            out.push('[');
            for (at, item) in items.iter().enumerate() {
                if at > 0 {
                    out.push_str(", ");
                }
                repr_into(item, out);
            }
            out.push(']');
        }
        Json::Dict(items) => {
            out.push('{');
            for (at, (key, item)) in items.iter().enumerate() {
                if at > 0 {
                    out.push_str(", ");
                }
                repr_str(key, out);
                out.push_str(": ");
                repr_into(item, out);
            }
            out.push('}');
        }
        Json::File(file) => out.push_str(&file.name),
    }
}

fn repr_str(text: &str, out: &mut String) {
    let quote = if text.contains('\'') && !text.contains('"') { '"' } else { '\'' };
    out.push(quote);
    for c in text.chars() {
        match c {
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c == quote => {
                out.push('\\');
                out.push(c);
            }
            c if u32::from(c) < 0x20 || (0x7f..0xa1).contains(&u32::from(c)) => {
                let _ = write!(out, "\\x{:02x}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push(quote);
}

/// `type(value).__name__`.
pub(crate) fn type_name(value: &Json) -> &'static str {
    match value {
        Json::Null => "NoneType",
        Json::Bool(_) => "bool",
        Json::Int(_) => "int",
        Json::Float(_) => "float",
        Json::Str(_) | Json::Broken { .. } => "str",
        Json::List(_) => "list",
        Json::Dict(_) => "dict",
        Json::File(file) if file.in_memory() => "InMemoryUploadedFile",
        Json::File(_) => "TemporaryUploadedFile",
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn integers_of_any_script_and_size() {
        assert_eq!(int("1"), Some(1));
        assert_eq!(int(" \u{a0}+1\n"), Some(1));
        assert_eq!(int("\u{661}"), Some(1));
        assert_eq!(int("01"), Some(1));
        assert_eq!(int("1_000"), Some(1000));
        assert_eq!(int("-0"), Some(0));
        assert_eq!(int("99999999999999999999"), Some(i64::MAX));
        for wrong in ["", "abc", "1.5", "1e0", "null", "1\0", "_1", "1_", "1__0", "+ 1", "½"] {
            assert_eq!(int(wrong), None, "{wrong:?}");
        }
    }

    #[test]
    fn floats_as_repr() {
        for (value, text) in [
            (1.0, "1.0"),
            (1.5, "1.5"),
            (1e16, "1e+16"),
            (1e-5, "1e-05"),
            (123_456_789.0, "123456789.0"),
            (1e22, "1e+22"),
        ] {
            assert_eq!(float_repr(value), text);
        }
    }

    proptest! {
        #[test]
        fn nothing_panics(text in "\\PC*") {
            let _ = (int(&text), strip(&text), str(&Json::List(vec![Json::Str(text.clone())])));
        }

        #[test]
        fn float_repr_reads_back(value in any::<f64>()) {
            if value.is_finite() {
                prop_assert_eq!(float_repr(value).parse::<f64>().ok(), Some(value));
            }
        }
    }
}
