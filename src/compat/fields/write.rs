//! Writes values of the graph's answer as JSON, by the types of the serializer's fields
//! (`to_representation` of each class in `rest_framework/fields.py`). Moves values instead of
//! copying them.

use std::iter::Peekable;

use ::python::Special;
use async_graphql::indexmap::IndexMap;
use async_graphql::{Name, Value};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_encode};

use crate::compat::fields::numbers::truth;
use crate::compat::fields::{ChoiceValue, Field, Kind, Site, moment};
use crate::compat::python;

/// An object of the graph, with its fields in the order of the document.
pub(crate) type Object = IndexMap<Name, Value>;

/// `filepath_to_uri`
const FILE_PATH: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'/')
    .remove(b'~')
    .remove(b'!')
    .remove(b'*')
    .remove(b'(')
    .remove(b')')
    .remove(b'\'')
    .remove(b'_')
    .remove(b'.')
    .remove(b'-');

/// Appends a JSON string.
pub(crate) fn string(text: &str, out: &mut Vec<u8>) {
    const HEX: &[u8; 16] = b"0123456789abcdef";
    out.push(b'"');
    let bytes = text.as_bytes();
    let mut begin = 0;
    for (at, b) in bytes.iter().enumerate() {
        let escape: &[u8] = match b {
            b'"' => b"\\\"",
            b'\\' => b"\\\\",
            b'\n' => b"\\n",
            b'\r' => b"\\r",
            b'\t' => b"\\t",
            0x08 => b"\\b",
            0x0c => b"\\f",
            0..0x20 => &[
                b'\\',
                b'u',
                b'0',
                b'0',
                HEX[usize::from(b >> 4)],
                HEX[usize::from(b & 15)],
            ],
            // JSONRenderer escapes U+2028 and U+2029, which end lines in JavaScript.
            0xe2 if bytes.get(at + 1) == Some(&0x80) && bytes.get(at + 2) == Some(&0xa8) => {
                b"\\u2028"
            }
            0xe2 if bytes.get(at + 1) == Some(&0x80) && bytes.get(at + 2) == Some(&0xa9) => {
                b"\\u2029"
            }
            _ => continue,
        };
        out.extend_from_slice(&bytes[begin..at]);
        out.extend_from_slice(escape);
        begin = at + if *b == 0xe2 { 3 } else { 1 };
    }
    out.extend_from_slice(&bytes[begin..]);
    out.push(b'"');
}

/// Appends the members of an object, without braces, in the order of the fields. `parent` is the ID
/// of the parent object, which the document does not repeat in its children. Returns the values
/// without a field.
pub(crate) fn object(
    fields: &[Field],
    object: Object,
    parent: Option<i64>,
    site: Site<'_>,
    out: &mut Vec<u8>,
) -> Peekable<async_graphql::indexmap::map::IntoIter<Name, Value>> {
    let mut values = object.into_iter().peekable();
    let mut id = None;
    let mut first = true;
    for field in fields.iter().filter(|field| !field.write_only) {
        if !first {
            out.push(b',');
        }
        first = false;
        string(&field.name, out);
        out.push(b':');
        match values.next_if(|(name, _)| name.as_str() == field.name) {
            Some((_, value)) => {
                if let (Value::Number(number), "id") = (&value, &*field.name) {
                    id = number.as_i64();
                }
                field.write(value, id, site, out);
            }
            None => match (&field.kind, parent) {
                (Kind::Related, Some(parent)) => {
                    out.extend_from_slice(parent.to_string().as_bytes())
                }
                _ => out.extend_from_slice(b"null"),
            },
        }
    }
    values
}

