//! The form parser: `application/x-www-form-urlencoded` as Django's `QueryDict` reads it.

use std::borrow::Cow;

use percent_encoding::percent_decode;

use crate::compat::exceptions::ApiException;
use crate::compat::parsers::Json;

/// Reads a form; `latin` when its percent-encoded bytes are latin-1.
///
/// # Errors
/// More than `most` fields, empty ones counted as Python's `parse_qsl` does.
pub(super) fn parse(
    bytes: &[u8],
    latin: bool,
    most: usize,
) -> Result<Vec<(String, Json)>, ApiException> {
    if !bytes.is_empty() && bytes.iter().filter(|b| **b == b'&').count() >= most {
        return Err(ApiException::suspicious());
    }
    let mut out = Vec::new();
    for pair in bytes.split(|b| *b == b'&').filter(|pair| !pair.is_empty()) {
        let at = pair.iter().position(|b| *b == b'=').unwrap_or(pair.len());
        let (name, value) = (&pair[..at], pair.get(at + 1..).unwrap_or_default());
        out.push((decode(name, latin), Json::Str(decode(value, latin))));
    }
    Ok(out)
}

fn decode(bytes: &[u8], latin: bool) -> String {
    let spaced: Vec<u8> = bytes
        .iter()
        .map(|b| if *b == b'+' { b' ' } else { *b })
        .collect();
    let decoded: Cow<'_, [u8]> = percent_decode(&spaced).into();
    if latin {
        decoded.iter().map(|b| char::from(*b)).collect()
    } else {
        String::from_utf8_lossy(&decoded).into_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_in_order() {
        let fields = parse("a=1&b=x+y&a=%C3%A9&&c&=".as_bytes(), false, 6).unwrap();
        let fields: Vec<_> = fields
            .iter()
            .map(|(name, value)| match value {
                Json::Str(text) => (name.as_str(), text.as_str()),
                _ => unreachable!(),
            })
            .collect();
        assert_eq!(
            fields,
            [("a", "1"), ("b", "x y"), ("a", "é"), ("c", ""), ("", "")]
        );
        assert!(parse(b"a&b&c", false, 3).is_ok());
        assert!(parse(b"a&b&c&", false, 3).is_err());
    }

    proptest::proptest! {
        /// Any bytes are a form, and what a form was made of comes back.
        #[test]
        fn any_bytes_are_read(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..300), latin: bool) {
            if let Ok(fields) = parse(&bytes, latin, 1000) {
                assert!(fields.len() <= bytes.len());
            }
        }

        #[test]
        fn what_was_written_is_read(pairs in proptest::collection::vec(("\\PC{0,9}", ".{0,20}"), 0..9)) {
            let text = form_urlencoded::Serializer::new(String::new()).extend_pairs(&pairs).finish();
            let read: Vec<_> = parse(text.as_bytes(), false, 1000).unwrap().into_iter().collect();
            assert_eq!(read.len(), pairs.len());
            for ((name, value), (wrote, said)) in read.iter().zip(&pairs) {
                assert_eq!((name, value), (wrote, &Json::Str(said.clone())));
            }
        }
    }
}
