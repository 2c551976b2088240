//! Positions in the log as opaque text.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// The position after an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cursor(pub i64);

impl Cursor {
    /// The text that clients store.
    #[must_use]
    pub fn encode(self) -> String {
        URL_SAFE_NO_PAD.encode(format!("event:{}", self.0))
    }

    /// Decodes the text of [`Cursor::encode`]; `None` for other text.
    #[must_use]
    pub fn decode(text: &str) -> Option<Self> {
        let text = String::from_utf8(URL_SAFE_NO_PAD.decode(text).ok()?).ok()?;
        text.strip_prefix("event:")?
            .parse()
            .ok()
            .filter(|id| *id >= 0)
            .map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::Cursor;

    #[test]
    fn cursors_survive_a_round_trip() {
        assert_eq!(Cursor::decode(&Cursor(42).encode()), Some(Cursor(42)));
        for text in ["", "42", "ZXZlbnQ6", "ZXZlbnQ6LTE", "🦀"] {
            assert_eq!(Cursor::decode(text), None, "{text}");
        }
    }
}
