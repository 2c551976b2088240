//! Splits a document into tokens as defined in the GraphQL specification of September 2025, up to a
//! maximum number.

use async_graphql::Pos;

use super::strings;
use super::syntax;
use crate::graphql::documents::{DocumentError, Result};

/// A token.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Token<'a> {
    /// A punctuator; `...` is `'.'`.
    Punctuator(char),
    Name(&'a str),
    /// The text of an integer.
    Int(&'a str),
    /// The text of a number with a fraction or an exponent.
    Float(&'a str),
    /// The value of a string or block string.
    Text(String),
    /// The end of the document.
    End,
}

impl Token<'_> {
    /// Describes the token for an error message.
    pub(super) fn describe(&self) -> String {
        match self {
            Self::Punctuator('.') => "\"...\"".to_owned(),
            Self::Punctuator(sign) => format!("\"{sign}\""),
            Self::Name(text) | Self::Int(text) | Self::Float(text) => format!("\"{text}\""),
            Self::Text(_) => "a string".to_owned(),
            Self::End => "the end of the document".to_owned(),
        }
    }
}

/// Reads the tokens of a text.
#[derive(Debug)]
pub(super) struct Lexer<'a> {
    rest: &'a str,
    position: Pos,
    /// Tokens that may still be read.
    left: usize,
    limit: usize,
}

impl<'a> Lexer<'a> {
    /// Starts at the beginning of `text`; more than `limit` tokens are an error.
    pub(super) fn new(text: &'a str, limit: usize) -> Self {
        Self {
            rest: text,
            position: Pos { line: 1, column: 1 },
            left: limit,
            limit,
        }
    }

    /// The next token and its position.
    pub(super) fn next(&mut self) -> Result<(Pos, Token<'a>)> {
        self.skip_ignored();
        let at = self.position;
        let Some(first) = self.rest.chars().next() else {
            return Ok((at, Token::End));
        };
        if self.left == 0 {
            let message = format!("the document has more than {} tokens", self.limit);
            return Err(DocumentError::limit("QUERY_TOO_MANY_TOKENS", message));
        }
        self.left -= 1;
        let token = match first {
            '!' | '$' | '&' | '(' | ')' | ':' | '=' | '@' | '[' | ']' | '{' | '|' | '}' => {
                self.take(1);
                Token::Punctuator(first)
            }
            '.' if self.rest.starts_with("...") => {
                self.take(3);
                Token::Punctuator('.')
            }
            '_' | 'a'..='z' | 'A'..='Z' => {
                let end = self
                    .rest
                    .find(|c| !is_name_continue(c))
                    .unwrap_or(self.rest.len());
                Token::Name(self.take(end))
            }
            '-' | '0'..='9' => self.number(at)?,
            '"' => self.string(at)?,
            other => return Err(syntax(at, format_args!("unexpected character {other:?}"))),
        };
        Ok((at, token))
    }

    fn skip_ignored(&mut self) {
        loop {
            let blank = self
                .rest
                .trim_start_matches([' ', '\t', '\n', '\r', ',', '\u{feff}']);
            self.take(self.rest.len() - blank.len());
            if !self.rest.starts_with('#') {
                return;
            }
            self.take(self.rest.find(['\n', '\r']).unwrap_or(self.rest.len()));
        }
    }

