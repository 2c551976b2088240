//! The subject's header. lettre encodes word by word; Django encodes the whole and begins a new
//! line where the first piece does not fit behind the header's name (django/core/mail/message.py,
//! with Python's `email.header`), and some programs show how it was done.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use lettre::message::header::{Header, HeaderName, HeaderValue};

/// Longest encoded word (RFC 2047, 2), and longest line that is asked for (RFC 5322, 2.1.1).
const WORD: usize = 75;
const LINE: usize = 78;
const BEGIN: &str = "=?utf-8?b?";
const END: &str = "?=";

/// `Subject`, of a text on one line.
#[derive(Clone, Debug)]
pub(super) struct Subject(String);

impl Subject {
    /// Line ends become spaces, all that Python knows: no header can end early. Tabs stay, and
    /// other control characters are encoded, so that they cannot steer what shows the header as it
    /// is.
    pub(super) fn new(text: &str) -> Self {
        let lines = python::lines(text);
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
        // What looks like an encoded word would be read as one.
        let plain = |b: u8| matches!(b, b'\t' | b' '..=b'~');
        if self.0.bytes().all(plain) && !self.0.contains("=?") {
            return HeaderValue::new(Self::name(), self.0.clone());
        }
        let words: Vec<String> = pieces(&self.0)
            .into_iter()
            .map(|piece| format!("{BEGIN}{}{END}", STANDARD.encode(piece)))
            .collect();
        let mut encoded = words.join("\r\n ");
        if words
            .first()
            .is_some_and(|word| "Subject: ".len() + word.len() > LINE)
        {
            encoded.insert_str(0, "\r\n ");
        }
        HeaderValue::dangerous_new_pre_encoded(Self::name(), self.0.clone(), encoded)
    }
}

/// Parts of a text, each small enough for an encoded word and whole letters.
fn pieces(text: &str) -> Vec<&str> {
    let most = (WORD - BEGIN.len() - END.len()) / 4 * 3;
    let (mut pieces, mut start) = (Vec::new(), 0);
    for (at, letter) in text.char_indices() {
        if at + letter.len_utf8() - start > most {
            pieces.push(&text[start..at]);
            start = at;
        }
    }
    pieces.push(&text[start..]);
    pieces
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

    /// What Django 5.2 makes of them. Its pieces may be a letter longer than RFC 2047 has it; ours
    /// are not.
    #[test]
    fn as_django_writes_it() {
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

    /// Django writes them as they are, or ends the header at them.
    #[test]
    fn control_characters_are_encoded_and_line_ends_are_spaces() {
        assert_eq!(shown("a\u{1b}b"), "Subject: =?utf-8?b?YRti?=\r\n");
        assert_eq!(shown("a\u{b}b\u{1c}\u{1e}c\r\nd"), "Subject: a b c d\r\n");
        assert_eq!(
            shown("é\u{2028}b\u{85}"),
            "Subject: =?utf-8?b?w6kgYg==?=\r\n"
        );
    }

    #[test]
    fn nothing_passes_for_an_encoded_word() {
        assert_eq!(
            shown("=?utf-8?q?x?="),
            "Subject: =?utf-8?b?PT91dGYtOD9xP3g/PQ==?=\r\n"
        );
        let long = shown(&"\u{1f9b6}x".repeat(100));
        assert!(long.lines().all(|line| line.len() <= LINE), "{long}");
    }
}
