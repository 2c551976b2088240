//! Python's text encodings: their names and aliases, and what bytes mean in them. Table-driven
//! encodings are Python's own tables; East Asian ones are the tables of browsers (`encoding_rs`),
//! which know more characters.

mod table;
mod unicode;

use std::borrow::Cow;
use std::fmt;

use encoding_rs::{DecoderResult, Encoding};

use table::Entry;
use unicode::Order;

/// A text encoding.
#[derive(Clone, Copy, Debug)]
pub struct Codec(Kind);

#[derive(Clone, Copy, Debug)]
enum Kind {
    Utf8,
    Utf8Sig,
    Utf16(Option<Order>),
    Utf32(Option<Order>),
    Ascii,
    Latin1,
    /// Every byte is one character.
    Table(&'static str),
    /// A character takes several bytes; the name is Python's.
    Multibyte(&'static str, &'static Encoding),
}

/// Why there is no [`Codec`] for a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LookupError {
    /// Python does not know the name either.
    Unknown,
    /// Python knows it: as a codec that is not a text encoding, or as one that is not decoded here
    /// (UTF-7, IDNA, and East Asian encodings that browsers do not have).
    Unsupported,
}

/// The first malformed bytes, in the words of Python's `UnicodeDecodeError`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecodeError(String);

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for DecodeError {}

/// A malformed sequence: where it starts, how many bytes it has, and why it is one.
struct Malformed {
    codec: &'static str,
    start: usize,
    length: usize,
    reason: &'static str,
    /// The sequence is the beginning of a valid one, and the input ends.
    truncated: bool,
}

/// The result of decoding up to the first malformed sequence.
type Decoded = (String, Option<Malformed>);

impl Codec {
    /// UTF-8.
    pub const UTF_8: Self = Self(Kind::Utf8);

    /// `codecs.lookup(name)`.
    ///
    /// # Errors
    /// See [`LookupError`].
    pub fn lookup(name: &str) -> Result<Self, LookupError> {
        let Entry { name, table } = table::find(&normalize(name)).ok_or(LookupError::Unknown)?;
        let multibyte = |encoding| Ok(Kind::Multibyte(name, encoding));
        match name {
            "utf_8" => Ok(Kind::Utf8),
            "utf_8_sig" => Ok(Kind::Utf8Sig),
            "utf_16" => Ok(Kind::Utf16(None)),
            "utf_16_le" => Ok(Kind::Utf16(Some(Order::Little))),
            "utf_16_be" => Ok(Kind::Utf16(Some(Order::Big))),
            "utf_32" => Ok(Kind::Utf32(None)),
            "utf_32_le" => Ok(Kind::Utf32(Some(Order::Little))),
            "utf_32_be" => Ok(Kind::Utf32(Some(Order::Big))),
            "ascii" => Ok(Kind::Ascii),
            "latin_1" | "iso8859_1" => Ok(Kind::Latin1),
            "big5" | "big5hkscs" | "cp950" => multibyte(encoding_rs::BIG5),
            "euc_jp" => multibyte(encoding_rs::EUC_JP),
            "shift_jis" | "cp932" => multibyte(encoding_rs::SHIFT_JIS),
            "iso2022_jp" => multibyte(encoding_rs::ISO_2022_JP),
            "euc_kr" | "cp949" => multibyte(encoding_rs::EUC_KR),
            "gb2312" | "gbk" => multibyte(encoding_rs::GBK),
            "gb18030" => multibyte(encoding_rs::GB18030),
            _ if !table.is_empty() => Ok(Kind::Table(table)),
            _ => Err(LookupError::Unsupported),
        }
        .map(Self)
    }

    /// `bytes.decode(errors="strict")`.
    ///
    /// # Errors
    /// The first malformed sequence.
    pub fn decode(self, bytes: &[u8]) -> Result<Cow<'_, str>, DecodeError> {
        self.strict(bytes, |_| true)
    }

    /// As [`Self::decode`], for the rest of a stream (`codecs.getreader`): UTF encodings ignore a
    /// character that the end of the stream cuts off, and UTF-16 and UTF-32 require a byte order
    /// mark.
    ///
    /// # Errors
    /// The first malformed sequence, and a missing byte order mark.
    pub fn decode_stream(self, bytes: &[u8]) -> Result<Cow<'_, str>, DecodeError> {
        if matches!(self.0, Kind::Utf8Sig) && unicode::is_part_of_mark(bytes) {
            return Ok(Cow::Borrowed(""));
        }
        let ignores_end = !matches!(self.0, Kind::Multibyte(..));
        let text = self.strict(bytes, |malformed| !(malformed.truncated && ignores_end))?;
        let unmarked = match self.0 {
            Kind::Utf16(None) => unicode::lacks_mark(bytes, 2).then_some("UTF-16"),
            Kind::Utf32(None) => unicode::lacks_mark(bytes, 4).then_some("UTF-32"),
            _ => None,
        };
        match unmarked {
            Some(name) => Err(DecodeError(format!(
                "{name} stream does not start with BOM"
            ))),
            None => Ok(text),
        }
    }

    /// `bytes.decode(errors="replace")`: U+FFFD for each malformed sequence.
    #[must_use]
    pub fn decode_lossy(self, bytes: &[u8]) -> Cow<'_, str> {
        if matches!(self.0, Kind::Utf8) {
            return String::from_utf8_lossy(bytes);
        }
        let (mut codec, mut rest, mut text) = (self, bytes, String::new());
        loop {
            let (decoded, malformed) = codec.until_malformed(rest);
            text.push_str(&decoded);
            let Some(malformed) = malformed else {
                return Cow::Owned(text);
            };
            text.push('\u{fffd}');
            codec = codec.after_start(rest);
            rest = &rest[malformed.start + malformed.length..];
        }
    }

    /// Decodes all of it; `counts` says which malformed sequence is an error.
    fn strict(
        self,
        bytes: &[u8],
        counts: impl Fn(&Malformed) -> bool,
    ) -> Result<Cow<'_, str>, DecodeError> {
        if let (Kind::Utf8, Ok(text)) = (self.0, std::str::from_utf8(bytes)) {
            return Ok(Cow::Borrowed(text));
        }
        let (text, malformed) = self.until_malformed(bytes);
        match malformed.filter(counts) {
            Some(malformed) => Err(malformed.error(bytes)),
            None => Ok(Cow::Owned(text)),
        }
    }

    fn until_malformed(self, bytes: &[u8]) -> Decoded {
        match self.0 {
            Kind::Utf8 => unicode::utf8(bytes, 0),
            Kind::Utf8Sig => unicode::utf8(bytes, unicode::mark_length(bytes)),
            Kind::Utf16(order) => unicode::utf16(bytes, order),
            Kind::Utf32(order) => unicode::utf32(bytes, order),
            Kind::Ascii => each_byte(bytes, "ascii", "ordinal not in range(128)", |byte| {
                byte.is_ascii().then(|| char::from(byte))
            }),
            Kind::Latin1 => each_byte(bytes, "latin-1", "", |byte| Some(char::from(byte))),
            Kind::Table(table) => {
                let table = table::characters(table);
                let reason = "character maps to <undefined>";
                each_byte(bytes, "charmap", reason, |byte| {
                    table.get(usize::from(byte)).copied().flatten()
                })
            }
            Kind::Multibyte(name, encoding) => multibyte(bytes, name, encoding),
        }
    }

    /// The codec for what follows in the same input: a byte order mark counts at the start only.
    fn after_start(self, bytes: &[u8]) -> Self {
        Self(match self.0 {
            Kind::Utf8Sig => Kind::Utf8,
            Kind::Utf16(None) => Kind::Utf16(Some(unicode::order(bytes, 2))),
            Kind::Utf32(None) => Kind::Utf32(Some(unicode::order(bytes, 4))),
            other => other,
        })
    }
}

