//! `json.dumps` with its default options, from compact JSON: `, ` and `: ` as separators, and only
//! ASCII. Converting the text instead of parsing it keeps numbers and the order of keys.

/// Rewrites compact JSON like `json.dumps`.
pub(crate) fn json_dumps(compact: &str) -> String {
    let mut out = String::with_capacity(compact.len() + compact.len() / 8);
    let (mut quoted, mut escaped) = (false, false);
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
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            ',' | ':' if !quoted => out.push(' '),
            _ => {}
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::json_dumps;

    #[test]
    fn separates_and_escapes_like_python() {
        for (compact, python) in [
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
            assert_eq!(json_dumps(compact), python);
        }
    }
}
