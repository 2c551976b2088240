//! The text of a JSON body in the charset that its `Content-Type` names: Python's codecs with their
//! error messages, as `codecs.getreader` reads a stream with them. A character that is cut off at
//! the end of the stream is dropped.

use std::borrow::Cow;

use encoding_rs::{DecoderResult, Encoding};

/// Why a body cannot be read.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum CharsetError {
    /// Python's message about the bytes.
    Bytes(String),
    /// The charset cannot be used.
    Unsupported,
}

/// The order of the bytes of a character.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Order {
    Little,
    Big,
}

type Result<T> = std::result::Result<T, CharsetError>;

/// Codecs of Python that make bytes of bytes or text of text, and charsets that are not read here.
/// Whatever else is unknown is unknown to Python as well, and then Django takes UTF-8.
const UNSUPPORTED: &[&str] = &[
    "rot13",
    "rot_13",
    "base64",
    "base_64",
    "base64_codec",
    "bz2",
    "bz2_codec",
    "hex",
    "hex_codec",
    "quopri",
    "quopri_codec",
    "quoted_printable",
    "quotedprintable",
    "uu",
    "uu_codec",
    "zip",
    "zlib",
    "zlib_codec",
    "utf_7",
    "utf7",
    "u7",
    "unicode_1_1_utf_7",
    "idna",
    "punycode",
    "unicode_escape",
    "raw_unicode_escape",
    "undefined",
    "charmap",
];

/// Decodes a body.
///
/// # Errors
/// See [`CharsetError`].
pub(super) fn decode<'a>(bytes: &'a [u8], charset: Option<&str>) -> Result<Cow<'a, str>> {
    let name = charset.unwrap_or_default().to_ascii_lowercase();
    let words: Vec<&str> = name
        .split(|c: char| !c.is_ascii_alphanumeric() && c != '.')
        .filter(|w| !w.is_empty())
        .collect();
    match words.join("_").as_str() {
        "utf_8_sig" => utf8(without_mark(bytes)),
        "utf_16" | "utf16" | "u16" => utf16(bytes, None),
        "utf_16_le" | "utf_16le" | "unicodelittleunmarked" => utf16(bytes, Some(Order::Little)),
        "utf_16_be" | "utf_16be" | "unicodebigunmarked" => utf16(bytes, Some(Order::Big)),
        "utf_32" | "utf32" | "u32" => utf32(bytes, None),
        "utf_32_le" | "utf_32le" => utf32(bytes, Some(Order::Little)),
        "utf_32_be" | "utf_32be" => utf32(bytes, Some(Order::Big)),
        "ascii" | "us_ascii" | "us" | "646" | "iso646_us" | "ansi_x3.4_1968" | "cp367"
        | "ibm367" | "iso_ir_6" => ascii(bytes),
        "latin_1" | "latin1" | "latin" | "l1" | "iso_8859_1" | "iso8859_1" | "iso8859" | "8859"
        | "cp819" | "ibm819" | "iso_ir_100" => {
            Ok(bytes.iter().map(|byte| char::from(*byte)).collect())
        }
        name if UNSUPPORTED.contains(&name) => Err(CharsetError::Unsupported),
        name => match by_label(name) {
            Some(encoding) => other(bytes, encoding),
            None => utf8(bytes),
        },
    }
}

/// One of the charsets that browsers know.
fn by_label(name: &str) -> Option<&'static Encoding> {
    let label = name
        .strip_prefix("iso8859_")
        .map_or_else(|| name.replace('_', "-"), |part| format!("iso-8859-{part}"));
    let found =
        Encoding::for_label(label.as_bytes()).or_else(|| Encoding::for_label(name.as_bytes()));
    found
        .filter(|encoding| *encoding != encoding_rs::REPLACEMENT && *encoding != encoding_rs::UTF_8)
}

fn cannot<T>(codec: &str, bytes: &[u8], at: usize, count: usize, reason: &str) -> Result<T> {
    let what = match (count, bytes.get(at)) {
        (1, Some(byte)) => format!("byte 0x{byte:02x} in position {at}"),
        _ => format!("bytes in position {at}-{}", at + count - 1),
    };
    Err(CharsetError::Bytes(format!(
        "'{codec}' codec can't decode {what}: {reason}"
    )))
}

/// What follows the mark of `utf-8-sig`; a part of it is an unfinished mark.
fn without_mark(bytes: &[u8]) -> &[u8] {
    const MARK: &[u8] = b"\xef\xbb\xbf";
    if bytes.len() < MARK.len() && MARK.starts_with(bytes) {
        &[]
    } else {
        bytes.strip_prefix(MARK).unwrap_or(bytes)
    }
}

fn utf8(bytes: &[u8]) -> Result<Cow<'_, str>> {
    let error = match std::str::from_utf8(bytes) {
        Ok(text) => return Ok(Cow::Borrowed(text)),
        Err(error) => error,
    };
    let at = error.valid_up_to();
    let Some(count) = error.error_len() else {
        return Ok(String::from_utf8_lossy(&bytes[..at]));
    };
    let reason = match bytes[at] {
        0xc2..=0xf4 => "invalid continuation byte",
        _ => "invalid start byte",
    };
    cannot("utf-8", bytes, at, count, reason)
}

