//! The `Subject` header, encoded as Django does (django/core/mail/message.py with Python's
//! `email.header`): the whole text is encoded, and a new line starts if the first encoded word does
//! not fit after the header name. lettre encodes word by word, which some mail programs display
//! differently.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use lettre::message::header::{Header, HeaderName, HeaderValue};

/// Maximum length of an encoded word (RFC 2047, 2).
const MAX_WORD: usize = 75;
/// Recommended maximum length of a line (RFC 5322, 2.1.1).
const MAX_LINE: usize = 78;
const BEGIN: &str = "=?utf-8?b?";
const END: &str = "?=";

/// The header.
#[derive(Clone, Debug)]
pub(super) struct Subject(String);

impl Subject {
    /// Replaces every line end Python knows by a space, so that a text cannot end the header. Tabs
    /// stay; other control characters are encoded, so that they cannot control a terminal.
    pub(super) fn new(text: &str) -> Self {
        let lines = python::splitlines(text);
        Self(
            lines
                .into_iter()
                .filter(|line| !line.is_empty())
                .collect::<Vec<_>>()
                .join(" "),
        )
    }
}

impl Header for Subject {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Subject")
    }

    fn parse(text: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self(text.to_owned()))
    }

    fn display(&self) -> HeaderValue {
        // Mail programs would decode a text that looks like an encoded word.
        let plain = |b: u8| matches!(b, b'\t' | b' '..=b'~');
        if self.0.bytes().all(plain) && !self.0.contains("=?") {
            return HeaderValue::new(Self::name(), self.0.clone());
        }
        let words: Vec<String> = chunks(&self.0)
            .into_iter()
            .map(|chunk| format!("{BEGIN}{}{END}", STANDARD.encode(chunk)))
            .collect();
        let mut encoded = words.join("\r\n ");
        if words
            .first()
            .is_some_and(|word| "Subject: ".len() + word.len() > MAX_LINE)
        {
            encoded.insert_str(0, "\r\n ");
        }
        HeaderValue::dangerous_new_pre_encoded(Self::name(), self.0.clone(), encoded)
    }
}

/// Splits a text between characters into chunks that fit an encoded word.
fn chunks(text: &str) -> Vec<&str> {
    let max = (MAX_WORD - BEGIN.len() - END.len()) / 4 * 3;
    let (mut chunks, mut start) = (Vec::new(), 0);
    for (at, letter) in text.char_indices() {
        if at + letter.len_utf8() - start > max {
            chunks.push(&text[start..at]);
            start = at;
        }
    }
    chunks.push(&text[start..]);
    chunks
}

#[cfg(test)]
mod tests {
    use lettre::message::header::Headers;

    use super::*;

    fn shown(subject: &str) -> String {
        let mut headers = Headers::new();
        headers.set(Subject::new(subject));
        headers.to_string()
    }

    /// The output of Django 5.2, whose encoded words may exceed RFC 2047's limit by a character;
    /// ours never do.
    #[test]
    fn encodes_like_django() {
        for (subject, header) in [
            ("ééé", "Subject: =?utf-8?b?w6nDqcOp?=\r\n".to_owned()),
            (
                "[web-site-41] Grüße & <Küsse> (Angelegt)",
                "Subject: \r\n =?utf-8?b?W3dlYi1zaXRlLTQxXSBHcsO8w59lICYgPEvDvHNzZT4gKEFuZ2VsZWd0KQ==?=\r\n".to_owned(),
            ),
            (
                &"é".repeat(20),
                "Subject: =?utf-8?b?w6nDqcOpw6nDqcOpw6nDqcOpw6nDqcOpw6nDqcOpw6nDqcOpw6nDqQ==?=\r\n".to_owned(),
            ),
            ("plain", "Subject: plain\r\n".to_owned()),
            ("a\tb", "Subject: a\tb\r\n".to_owned()),
            ("é\tb", "Subject: =?utf-8?b?w6kJYg==?=\r\n".to_owned()),
            ("é\u{1}", "Subject: =?utf-8?b?w6kB?=\r\n".to_owned()),
        ] {
            assert_eq!(shown(subject), header);
        }
    }

    /// Django writes control characters unchanged or ends the header at them.
    #[test]
    fn encodes_control_characters_and_replaces_line_ends() {
        assert_eq!(shown("a\u{1b}b"), "Subject: =?utf-8?b?YRti?=\r\n");
        assert_eq!(shown("a\u{b}b\u{1c}\u{1e}c\r\nd"), "Subject: a b c d\r\n");
        assert_eq!(
            shown("é\u{2028}b\u{85}"),
            "Subject: =?utf-8?b?w6kgYg==?=\r\n"
        );
    }

    #[test]
    fn encodes_texts_that_look_like_encoded_words() {
        assert_eq!(
            shown("=?utf-8?q?x?="),
            "Subject: =?utf-8?b?PT91dGYtOD9xP3g/PQ==?=\r\n"
        );
        let long = shown(&"\u{1f9b6}x".repeat(100));
        assert!(long.lines().all(|line| line.len() <= MAX_LINE), "{long}");
    }
}