impl Malformed {
    fn error(&self, bytes: &[u8]) -> DecodeError {
        let Self {
            codec,
            start,
            length,
            reason,
            ..
        } = self;
        let place = match (length, bytes.get(*start)) {
            (1, Some(byte)) => format!("byte 0x{byte:02x} in position {start}"),
            _ => format!("bytes in position {start}-{}", start + length - 1),
        };
        DecodeError(format!("'{codec}' codec can't decode {place}: {reason}"))
    }
}

/// `encodings.normalize_encoding`, in lower case.
fn normalize(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    let mut separated = false;
    for c in name.chars() {
        if c.is_alphanumeric() || c == '.' {
            if separated && !out.is_empty() {
                out.push('_');
            }
            out.extend(c.is_ascii().then(|| c.to_ascii_lowercase()));
            separated = false;
        } else {
            separated = true;
        }
    }
    out
}

fn each_byte(
    bytes: &[u8],
    codec: &'static str,
    reason: &'static str,
    character: impl Fn(u8) -> Option<char>,
) -> Decoded {
    let mut text = String::with_capacity(bytes.len());
    for (start, byte) in bytes.iter().enumerate() {
        match character(*byte) {
            Some(c) => text.push(c),
            None => {
                let malformed = Malformed {
                    codec,
                    start,
                    length: 1,
                    reason,
                    truncated: false,
                };
                return (text, Some(malformed));
            }
        }
    }
    (text, None)
}

fn multibyte(bytes: &[u8], codec: &'static str, encoding: &'static Encoding) -> Decoded {
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let capacity = decoder.max_utf8_buffer_length_without_replacement(bytes.len());
    let mut text = String::with_capacity(capacity.unwrap_or_default());
    let (result, read) = decoder.decode_to_string_without_replacement(bytes, &mut text, true);
    let DecoderResult::Malformed(length, after) = result else {
        return (text, None);
    };
    let start = read.saturating_sub(usize::from(length) + usize::from(after));
    let truncated = match codec {
        "iso2022_jp" => is_valid_so_far(bytes, encoding),
        _ => is_cut_off(codec, &bytes[start..]),
    };
    let malformed = if truncated {
        Malformed {
            codec,
            start,
            length: bytes.len() - start,
            reason: "incomplete multibyte sequence",
            truncated,
        }
    } else {
        // Python counts one byte, whatever follows.
        Malformed {
            codec,
            start,
            length: 1,
            reason: "illegal multibyte sequence",
            truncated,
        }
    };
    (text, Some(malformed))
}

/// Whether the input becomes malformed only because it ends.
fn is_valid_so_far(bytes: &[u8], encoding: &'static Encoding) -> bool {
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let capacity = decoder.max_utf8_buffer_length_without_replacement(bytes.len());
    let mut text = String::with_capacity(capacity.unwrap_or_default());
    let (result, _) = decoder.decode_to_string_without_replacement(bytes, &mut text, false);
    !matches!(result, DecoderResult::Malformed(..))
}

/// Whether Python waits for more bytes of a character (`Modules/cjkcodecs`): most of its decoders
/// count bytes before they look at their values.
fn is_cut_off(codec: &str, rest: &[u8]) -> bool {
    match (codec, rest) {
        ("shift_jis", [lead]) => matches!(lead, 0x81..=0x9f | 0xe0..=0xea),
        ("cp932", [lead]) => matches!(lead, 0x81..=0x9f | 0xe0..=0xfc),
        ("gb18030", [_, b'0'..=b'9'] | [_, b'0'..=b'9', _]) | ("euc_jp", [0x8f, _]) | (_, [_]) => {
            true
        }
        _ => false,
    }
}