    /// Consumes this many bytes and advances the position.
    fn take(&mut self, bytes: usize) -> &'a str {
        let (taken, rest) = self.rest.split_at(bytes);
        let mut chars = taken.chars().peekable();
        while let Some(c) = chars.next() {
            match c {
                // `\r\n` is one line terminator.
                '\r' if chars.peek() == Some(&'\n') => {}
                '\n' | '\r' => {
                    self.position = Pos {
                        line: self.position.line + 1,
                        column: 1,
                    }
                }
                _ => self.position.column += 1,
            }
        }
        self.rest = rest;
        taken
    }

    fn number(&mut self, at: Pos) -> Result<Token<'a>> {
        let bytes = self.rest.as_bytes();
        let digits = |from: usize| {
            bytes[from..]
                .iter()
                .take_while(|byte| byte.is_ascii_digit())
                .count()
        };
        let malformed = || syntax(at, "malformed number");
        let mut end = usize::from(bytes[0] == b'-');
        let whole = digits(end);
        if whole == 0 || (whole > 1 && bytes[end] == b'0') {
            return Err(malformed());
        }
        end += whole;
        let mut float = false;
        if bytes.get(end) == Some(&b'.') {
            let fraction = digits(end + 1);
            if fraction == 0 {
                return Err(malformed());
            }
            (float, end) = (true, end + 1 + fraction);
        }
        if matches!(bytes.get(end), Some(b'e' | b'E')) {
            end += 1 + usize::from(matches!(bytes.get(end + 1), Some(b'+' | b'-')));
            let exponent = digits(end);
            if exponent == 0 {
                return Err(malformed());
            }
            (float, end) = (true, end + exponent);
        }
        // `1x` and `1.2.3` are not two tokens each.
        if self.rest[end..].starts_with(|c| c == '.' || is_name_continue(c)) {
            return Err(malformed());
        }
        let text = self.take(end);
        Ok(if float {
            Token::Float(text)
        } else {
            Token::Int(text)
        })
    }

    fn string(&mut self, at: Pos) -> Result<Token<'a>> {
        let block = self.rest.starts_with("\"\"\"");
        let read = if block {
            strings::block(self.rest)
        } else {
            strings::plain(self.rest)
        };
        let (value, length) = read.map_err(|why| syntax(at, why))?;
        self.take(length);
        Ok(Token::Text(value))
    }
}

fn is_name_continue(c: char) -> bool {
    c == '_' || c.is_ascii_alphanumeric()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(text: &str) -> Result<Vec<Token<'_>>> {
        let mut lexer = Lexer::new(text, 1000);
        let mut all = Vec::new();
        loop {
            match lexer.next()?.1 {
                Token::End => return Ok(all),
                token => all.push(token),
            }
        }
    }

    #[test]
    fn splits_text_into_tokens() {
        for (text, count) in [
            ("", 0),
            ("  ,\n# nothing\n,\u{feff}", 0),
            ("{a(b:[1])}", 10),
            ("query A($a: Int! = -1.5e+3) { ...on B { c @d } }", 21),
            (r#"{a(b:"[[[[\"[[[\\")}"#, 8),
            ("{a(b:\"\"\"[[ \\\"\"\" [[ \" [[\"\"\")} # [[[[\n{b}", 11),
            ("0 -0 10 1.0 1e1 -1.5E-3", 6),
        ] {
            assert_eq!(tokens(text).unwrap().len(), count, "{text}");
        }
        for text in [
            "\"[[", "\"\\", "é", "00", "01", "-", "1.", ".5", "1.5.1", "1x", "0xF", "1e", "1e+",
            "..", "\"\n\"",
        ] {
            assert_eq!(
                tokens(text).unwrap_err().code(),
                "GRAPHQL_PARSE_FAILED",
                "{text}"
            );
        }
    }

    #[test]
    fn positions_count_lines_and_characters() {
        let mut lexer = Lexer::new("\r\né".trim_end_matches('é'), 10);
        assert_eq!(
            lexer.next().unwrap(),
            (Pos { line: 2, column: 1 }, Token::End)
        );
        let mut lexer = Lexer::new("\"é\" a\rb\n\nc", 10);
        let places: Vec<_> = (0..4)
            .map(|_| lexer.next().unwrap().0)
            .map(|at| (at.line, at.column))
            .collect();
        assert_eq!(places, [(1, 1), (1, 5), (2, 1), (4, 1)]);
    }

    proptest::proptest! {
        #[test]
        fn accepts_or_rejects_any_text(noise in ".{0,60}", text in "[\"\\\\#\n{}(a1.,éu0-9 ]{0,60}") {
            for text in [&noise, &text] {
                if let Ok(tokens) = tokens(text) {
                    assert!(tokens.len() <= text.len());
                }
            }
        }
    }
}
