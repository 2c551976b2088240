//! The form parser: `application/x-www-form-urlencoded` as Django's `QueryDict` and Python's
//! `parse_qsl` read it.

use std::borrow::Cow;

use ::python::Codec;
use percent_encoding::percent_decode_str;

use crate::compat::exceptions::ApiException;
use crate::compat::parsers::Json;

/// Parses a form in a charset, which is that of its percent-encoded bytes too.
///
/// # Errors
/// More than `limit` fields; empty ones count, as in `parse_qsl`.
pub(super) fn parse(
    bytes: &[u8],
    codec: Codec,
    limit: usize,
) -> Result<Vec<(String, Json)>, ApiException> {
    // `QueryDict` falls back to Latin-1.
    let text = codec
        .decode(bytes)
        .unwrap_or_else(|_| bytes.iter().map(|byte| char::from(*byte)).collect());
    if !text.is_empty() && text.matches('&').count() >= limit {
        return Err(ApiException::suspicious());
    }
    let pairs = text.split('&').filter(|pair| !pair.is_empty());
    Ok(pairs
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (unquote(name, codec), Json::Str(unquote(value, codec)))
        })
        .collect())
}

/// `urllib.parse.unquote_plus`: decodes runs of ASCII characters, and keeps other characters.
fn unquote(text: &str, codec: Codec) -> String {
    let text = text.replace('+', " ");
    if !text.contains('%') {
        return text;
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = &*text;
    while !rest.is_empty() {
        let end = rest.find(|c: char| !c.is_ascii()).unwrap_or(rest.len());
        let bytes: Cow<'_, [u8]> = percent_decode_str(&rest[..end]).into();
        out.push_str(&codec.decode_lossy(&bytes));
        rest = &rest[end..];
        let end = rest.find(|c: char| c.is_ascii()).unwrap_or(rest.len());
        out.push_str(&rest[..end]);
        rest = &rest[end..];
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(bytes: &[u8], charset: &str) -> Vec<(String, String)> {
        let fields = parse(bytes, Codec::lookup(charset).unwrap(), 6).unwrap();
        fields
            .into_iter()
            .map(|(name, value)| match value {
                Json::Str(text) => (name, text),
                _ => unreachable!(),
            })
            .collect()
    }

    #[test]
    fn keeps_the_order_of_fields() {
        assert_eq!(
            fields(b"a=1&b=x+y&a=%C3%A9&&c&=", "utf-8"),
            [("a", "1"), ("b", "x y"), ("a", "é"), ("c", ""), ("", "")]
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
        );
        assert!(parse(b"a&b&c", Codec::UTF_8, 3).is_ok());
        assert!(parse(b"a&b&c&", Codec::UTF_8, 3).is_err());
    }

    /// As Django 5.2 decodes them.
    #[test]
    fn decodes_charsets() {
        for (bytes, charset, expected) in [
            (&b"a=\xc3\xa9%C3%A9"[..], "utf-8", "éé"),
            (b"a=\xff%C3%A9", "utf-8", "ÿé"),
            (b"a=\xc3%A9", "utf-8", "Ã\u{fffd}"),
            (b"a=%ff%C3", "utf-8", "\u{fffd}\u{fffd}"),
            (b"a=\xe9%E9", "latin-1", "éé"),
            (b"a=%80", "cp1252", "€"),
            (b"a=%81", "cp1252", "\u{fffd}"),
            (b"a=%c6%fc", "euc-jp", "日"),
        ] {
            let expected = [("a".to_owned(), expected.to_owned())];
            assert_eq!(fields(bytes, charset), expected, "{charset}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_are_a_form(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..300), latin: bool) {
            let codec = if latin { Codec::lookup("latin-1").unwrap() } else { Codec::UTF_8 };
            if let Ok(fields) = parse(&bytes, codec, 1000) {
                assert!(fields.len() <= bytes.len());
            }
        }

        #[test]
        fn reads_written_forms(pairs in proptest::collection::vec(("\\PC{0,9}", ".{0,20}"), 0..9)) {
            let text = form_urlencoded::Serializer::new(String::new()).extend_pairs(&pairs).finish();
            let fields = parse(text.as_bytes(), Codec::UTF_8, 1000).unwrap();
            let pairs: Vec<_> = pairs.into_iter().map(|(name, value)| (name, Json::Str(value))).collect();
            assert_eq!(fields, pairs);
        }
    }
}