fn ascii(bytes: &[u8]) -> Result<Cow<'_, str>> {
    match bytes.iter().position(|byte| !byte.is_ascii()) {
        Some(at) => cannot("ascii", bytes, at, 1, "ordinal not in range(128)"),
        None => Ok(String::from_utf8_lossy(bytes)),
    }
}

/// The order that the mark at the start names, and how many bytes the mark has.
fn marked(bytes: &[u8], size: usize) -> Option<(Order, usize)> {
    let (little, big): (&[u8], &[u8]) = if size == 2 {
        (b"\xff\xfe", b"\xfe\xff")
    } else {
        (b"\xff\xfe\0\0", b"\0\0\xfe\xff")
    };
    let mark = bytes.get(..size)?;
    (mark == little)
        .then_some((Order::Little, size))
        .or_else(|| (mark == big).then_some((Order::Big, size)))
}

fn utf16(bytes: &[u8], order: Option<Order>) -> Result<Cow<'_, str>> {
    let known = order.map(|order| (order, 0)).or_else(|| marked(bytes, 2));
    let (order, start) = known.unwrap_or((Order::Little, 0));
    let (codec, unit): (_, fn([u8; 2]) -> u16) = match order {
        Order::Little => ("utf-16-le", u16::from_le_bytes),
        Order::Big => ("utf-16-be", u16::from_be_bytes),
    };
    let unit = |at: usize| Some(unit([*bytes.get(at)?, *bytes.get(at + 1)?]));
    let (mut text, mut at) = (String::new(), start);
    while let Some(first) = unit(at) {
        let c = match first {
            0xd800..0xdc00 => match unit(at + 2) {
                None => break,
                Some(second @ 0xdc00..0xe000) => {
                    at += 2;
                    char::from_u32(
                        0x10000
                            + ((u32::from(first) - 0xd800) << 10)
                            + (u32::from(second) - 0xdc00),
                    )
                }
                Some(_) => return cannot(codec, bytes, at, 2, "illegal UTF-16 surrogate"),
            },
            0xdc00..0xe000 => return cannot(codec, bytes, at, 2, "illegal encoding"),
            unit => char::from_u32(u32::from(unit)),
        };
        text.extend(c);
        at += 2;
    }
    if known.is_none() && at >= 2 {
        return Err(CharsetError::Bytes(
            "UTF-16 stream does not start with BOM".to_owned(),
        ));
    }
    Ok(Cow::Owned(text))
}

fn utf32(bytes: &[u8], order: Option<Order>) -> Result<Cow<'_, str>> {
    let known = order.map(|order| (order, 0)).or_else(|| marked(bytes, 4));
    let (order, start) = known.unwrap_or((Order::Little, 0));
    let (codec, unit): (_, fn([u8; 4]) -> u32) = match order {
        Order::Little => ("utf-32-le", u32::from_le_bytes),
        Order::Big => ("utf-32-be", u32::from_be_bytes),
    };
    let (mut text, mut at) = (String::new(), start);
    while let Some(part) = bytes
        .get(at..at + 4)
        .and_then(|part| <[u8; 4]>::try_from(part).ok())
    {
        match char::from_u32(unit(part)) {
            Some(c) => text.push(c),
            None if unit(part) <= 0xdfff => {
                return cannot(
                    codec,
                    bytes,
                    at,
                    4,
                    "code point in surrogate code point range(0xd800, 0xe000)",
                );
            }
            None => return cannot(codec, bytes, at, 4, "code point not in range(0x110000)"),
        }
        at += 4;
    }
    if known.is_none() && at >= 4 {
        return Err(CharsetError::Bytes(
            "UTF-32 stream does not start with BOM".to_owned(),
        ));
    }
    Ok(Cow::Owned(text))
}

/// A charset that encoding_rs decodes. Its reading of bytes that stand for nothing is WHATWG's, not
/// Python's.
fn other<'a>(bytes: &'a [u8], encoding: &'static Encoding) -> Result<Cow<'a, str>> {
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let length = decoder
        .max_utf8_buffer_length_without_replacement(bytes.len())
        .unwrap_or(0);
    let mut text = String::with_capacity(length);
    match decoder.decode_to_string_without_replacement(bytes, &mut text, false) {
        (DecoderResult::Malformed(length, after), read) => {
            let count = usize::from(length);
            let at = read.saturating_sub(count + usize::from(after));
            let reason = if encoding.is_single_byte() {
                "character maps to <undefined>"
            } else {
                "illegal multibyte sequence"
            };
            let codec = if encoding.is_single_byte() {
                "charmap".to_owned()
            } else {
                encoding.name().to_ascii_lowercase().replace('-', "_")
            };
            cannot(&codec, bytes, at, count.max(1), reason)
        }
        _ => Ok(Cow::Owned(text)),
    }
}