impl Field {
    /// Appends a value of the graph. `id` is the ID of its object.
    fn write(&self, value: Value, id: Option<i64>, site: Site<'_>, out: &mut Vec<u8>) {
        match (&self.kind, value) {
            (Kind::DateTime, Value::String(text))
                if !self.iso_8601 && site.datetime_format != moment::ISO_8601 =>
            {
                match moment::formatted(&text, site.zone, site.datetime_format) {
                    Some(shown) => string(&shown, out),
                    None => out.extend_from_slice(b"null"),
                }
            }
            (Kind::DateTime, Value::String(text)) => {
                let begin = out.len();
                out.push(b'"');
                if moment::write(&text, site.zone, out) {
                    out.push(b'"');
                } else {
                    out.truncate(begin);
                    out.extend_from_slice(b"null");
                }
            }
            (Kind::Distance, Value::String(text)) => {
                match moment::in_words(&text, site.now, site.language) {
                    Some(text) => string(&text, out),
                    None => out.extend_from_slice(b"null"),
                }
            }
            (Kind::Duration, Value::String(text)) => match moment::duration(&text) {
                Some(text) => string(&text, out),
                None => out.extend_from_slice(b"null"),
            },
            (Kind::Related, Value::Object(object)) => match object.into_values().next() {
                Some(id) => raw(id, out),
                None => out.extend_from_slice(b"null"),
            },
            (Kind::Reference, Value::String(reference)) => {
                let number = reference.rsplit('-').next().unwrap_or_default();
                string(&format!("{number} [{reference}]"), out);
            }
            (Kind::Title, Value::Object(object)) => match object.into_values().next() {
                Some(title) => raw(title, out),
                None => out.extend_from_slice(b"\"\""),
            },
            (Kind::Title, _) => out.extend_from_slice(b"\"\""),
            (Kind::File(_), Value::String(path)) if path.is_empty() => {
                out.extend_from_slice(b"null")
            }
            (Kind::File(_), Value::String(path)) => string(&file_url(&path, site), out),
            (Kind::Many(fields), value) => {
                let items = match value {
                    Value::List(items) => items,
                    // A connection: its nodes.
                    Value::Object(connection) => match connection.into_values().next() {
                        Some(Value::List(items)) => items,
                        _ => Vec::new(),
                    },
                    _ => Vec::new(),
                };
                out.push(b'[');
                for (at, item) in items.into_iter().enumerate() {
                    if at > 0 {
                        out.push(b',');
                    }
                    out.push(b'{');
                    if let Value::Object(item) = item {
                        let _ = object(fields, item, id, site, out);
                    }
                    out.push(b'}');
                }
                out.push(b']');
            }
            (_, value) => raw(value, out),
        }
    }

    /// Appends the stored text of a custom field as JSON of its type. A text that is not of the type
    /// becomes null; the reference fails there.
    pub(crate) fn write_stored(&self, text: &str, out: &mut Vec<u8>) {
        match &self.kind {
            Kind::Integer(_) => match python::int_digits(text) {
                Some(digits) => out.extend_from_slice(digits.as_bytes()),
                None => out.extend_from_slice(b"null"),
            },
            Kind::Decimal { digits, places } => match stored_decimal(text, *digits, *places) {
                Some(shown) => string(&shown, out),
                None => out.extend_from_slice(b"null"),
            },
            Kind::Boolean => {
                let value = truth(&text.to_lowercase()).unwrap_or(!text.is_empty());
                out.extend_from_slice(if value { b"true" } else { b"false" });
            }
            Kind::Date | Kind::Time | Kind::DateTime if text.is_empty() => {
                out.extend_from_slice(b"null")
            }
            Kind::Choice(choices) => {
                let chosen = choices.iter().find_map(|(value, _)| match value {
                    ChoiceValue::Int(number) if number.to_string() == text => Some(*number),
                    _ => None,
                });
                match chosen {
                    Some(number) => out.extend_from_slice(number.to_string().as_bytes()),
                    None => string(text, out),
                }
            }
            _ => string(text, out),
        }
    }
}

fn stored_decimal(text: &str, digits: Option<i64>, places: Option<i64>) -> Option<String> {
    let number = python::Decimal::parse(text)?;
    match (number.special, places) {
        (Some(Special::Nan), _) => Some("NaN".to_owned()),
        (Some(Special::Infinity), _) => None,
        (None, None) => number.fixed(),
        (None, Some(places)) => {
            let digits = digits.and_then(|digits| u64::try_from(digits).ok());
            number
                .quantize(u32::try_from(places).ok()?, digits)?
                .fixed()
        }
    }
}

/// The URL of a stored file.
fn file_url(path: &str, site: Site<'_>) -> String {
    let path = path.replace('\\', "/");
    let quoted = percent_encode(path.as_bytes(), FILE_PATH).to_string();
    let host = if site.media_url.contains("://") {
        ""
    } else {
        site.origin
    };
    format!("{host}{}{}", site.media_url, quoted.trim_start_matches('/'))
}

/// Appends a value of the graph unchanged.
pub(crate) fn raw(value: Value, out: &mut Vec<u8>) {
    match value {
        Value::Null | Value::Binary(_) => out.extend_from_slice(b"null"),
        Value::Number(number) => match number.as_i64() {
            Some(number) => write_int(number, out),
            None if number.is_u64() => out.extend_from_slice(number.to_string().as_bytes()),
            None => out.extend_from_slice(
                ::python::float_repr(number.as_f64().unwrap_or(f64::NAN)).as_bytes(),
            ),
        },
        Value::String(text) => string(&text, out),
        Value::Boolean(true) => out.extend_from_slice(b"true"),
        Value::Boolean(false) => out.extend_from_slice(b"false"),
        Value::Enum(name) => string(&name, out),
        Value::List(items) => {
            out.push(b'[');
            for (at, item) in items.into_iter().enumerate() {
                if at > 0 {
                    out.push(b',');
                }
                raw(item, out);
            }
            out.push(b']');
        }
        Value::Object(object) => {
            out.push(b'{');
            for (at, (name, item)) in object.into_iter().enumerate() {
                if at > 0 {
                    out.push(b',');
                }
                string(&name, out);
                out.push(b':');
                raw(item, out);
            }
            out.push(b'}');
        }
    }
}

