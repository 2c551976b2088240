//! The `Authorization` header, split as in DRF (rest_framework/authentication.py): words separated
//! by white space, the first of which is the scheme in any case.

use http::HeaderMap;
use http::header::AUTHORIZATION;

/// The words after the scheme.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Credentials<'a> {
    Missing,
    One(&'a [u8]),
    Several,
}

/// Whether the header is present and not blank.
pub(super) fn is_present(headers: &HeaderMap) -> bool {
    headers
        .get(AUTHORIZATION)
        .is_some_and(|header| !header.as_bytes().trim_ascii().is_empty())
}

/// The credentials of `scheme` (in lower case); `None` without the header or with another scheme.
pub(super) fn credentials<'a>(headers: &'a HeaderMap, scheme: &str) -> Option<Credentials<'a>> {
    let header = headers.get(AUTHORIZATION)?.as_bytes();
    let mut words = header
        .split(|byte| matches!(byte, b' ' | b'\t'..=b'\r'))
        .filter(|word| !word.is_empty());
    if !words.next()?.eq_ignore_ascii_case(scheme.as_bytes()) {
        return None;
    }
    Some(match (words.next(), words.next()) {
        (None, _) => Credentials::Missing,
        (Some(word), None) => Credentials::One(word),
        (Some(_), Some(_)) => Credentials::Several,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn splits_the_header_into_words() {
        for (header, expected) in [
            ("Basic abc", Some(Credentials::One(b"abc"))),
            ("bAsIc \t abc ", Some(Credentials::One(b"abc"))),
            ("Basic", Some(Credentials::Missing)),
            ("Basic  ", Some(Credentials::Missing)),
            ("Basic a b", Some(Credentials::Several)),
            ("Token abc", None),
            ("Basicabc", None),
            ("", None),
        ] {
            let headers = HeaderMap::from_iter([(AUTHORIZATION, header.parse().unwrap())]);
            assert_eq!(credentials(&headers, "basic"), expected, "{header}");
        }
        assert_eq!(credentials(&HeaderMap::new(), "basic"), None);
    }
}
