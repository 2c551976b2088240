//! Base64 as Python's `binascii.a2b_base64` decodes it: skips characters outside the alphabet and
//! ignores everything after the padding.

/// Decodes a file that arrives in pieces, as Django does.
#[derive(Debug, Default)]
pub struct Base64 {
    state: State,
    /// Number of bytes that are not whitespace.
    significant: usize,
}

/// The data does not end with a complete quartet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the base64 data is truncated")]
pub struct Truncated;

impl Base64 {
    /// Returns the bytes that can be decoded so far.
    #[must_use]
    pub fn push(&mut self, piece: &[u8]) -> Vec<u8> {
        let is_space = |byte: &u8| matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | 0x0b | 0x0c);
        self.significant += piece.iter().filter(|byte| !is_space(byte)).count();
        let mut out = Vec::with_capacity(piece.len() / 4 * 3 + 3);
        self.state.push(piece, &mut out);
        out
    }

    /// Checks that all data could be decoded.
    ///
    /// # Errors
    /// [`Truncated`]
    pub fn finish(&self) -> Result<(), Truncated> {
        if self.significant.is_multiple_of(4) && self.state.is_whole() {
            Ok(())
        } else {
            Err(Truncated)
        }
    }
}

/// Decodes a text; `None` if it does not end with a complete quartet.
#[must_use]
pub fn decode_lenient(bytes: &[u8]) -> Option<Vec<u8>> {
    let (mut state, mut out) = (State::default(), Vec::new());
    state.push(bytes, &mut out);
    state.is_whole().then_some(out)
}

#[derive(Debug, Default)]
struct State {
    /// Bits of the quartet that are not in the output yet.
    left: u8,
    /// Number of characters of the quartet.
    place: u8,
    pads: u8,
    /// The padding was complete.
    done: bool,
}

impl State {
    fn push(&mut self, bytes: &[u8], out: &mut Vec<u8>) {
        for byte in bytes {
            if self.done {
                return;
            }
            if *byte == b'=' {
                if self.place >= 2 {
                    self.pads += 1;
                    self.done = self.place + self.pads >= 4;
                }
                continue;
            }
            let Some(bits) = value(*byte) else { continue };
            self.pads = 0;
            match self.place {
                0 => {}
                1 => out.push(self.left << 2 | bits >> 4),
                2 => out.push(self.left << 4 | bits >> 2),
                _ => out.push(self.left << 6 | bits),
            }
            self.left = bits;
            self.place = (self.place + 1) % 4;
        }
    }

    fn is_whole(&self) -> bool {
        self.done || self.place == 0
    }
}

fn value(byte: u8) -> Option<u8> {
    match byte {
        b'A'..=b'Z' => Some(byte - b'A'),
        b'a'..=b'z' => Some(byte - b'a' + 26),
        b'0'..=b'9' => Some(byte - b'0' + 52),
        b'+' => Some(62),
        b'/' => Some(63),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Expected values are from Python 3.11 and Django 5.2.
    #[test]
    fn decodes_files_as_django() {
        for (text, expected) in [
            ("aGVsbG8h", Some("hello!")),
            ("aGVs\r\nbG8h\r\n", Some("hello!")),
            ("aGVs!!!!bG8h", Some("hello!")),
            ("aGVs!bG8h", None),
            ("aGVsbG8", None),
            ("aGVsbA==bG8h", Some("hell")),
            ("aGVs!!!=", Some("hel")),
            ("aGVsb!!!", None),
            ("", Some("")),
        ] {
            for step in [1, 3, 100] {
                let mut decoder = Base64::default();
                let decoded: Vec<u8> = text
                    .as_bytes()
                    .chunks(step)
                    .flat_map(|piece| decoder.push(piece))
                    .collect();
                let decoded = decoder
                    .finish()
                    .ok()
                    .map(|()| String::from_utf8(decoded).unwrap());
                assert_eq!(decoded.as_deref(), expected, "{text} in steps of {step}");
            }
        }
    }

    #[test]
    fn decodes_texts_as_python() {
        assert_eq!(
            decode_lenient(b"aGVs!bG8h").as_deref(),
            Some(&b"hello!"[..])
        );
        assert_eq!(decode_lenient(b"aGVsb"), None);
        assert_eq!(decode_lenient(b"=aGVsbA==x").as_deref(), Some(&b"hell"[..]));
    }

    proptest! {
        #[test]
        fn round_trips(bytes in proptest::collection::vec(any::<u8>(), 0..100)) {
            use ::base64::Engine as _;
            let text = ::base64::engine::general_purpose::STANDARD.encode(&bytes);
            prop_assert_eq!(decode_lenient(text.as_bytes()), Some(bytes));
        }
    }
}