/// Appends an integer without allocating.
pub(crate) fn write_int(number: i64, out: &mut Vec<u8>) {
    let mut digits = [0_u8; 20];
    let mut at = digits.len();
    let mut rest = number.unsigned_abs();
    loop {
        at -= 1;
        let digit = (rest % 10) as u8;
        digits[at] = b'0' + digit;
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    if number < 0 {
        out.push(b'-');
    }
    out.extend_from_slice(&digits[at..]);
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use chrono_tz::Tz;
    use proptest::prelude::*;

    use super::*;

    const SITE: Site<'_> = Site {
        zone: Tz::UTC,
        origin: "http://h:1",
        media_url: "/media/",
        datetime_format: moment::ISO_8601,
        now: DateTime::UNIX_EPOCH,
        language: "en-us",
    };

    fn stored(kind: Kind, text: &str) -> String {
        let mut out = Vec::new();
        Field::new("x", "", kind).write_stored(text, &mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn writes_strings_as_json_dumps() {
        let mut out = Vec::new();
        string(
            "a\"b\\\n\r\t\u{8}\u{c}\u{1f}\u{7f} é \u{2028}\u{2029}\u{200b}🚒/",
            &mut out,
        );
        let expected = "\"a\\\"b\\\\\\n\\r\\t\\b\\f\\u001f\u{7f} é \\u2028\\u2029\u{200b}🚒/\"";
        assert_eq!(String::from_utf8(out).unwrap(), expected);
    }

    #[test]
    fn writes_stored_texts() {
        let decimal = || Kind::Decimal {
            digits: Some(8),
            places: Some(3),
        };
        assert_eq!(stored(Kind::Integer(None), "-7"), "-7");
        assert_eq!(stored(Kind::Integer(None), "forty-two"), "null");
        assert_eq!(stored(Kind::Integer(None), ""), "null");
        assert_eq!(stored(decimal(), "12345.678"), "\"12345.678\"");
        assert_eq!(stored(decimal(), "2"), "\"2.000\"");
        assert_eq!(stored(decimal(), ""), "null");
        assert_eq!(stored(Kind::Boolean, "True"), "true");
        assert_eq!(stored(Kind::Boolean, "False"), "false");
        assert_eq!(stored(Kind::Boolean, ""), "false");
        assert_eq!(stored(Kind::Date, ""), "null");
        assert_eq!(
            stored(Kind::DateTime, "2024-02-29T13:37"),
            "\"2024-02-29T13:37\""
        );
        assert_eq!(stored(Kind::Char(None), ""), "\"\"");
    }

    #[test]
    fn writes_urls_of_files() {
        let path = "helpdesk/attachments/x/43/r\u{e4}port_(1)~.pdf";
        assert_eq!(
            file_url(path, SITE),
            "http://h:1/media/helpdesk/attachments/x/43/r%C3%A4port_(1)~.pdf"
        );
        let elsewhere = Site {
            media_url: "https://cdn.example.com/",
            ..SITE
        };
        assert_eq!(file_url("/a b", elsewhere), "https://cdn.example.com/a%20b");
    }

    proptest! {
        #[test]
        fn strings_read_back(text in any::<String>()) {
            let mut out = Vec::new();
            string(&text, &mut out);
            prop_assert_eq!(serde_json::from_slice::<String>(&out).unwrap(), text);
        }

        #[test]
        fn numbers_read_back(number in any::<i64>()) {
            let mut out = Vec::new();
            write_int(number, &mut out);
            prop_assert_eq!(String::from_utf8(out).unwrap(), number.to_string());
        }

        #[test]
        fn stored_texts_never_panic(text in any::<String>(), digits in 0i64..40, places in 0i64..40) {
            for kind in [
                Kind::Integer(None), Kind::Boolean, Kind::Date, Kind::Choice(vec![]),
                Kind::Decimal { digits: Some(digits), places: Some(places) },
            ] {
                let shown = stored(kind, &text);
                prop_assert!(serde_json::from_str::<serde_json::Value>(&shown).is_ok());
            }
        }
    }
}
