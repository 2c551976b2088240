//! Python's `int()`, `str()`, `repr()` and `json.dumps()` for the values of a request, as DRF's
//! messages show them. The crate `python` has the rules for text and numbers.

use std::borrow::Cow;

use crate::compat::parsers::Json;

pub(crate) use ::python::{
    Decimal, DurationError, int_digits, is_space, json_dumps_compact, parse_duration, strip,
};

/// `int(text)`, clamped to `i64`: no ID or page is beyond that.
///
/// `None` where Python raises `ValueError`.
pub(crate) fn int(text: &str) -> Option<i64> {
    let digits = int_digits(text)?;
    Some(digits.parse().unwrap_or(if digits.starts_with('-') {
        i64::MIN
    } else {
        i64::MAX
    }))
}

/// `re.sub(r"\.0*\s*$", "", text)`: integer fields of Django and DRF accept `1.0`, but not `1.2`.
pub(crate) fn without_zero_fraction(text: &str) -> &str {
    match text.trim_end_matches(is_space).rsplit_once('.') {
        Some((whole, zeros)) if zeros.bytes().all(|b| b == b'0') => whole,
        _ => text,
    }
}

/// `str(value)`
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
        Json::Float(value) => out.push_str(&::python::float_repr(*value)),
        Json::Str(text) => repr_str(text, &[], out),
        Json::Broken { text, lone } => repr_str(text, lone, out),
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
                repr_str(&key.text, &key.lone, out);
                out.push_str(": ");
                repr_into(item, out);
            }
            out.push('}');
        }
        Json::File(file) => out.push_str(&file.name),
    }
}

fn repr_str(text: &str, lone: &[(usize, u16)], out: &mut String) {
    // Writing to a `String` never fails.
    let _ = ::python::write_repr(text, lone, out);
}

/// `type(value).__name__`
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
    fn parses_integers_of_any_script_and_size() {
        assert_eq!(int("1"), Some(1));
        assert_eq!(int(" \u{a0}+1\n"), Some(1));
        assert_eq!(int("\u{661}"), Some(1));
        assert_eq!(int("01"), Some(1));
        assert_eq!(int("1_000"), Some(1000));
        assert_eq!(int("-0"), Some(0));
        assert_eq!(int("99999999999999999999"), Some(i64::MAX));
        for wrong in [
            "", "abc", "1.5", "1e0", "null", "1\0", "_1", "1_", "1__0", "+ 1", "½",
        ] {
            assert_eq!(int(wrong), None, "{wrong:?}");
        }
    }

    #[test]
    fn escapes_characters_that_are_not_printable() {
        let list = |item| str(&Json::List(vec![item])).into_owned();
        assert_eq!(
            list(Json::Str("\u{200b}\u{a0}é\u{1f692}\u{e0001}'".into())),
            "[\"\\u200b\\xa0é🚒\\U000e0001'\"]"
        );
        assert_eq!(
            list(Json::Broken {
                text: "a\u{fffd}".into(),
                lone: vec![(1, 0xd800)]
            }),
            "['a\\ud800']"
        );
        assert_eq!(str(&Json::Str("\u{200b}".into())), "\u{200b}");
    }

    proptest! {
        #[test]
        fn never_panics(text in "\\PC*") {
            let _ = (int(&text), strip(&text), str(&Json::List(vec![Json::Str(text.clone())])));
        }
    }
}
