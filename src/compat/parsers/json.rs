//! The JSON parser: Python's `json.load` with its error messages, as `rest_framework/parsers.py`
//! reports them. It is not serde because the messages and their positions are part of the contract,
//! integers have any size, and strings may have lone surrogates.

use async_graphql::indexmap::IndexMap;

use crate::compat::parsers::{Json, Key};

/// The deepest nesting. Python fails at about 1,000 levels, which the reference answers with 500.
const MAX_DEPTH: usize = 200;

/// Why a document cannot be parsed.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Error {
    /// Python's message, without DRF's `JSON parse error - ` in front.
    Syntax(String),
    /// The document has more values than the limit.
    TooManyValues,
}

/// Parses a document of at most `max_values` values. A value of two bytes takes a hundred bytes of
/// memory.
///
/// # Errors
/// See [`Error`].
pub(crate) fn parse(text: &str, max_values: usize) -> Result<Json, Error> {
    if text.starts_with('\u{feff}') {
        return Err(Error::Syntax(
            "Unexpected UTF-8 BOM (decode using utf-8-sig): line 1 column 1 (char 0)".to_owned(),
        ));
    }
    let mut parser = Parser {
        text,
        at: 0,
        values_left: max_values,
    };
    parser.space();
    let value = parser.value(0)?;
    parser.space();
    if parser.at < text.len() {
        return Err(parser.error("Extra data", parser.at));
    }
    Ok(value)
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
    values_left: usize,
}

