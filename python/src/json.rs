//! `json.dumps()`.

use std::io::{self, Write};

use serde::Serialize as _;
use serde_json::ser::{Formatter, Serializer};

/// `json.dumps(value)`: a space after `,` and `:`, and everything but ASCII escaped.
#[must_use]
pub fn json_dumps(value: &serde_json::Value) -> String {
    let mut out = Vec::new();
    // Writing a `Value` to memory cannot fail.
    let _ = value.serialize(&mut Serializer::with_formatter(&mut out, PythonFormatter));
    String::from_utf8(out).unwrap_or_default()
}

struct PythonFormatter;

impl Formatter for PythonFormatter {
    fn begin_array_value<W: ?Sized + Write>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        write_separator(out, first)
    }

    fn begin_object_key<W: ?Sized + Write>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        write_separator(out, first)
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        out.write_all(b": ")
    }

    fn write_string_fragment<W: ?Sized + Write>(
        &mut self,
        out: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        for unit in fragment.encode_utf16() {
            match u8::try_from(unit) {
                Ok(ascii) if ascii < 0x7f => out.write_all(&[ascii])?,
                _ => write!(out, "\\u{unit:04x}")?,
            }
        }
        Ok(())
    }
}

fn write_separator<W: ?Sized + Write>(out: &mut W, first: bool) -> io::Result<()> {
    if first { Ok(()) } else { out.write_all(b", ") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dumps_as_python_does() {
        let value = serde_json::json!({"a": [1, "é\n\"", null], "😀": {}, "b": true});
        assert_eq!(
            json_dumps(&value),
            r#"{"a": [1, "\u00e9\n\"", null], "\ud83d\ude00": {}, "b": true}"#
        );
    }
}
