//! Documents: the words of a ticket or an article in the form that a database indexes.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use sea_orm::DbBackend;
use sha2::{Digest as _, Sha256};

use super::class::{Class, GAP};
use super::words::words;

/// Maximum number of words of a document. PostgreSQL stores no positions above 16,383.
pub const MAX_WORDS: usize = 15_000;
/// Maximum number of words of one of its texts, so that a long one leaves space for others.
pub const MAX_WORDS_OF_TEXT: usize = 5_000;
/// Maximum number of bytes of a document. PostgreSQL stores at most 1 MiB.
const MAX_BYTES: usize = 700_000;
/// Maximum number of positions of a word in PostgreSQL.
const MAX_POSITIONS: usize = 255;

/// A text of a document with its class.
pub type Text = (Class, String);

/// A document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Document {
    /// The tokens in their order, with gaps between texts.
    tokens: Vec<String>,
}

impl Document {
    /// The document of these texts. The first ones are preferred if they are too many.
    #[must_use]
    pub fn new(texts: &[Text]) -> Self {
        let (mut tokens, mut bytes) = (Vec::new(), 0);
        for (class, text) in texts {
            if !tokens.is_empty() {
                tokens.push(GAP.to_owned());
            }
            for word in words(text).into_iter().take(MAX_WORDS_OF_TEXT) {
                let token = class.token(&word.text);
                bytes += token.len() + 1;
                if bytes > MAX_BYTES || tokens.len() >= MAX_WORDS {
                    return Self { tokens };
                }
                tokens.push(token);
            }
        }
        Self { tokens }
    }

    /// The text that the database indexes.
    #[must_use]
    pub fn body(&self, backend: DbBackend) -> String {
        if backend != DbBackend::Postgres {
            return self.tokens.join(" ");
        }
        let mut positions: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (index, token) in self.tokens.iter().enumerate() {
            if token != GAP {
                positions.entry(token).or_default().push(index + 1);
            }
        }
        let mut body = String::new();
        for (token, positions) in positions {
            let separator = if body.is_empty() { "" } else { " " };
            let _ = write!(body, "{separator}'{token}'");
            for (index, position) in positions.iter().take(MAX_POSITIONS).enumerate() {
                let separator = if index == 0 { ':' } else { ',' };
                let _ = write!(body, "{separator}{position}");
            }
        }
        body
    }

    /// A digest of the document.
    #[must_use]
    pub fn digest(&self) -> i64 {
        let mut digest = Sha256::new();
        for token in &self.tokens {
            digest.update(token);
            digest.update(b" ");
        }
        let mut bytes = [0; 8];
        bytes.copy_from_slice(&digest.finalize()[..8]);
        i64::from_le_bytes(bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bodies_have_the_form_of_the_database() {
        let texts = [
            (Class::Title, "Printer jam".to_owned()),
            (Class::Public, "jam, Jam".to_owned()),
        ];
        let document = Document::new(&texts);
        assert_eq!(
            document.body(DbBackend::Sqlite),
            "xtprinter xtjam xxxx xcjam xcjam"
        );
        assert_eq!(
            document.body(DbBackend::Postgres),
            "'xcjam':4,5 'xtjam':2 'xtprinter':1"
        );
    }

    #[test]
    fn sizes_are_limited() {
        let long = (Class::Body, "word ".repeat(100_000));
        let texts = [long.clone(), long.clone(), long.clone(), long];
        let document = Document::new(&texts);
        assert_eq!(document.tokens.len(), MAX_WORDS);
        let wide: String = (0..100_000)
            .map(|number| format!("{number:0>90} "))
            .collect();
        let texts = [(Class::Body, wide.clone()), (Class::Public, wide)];
        assert!(Document::new(&texts).body(DbBackend::Postgres).len() < 1_000_000);
    }
}
