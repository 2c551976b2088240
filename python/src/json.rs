//! `json.dumps()` with its default settings.

/// `json.dumps(value)`.
#[must_use]
pub fn json_dumps(value: &serde_json::Value) -> String {
    json_dumps_compact(&value.to_string())
}

/// Converts JSON without whitespace to the output of `json.dumps()`: a space after `,` and `:`, and
/// everything but ASCII escaped. Numbers are copied, so their spelling does not change.
#[must_use]
pub fn json_dumps_compact(compact: &str) -> String {
    let mut out = String::with_capacity(compact.len() + compact.len() / 8);
    let (mut in_string, mut escaped) = (false, false);
    for c in compact.chars() {
        match c {
            ' '..='~' => out.push(c),
            c => {
                for unit in c.encode_utf16(&mut [0; 2]) {
                    out.push_str(&format!("\\u{unit:04x}"));
                }
            }
        }
        match c {
            _ if escaped => escaped = false,
            '\\' if in_string => escaped = true,
            '"' => in_string = !in_string,
            ',' | ':' if !in_string => out.push(' '),
            _ => {}
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dumps_values_as_python_does() {
        let value = serde_json::json!({"a": [1, "é\n\"\u{7f}", null], "😀": {}, "b": true});
        assert_eq!(
            json_dumps(&value),
            r#"{"a": [1, "\u00e9\n\"\u007f", null], "\ud83d\ude00": {}, "b": true}"#
        );
    }

    #[test]
    fn keeps_numbers_and_strings_of_compact_json() {
        for (compact, expected) in [
            (
                r#"{"a":[1,2.50,-3e+20],"b":{}}"#,
                r#"{"a": [1, 2.50, -3e+20], "b": {}}"#,
            ),
            (
                r#"{"a,b:c":"d,\"e:\\","f":null}"#,
                r#"{"a,b:c": "d,\"e:\\", "f": null}"#,
            ),
            (
                "\"ü€\u{1f600}\u{7f}\\n\"",
                "\"\\u00fc\\u20ac\\ud83d\\ude00\\u007f\\n\"",
            ),
            ("[]", "[]"),
        ] {
            assert_eq!(json_dumps_compact(compact), expected);
        }
    }
}
