//! Encoded words of RFC 2047 in file names. RFC 7578 forbids them there, but .NET and PowerShell send
//! them.

use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::decode_lenient;

static WORD: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"=\?([^?\s*]+)(?:\*[^?\s]*)?\?([bBqQ])\?([^?\s]*)\?=").ok());
static SPACE_BETWEEN: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"\?=\s+=\?").ok());

/// Decodes the encoded words in a text; `None` if one is malformed or has an unknown charset.
#[must_use]
pub fn decode_encoded_words(text: &str) -> Option<String> {
    if !text.contains("=?") {
        return Some(text.to_owned());
    }
    let joined = SPACE_BETWEEN.as_ref()?.replace_all(text, "?==?");
    let mut valid = true;
    let decoded = WORD.as_ref()?.replace_all(&joined, |word: &Captures<'_>| {
        let bytes = if word[2].eq_ignore_ascii_case("b") {
            decode_lenient(word[3].as_bytes())
        } else {
            decode_q(&word[3])
        };
        let text = bytes.and_then(|bytes| {
            let codec = python::Codec::lookup(&word[1]).ok()?;
            Some(codec.decode_lossy(&bytes).into_owned())
        });
        valid &= text.is_some();
        text.unwrap_or_default()
    });
    valid.then(|| decoded.into_owned())
}

/// The `Q` encoding of RFC 2047.
fn decode_q(text: &str) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '=' => {
                out.push(u8::from_str_radix(rest.get(1..3)?, 16).ok()?);
                3
            }
            '_' => {
                out.push(b' ');
                1
            }
            other => {
                out.extend_from_slice(&rest.as_bytes()[..other.len_utf8()]);
                other.len_utf8()
            }
        };
        rest = &rest[length..];
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn decodes_words() {
        for (text, expected) in [
            ("=?utf-8?B?w6QuZXhl?=", Some("ä.exe")),
            ("=?UTF-8?q?r=C3=A4_1.txt?=", Some("rä 1.txt")),
            ("=?iso-8859-1*de?Q?r=E4.txt?=", Some("rä.txt")),
            ("=?utf-8?B?w6Q=?= =?utf-8?B?LnR4dA==?=", Some("ä.txt")),
            ("a =?utf-8?Q?b?= c", Some("a b c")),
            ("=?foo?B?w6Q=?=", None),
            ("=?utf-8?Q?=ZZ?=", None),
            ("=?utf-8?B?w?=", None),
            ("a=?b.txt", Some("a=?b.txt")),
            ("plain.txt", Some("plain.txt")),
        ] {
            assert_eq!(decode_encoded_words(text).as_deref(), expected, "{text}");
        }
    }

    proptest! {
        #[test]
        fn never_panics(text in "(=\\?|\\?=|utf-8|\\?|[bq]|=[0-9A-F]|é| ){0,20}") {
            let _ = decode_encoded_words(&text);
        }
    }
}