impl Parser<'_> {
    /// A message with line, column and character as Python counts them.
    fn error(&self, what: &str, at: usize) -> Error {
        let before = &self.text[..at];
        let line = before.matches('\n').count() + 1;
        let column = before
            .rsplit('\n')
            .next()
            .unwrap_or_default()
            .chars()
            .count()
            + 1;
        Error::Syntax(format!(
            "{what}: line {line} column {column} (char {})",
            before.chars().count()
        ))
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    fn word(&mut self, word: &str) -> bool {
        let found = self.text[self.at..].starts_with(word);
        if found {
            self.at += word.len();
        }
        found
    }

    fn value(&mut self, depth: usize) -> Result<Json, Error> {
        self.values_left = self
            .values_left
            .checked_sub(1)
            .ok_or(Error::TooManyValues)?;
        if depth > MAX_DEPTH {
            return Err(self.error("Nested too deeply", self.at));
        }
        match self.peek() {
            Some(b'"') => self.string(),
            Some(b'{') => self.dict(depth),
            Some(b'[') => self.list(depth),
            Some(b'n') if self.word("null") => Ok(Json::Null),
            Some(b't') if self.word("true") => Ok(Json::Bool(true)),
            Some(b'f') if self.word("false") => Ok(Json::Bool(false)),
            Some(b'-' | b'0'..=b'9' | b'N' | b'I') => self.number(),
            _ => Err(self.error("Expecting value", self.at)),
        }
    }

    fn number(&mut self) -> Result<Json, Error> {
        for word in ["NaN", "Infinity", "-Infinity"] {
            if self.word(word) {
                return Err(Error::Syntax(format!(
                    "Out of range float values are not JSON compliant: '{word}'"
                )));
            }
        }
        let start = self.at;
        let bytes = self.text.as_bytes();
        let digits = |mut at: usize| {
            while matches!(bytes.get(at), Some(b'0'..=b'9')) {
                at += 1;
            }
            at
        };
        let mut end = start + usize::from(bytes.get(start) == Some(&b'-'));
        end = match bytes.get(end) {
            Some(b'0') => end + 1,
            Some(b'1'..=b'9') => digits(end),
            _ => return Err(self.error("Expecting value", start)),
        };
        let mut float = false;
        if bytes.get(end) == Some(&b'.') && digits(end + 1) > end + 1 {
            end = digits(end + 1);
            float = true;
        }
        if matches!(bytes.get(end), Some(b'e' | b'E')) {
            let sign = end + 1 + usize::from(matches!(bytes.get(end + 1), Some(b'+' | b'-')));
            if digits(sign) > sign {
                end = digits(sign);
                float = true;
            }
        }
        self.at = end;
        let text = &self.text[start..end];
        if float {
            return Ok(Json::Float(text.parse().unwrap_or(f64::INFINITY)));
        }
        let count = text.trim_start_matches('-').len();
        if count > 4300 {
            return Err(Error::Syntax(format!(
                "Exceeds the limit (4300 digits) for integer string conversion: value has {count} digits; use \
                 sys.set_int_max_str_digits() to increase the limit"
            )));
        }
        Ok(Json::Int(if text == "-0" {
            "0".to_owned()
        } else {
            text.to_owned()
        }))
    }

    fn string(&mut self) -> Result<Json, Error> {
        let (text, lone) = self.text_and_surrogates()?;
        Ok(if lone.is_empty() {
            Json::Str(text)
        } else {
            Json::Broken { text, lone }
        })
    }

    /// A string with U+FFFD for each lone surrogate, and the byte offsets of these with the
    /// surrogates.
    fn text_and_surrogates(&mut self) -> Result<(String, Vec<(usize, u16)>), Error> {
        let begin = self.at;
        self.at += 1;
        let mut out = String::new();
        let mut lone = Vec::new();
        loop {
            let rest = &self.text[self.at..];
            let Some(stop) = rest
                .bytes()
                .position(|b| b == b'"' || b == b'\\' || b < 0x20)
            else {
                return Err(self.error("Unterminated string starting at", begin));
            };
            out.push_str(&rest[..stop]);
            self.at += stop;
            match self.peek() {
                Some(b'"') => {
                    self.at += 1;
                    return Ok((out, lone));
                }
                Some(b'\\') => {
                    let escape = self.at;
                    self.at += 1;
                    let Some(c) = self.peek() else {
                        return Err(self.error("Unterminated string starting at", begin));
                    };
                    self.at += 1;
                    match c {
                        b'"' | b'\\' | b'/' => out.push(char::from(c)),
                        b'b' => out.push('\u{8}'),
                        b'f' => out.push('\u{c}'),
                        b'n' => out.push('\n'),
                        b'r' => out.push('\r'),
                        b't' => out.push('\t'),
                        b'u' => {
                            let first = self.unit()?;
                            match self.join(first) {
                                Some(c) => out.push(c),
                                None => {
                                    lone.push((out.len(), first));
                                    out.push('\u{fffd}');
                                }
                            }
                        }
                        _ => return Err(self.error("Invalid \\escape", escape)),
                    }
                }
                _ => return Err(self.error("Invalid control character at", self.at)),
            }
        }
    }

    /// Four hexadecimal digits after `\u`.
    fn unit(&mut self) -> Result<u16, Error> {
        let digits = self.text.as_bytes().get(self.at..self.at + 4);
        let unit = digits
            .filter(|digits| digits.iter().all(u8::is_ascii_hexdigit))
            .and_then(|digits| std::str::from_utf8(digits).ok())
            .and_then(|digits| u16::from_str_radix(digits, 16).ok());
        match unit {
            Some(unit) => {
                self.at += 4;
                Ok(unit)
            }
            None => Err(self.error("Invalid \\uXXXX escape", self.at - 1)),
        }
    }

    /// The character of a UTF-16 unit, and of the second half of a pair if one follows.
    fn join(&mut self, first: u16) -> Option<char> {
        if let Some(c) = char::from_u32(u32::from(first)) {
            return Some(c);
        }
        let before = self.at;
        if (0xd800..0xdc00).contains(&first) && self.word("\\u") {
            if let Ok(second @ 0xdc00..=0xdfff) = self.unit() {
                let code =
                    0x10000 + ((u32::from(first) - 0xd800) << 10) + (u32::from(second) - 0xdc00);
                return char::from_u32(code);
            }
            self.at = before;
        }
        None
    }

    fn list(&mut self, depth: usize) -> Result<Json, Error> {
        self.at += 1;
        let mut items = Vec::new();
        self.space();
        if self.peek() == Some(b']') {
            self.at += 1;
            return Ok(Json::List(items));
        }
        loop {
            items.push(self.value(depth + 1)?);
            self.space();
            match self.peek() {
                Some(b',') => self.at += 1,
                Some(b']') => {
                    self.at += 1;
                    return Ok(Json::List(items));
                }
                _ => return Err(self.error("Expecting ',' delimiter", self.at)),
            }
            self.space();
        }
    }

    fn dict(&mut self, depth: usize) -> Result<Json, Error> {
        self.at += 1;
        let mut items = IndexMap::new();
        self.space();
        if self.peek() == Some(b'}') {
            self.at += 1;
            return Ok(Json::Dict(items));
        }
        loop {
            if self.peek() != Some(b'"') {
                return Err(
                    self.error("Expecting property name enclosed in double quotes", self.at)
                );
            }
            let (text, lone) = self.text_and_surrogates()?;
            self.space();
            if self.peek() != Some(b':') {
                return Err(self.error("Expecting ':' delimiter", self.at));
            }
            self.at += 1;
            self.space();
            let value = self.value(depth + 1)?;
            items.insert(Key { text, lone }, value);
            self.space();
            match self.peek() {
                Some(b',') => self.at += 1,
                Some(b'}') => {
                    self.at += 1;
                    return Ok(Json::Dict(items));
                }
                _ => return Err(self.error("Expecting ',' delimiter", self.at)),
            }
            self.space();
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn parse(text: &str) -> Result<Json, Error> {
        super::parse(text, 10_000)
    }

    #[test]
    fn rejects_more_values_than_the_limit() {
        for (text, values) in [
            ("1", 1),
            ("[]", 1),
            ("[1, [2], {\"a\": null}]", 6),
            ("{\"a\": {}, \"b\": []}", 3),
            ("{\"a\": 1, \"a\": 2}", 3),
        ] {
            assert!(super::parse(text, values).is_ok(), "{text}");
            let error = super::parse(text, values - 1).unwrap_err();
            assert_eq!(error, Error::TooManyValues, "{text}");
        }
    }

    #[test]
    fn reports_errors_as_python_does() {
        for (text, message) in [
            (
                "{",
                "Expecting property name enclosed in double quotes: line 1 column 2 (char 1)",
            ),
            (
                "{\"queue\": 1,}",
                "Expecting property name enclosed in double quotes: line 1 column 13 (char 12)",
            ),
            (" ", "Expecting value: line 1 column 2 (char 1)"),
            ("hello", "Expecting value: line 1 column 1 (char 0)"),
            ("{} {}", "Extra data: line 1 column 4 (char 3)"),
            (
                "[1\n 2]",
                "Expecting ',' delimiter: line 2 column 2 (char 4)",
            ),
            (
                "{\"ä\" 1}",
                "Expecting ':' delimiter: line 1 column 6 (char 5)",
            ),
            (
                "\"abc",
                "Unterminated string starting at: line 1 column 1 (char 0)",
            ),
            (
                "\"\t\"",
                "Invalid control character at: line 1 column 2 (char 1)",
            ),
            ("\"\\x\"", "Invalid \\escape: line 1 column 2 (char 1)"),
            (
                "\"\\u12\"",
                "Invalid \\uXXXX escape: line 1 column 3 (char 2)",
            ),
            (
                "NaN",
                "Out of range float values are not JSON compliant: 'NaN'",
            ),
            (
                "[-Infinity]",
                "Out of range float values are not JSON compliant: '-Infinity'",
            ),
        ] {
            assert_eq!(
                parse(text).unwrap_err(),
                Error::Syntax(message.to_owned()),
                "{text}"
            );
        }
    }

    #[test]
    fn parses_values() {
        assert_eq!(parse(" [1, -2.5e1, \"\\ud83d\\ude92\\n\"] ").unwrap(), {
            Json::List(vec![
                Json::Int("1".into()),
                Json::Float(-25.0),
                Json::Str("\u{1f692}\n".into()),
            ])
        });
        let broken = Json::Broken {
            text: "a\u{fffd}".into(),
            lone: vec![(1, 0xd800)],
        };
        assert_eq!(parse("\"a\\ud800\"").unwrap(), broken);
        let dict = parse("{\"a\": 1, \"\\udc00\": 2, \"a\": 3}").unwrap();
        let shown = crate::compat::python::str(&dict);
        assert_eq!(shown, "{'a': 3, '\\udc00': 2}");
        assert!(parse(&"[".repeat(100_000)).is_err());
    }

    proptest! {
        #[test]
        fn never_panics(text in any::<String>()) {
            let _ = parse(&text);
        }

        #[test]
        fn never_panics_on_text_like_json(text in "[\\[\\]{}\",:0-9a-fnu\\\\ eE.+-]{0,40}") {
            let _ = parse(&text);
        }
    }
}
