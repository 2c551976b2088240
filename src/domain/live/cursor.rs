//! Places in the log as opaque text.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// The place behind an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cursor(pub i64);

impl Cursor {
    /// The text that clients keep.
    #[must_use]
    pub fn encode(self) -> String {
        URL_SAFE_NO_PAD.encode(format!("event:{}", self.0))
    }

    /// Reads what [`Cursor::encode`] wrote; `None` for anything else.
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
    fn a_cursor_survives_the_journey() {
        assert_eq!(Cursor::decode(&Cursor(42).encode()), Some(Cursor(42)));
        for text in ["", "42", "ZXZlbnQ6", "ZXZlbnQ6LTE", "🦀"] {
            assert_eq!(Cursor::decode(text), None, "{text}");
        }
    }
}
