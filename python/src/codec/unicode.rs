//! UTF-8, UTF-16 and UTF-32 with the errors of Python's decoders.

use super::{Decoded, Malformed};

/// The order of the bytes of a unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    Little,
    Big,
}

/// The byte order mark of UTF-8.
const MARK: &[u8] = b"\xef\xbb\xbf";

/// Bytes of the byte order mark of UTF-8 at the start.
pub(super) fn mark_length(bytes: &[u8]) -> usize {
    if bytes.starts_with(MARK) {
        MARK.len()
    } else {
        0
    }
}

/// Whether a stream ends within the byte order mark of UTF-8.
pub(super) fn is_part_of_mark(bytes: &[u8]) -> bool {
    bytes.len() < MARK.len() && MARK.starts_with(bytes)
}

/// Decodes UTF-8 from `start` on.
pub(super) fn utf8(bytes: &[u8], start: usize) -> Decoded {
    let rest = &bytes[start..];
    let error = match std::str::from_utf8(rest) {
        Ok(text) => return (text.to_owned(), None),
        Err(error) => error,
    };
    let valid = error.valid_up_to();
    let text = String::from_utf8_lossy(&rest[..valid]).into_owned();
    let reason = match (error.error_len(), rest[valid]) {
        (None, _) => "unexpected end of data",
        (_, 0xc2..=0xf4) => "invalid continuation byte",
        _ => "invalid start byte",
    };
    let malformed = Malformed {
        codec: "utf-8",
        start: start + valid,
        length: error.error_len().unwrap_or(rest.len() - valid),
        reason,
        truncated: error.error_len().is_none(),
    };
    (text, Some(malformed))
}

/// The order that the byte order mark at the start names, if there is one of `size` bytes.
fn marked(bytes: &[u8], size: usize) -> Option<Order> {
    let (little, big): (&[u8], &[u8]) = if size == 2 {
        (b"\xff\xfe", b"\xfe\xff")
    } else {
        (b"\xff\xfe\0\0", b"\0\0\xfe\xff")
    };
    if bytes.starts_with(little) {
        Some(Order::Little)
    } else {
        bytes.starts_with(big).then_some(Order::Big)
    }
}

/// The order of an input whose encoding does not name one.
pub(super) fn order(bytes: &[u8], size: usize) -> Order {
    marked(bytes, size).unwrap_or(Order::Little)
}

/// Whether an input has at least one unit and no byte order mark.
pub(super) fn lacks_mark(bytes: &[u8], size: usize) -> bool {
    bytes.len() >= size && marked(bytes, size).is_none()
}

/// The order of the bytes, and where the text starts.
fn begin(bytes: &[u8], order_of_codec: Option<Order>, size: usize) -> (Order, usize) {
    match (order_of_codec, marked(bytes, size)) {
        (Some(order), _) => (order, 0),
        (None, Some(order)) => (order, size),
        (None, None) => (Order::Little, 0),
    }
}

pub(super) fn utf16(bytes: &[u8], order_of_codec: Option<Order>) -> Decoded {
    let (order, mut at) = begin(bytes, order_of_codec, 2);
    let (codec, read): (_, fn([u8; 2]) -> u16) = match order {
        Order::Little => ("utf-16-le", u16::from_le_bytes),
        Order::Big => ("utf-16-be", u16::from_be_bytes),
    };
    let unit = |at: usize| Some(read([*bytes.get(at)?, *bytes.get(at + 1)?]));
    let mut text = String::with_capacity(bytes.len() / 2);
    let malformed = |start, length, reason, truncated| {
        Some(Malformed {
            codec,
            start,
            length,
            reason,
            truncated,
        })
    };
    while at < bytes.len() {
        let Some(first) = unit(at) else {
            let length = bytes.len() - at;
            return (text, malformed(at, length, "truncated data", true));
        };
        let character = match first {
            0xd800..0xdc00 => match unit(at + 2) {
                None => {
                    let length = bytes.len() - at;
                    return (text, malformed(at, length, "unexpected end of data", true));
                }
                Some(second @ 0xdc00..0xe000) => {
                    at += 2;
                    let high = (u32::from(first) - 0xd800) << 10;
                    char::from_u32(0x10000 + high + (u32::from(second) - 0xdc00))
                }
                Some(_) => return (text, malformed(at, 2, "illegal UTF-16 surrogate", false)),
            },
            0xdc00..0xe000 => return (text, malformed(at, 2, "illegal encoding", false)),
            unit => char::from_u32(u32::from(unit)),
        };
        text.extend(character);
        at += 2;
    }
    (text, None)
}

pub(super) fn utf32(bytes: &[u8], order_of_codec: Option<Order>) -> Decoded {
    let (order, start) = begin(bytes, order_of_codec, 4);
    let (codec, read): (_, fn([u8; 4]) -> u32) = match order {
        Order::Little => ("utf-32-le", u32::from_le_bytes),
        Order::Big => ("utf-32-be", u32::from_be_bytes),
    };
    let mut text = String::with_capacity(bytes.len() / 4);
    for at in (start..bytes.len()).step_by(4) {
        let malformed = |length, reason, truncated| {
            Some(Malformed {
                codec,
                start: at,
                length,
                reason,
                truncated,
            })
        };
        let unit = bytes.get(at..at + 4).and_then(|unit| unit.try_into().ok());
        let Some(code) = unit.map(read) else {
            return (text, malformed(bytes.len() - at, "truncated data", true));
        };
        let reason = match char::from_u32(code) {
            Some(c) => {
                text.push(c);
                continue;
            }
            None if code <= 0xdfff => "code point in surrogate code point range(0xd800, 0xe000)",
            None => "code point not in range(0x110000)",
        };
        return (text, malformed(4, reason, false));
    }
    (text, None)
}
