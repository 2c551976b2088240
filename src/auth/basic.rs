//! `Authorization: Basic …`, read as in DRF (rest_framework/authentication.py,
//! `BasicAuthentication`). `login` checks the password.

use std::fmt;

use http::HeaderMap;

use super::header;
use crate::domain::core::error::Rejection;

/// A username and a password.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Credentials {
    pub name: String,
    pub password: String,
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

/// The credentials of the header; `None` without the header or with another scheme.
pub(super) fn credentials(headers: &HeaderMap) -> Result<Option<Credentials>, Rejection> {
    let encoded = match header::credentials(headers, "basic") {
        None => return Ok(None),
        Some(header::Credentials::Missing) => return Err(Rejection::BasicMissing),
        Some(header::Credentials::Several) => return Err(Rejection::BasicSpaces),
        Some(header::Credentials::One(encoded)) => encoded,
    };
    let decoded = decode_base64(encoded).ok_or(Rejection::BasicEncoding)?;
    // Bytes that are not UTF-8 are read as Latin-1, in which every byte is a character.
    let decoded = String::from_utf8(decoded).unwrap_or_else(|error| {
        error
            .as_bytes()
            .iter()
            .map(|&byte| char::from(byte))
            .collect()
    });
    let (name, password) = decoded.split_once(':').ok_or(Rejection::BasicEncoding)?;
    Ok(Some(Credentials {
        name: name.to_owned(),
        password: password.to_owned(),
    }))
}

/// Decodes Base64 like Python's `base64.b64decode`: skips other characters and ignores everything
/// after complete padding. `None` where Python raises an error.
fn decode_base64(encoded: &[u8]) -> Option<Vec<u8>> {
    let mut decoded = Vec::with_capacity(encoded.len() / 4 * 3 + 2);
    let (mut position, mut padding, mut rest) = (0_u8, 0_u8, 0_u8);
    for &byte in encoded {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            b'=' if position >= 2 => {
                padding = padding.saturating_add(1);
                if position + padding >= 4 {
                    return Some(decoded);
                }
                continue;
            }
            _ => continue,
        };
        padding = 0;
        match position {
            1 => decoded.push(rest << 2 | value >> 4),
            2 => decoded.push(rest << 4 | value >> 2),
            3 => decoded.push(rest << 6 | value),
            _ => {}
        }
        rest = match position {
            1 => value & 0x0f,
            2 => value & 0x03,
            _ => value,
        };
        position = (position + 1) % 4;
    }
    (position == 0).then_some(decoded)
}

#[cfg(test)]
mod tests {
    use http::header::AUTHORIZATION;

    use super::*;

    fn read(header: &str) -> Result<Option<(String, String)>, Rejection> {
        let headers = HeaderMap::from_iter([(AUTHORIZATION, header.parse().unwrap())]);
        Ok(credentials(&headers)?.map(|found| (found.name, found.password)))
    }

    #[test]
    fn reads_usernames_and_passwords() {
        let pair = |name: &str, password: &str| Ok(Some((name.to_owned(), password.to_owned())));
        assert_eq!(read("Basic YWRtaW46YWRtaW4="), pair("admin", "admin"));
        assert_eq!(
            read("basic YTpiOmM="),
            pair("a", "b:c"),
            "split at the first colon"
        );
        assert_eq!(read("Basic Og=="), pair("", ""));
        assert_eq!(
            read("Basic asO8cmdlbjpww6Rzc3fDtnJk"),
            pair("jürgen", "pässwörd"),
            "UTF-8"
        );
        assert_eq!(
            read("Basic avxyZ2VuOnDkc3N39nJk"),
            pair("jürgen", "pässwörd"),
            "latin-1"
        );
        assert_eq!(
            read("Basic YWRt!aW46*YWRtaW4="),
            pair("admin", "admin"),
            "skips other characters"
        );
        assert_eq!(read("Basic"), Err(Rejection::BasicMissing));
        assert_eq!(read("Basic YTpi YTpi"), Err(Rejection::BasicSpaces));
        assert_eq!(
            read("Basic YWRtaW4="),
            Err(Rejection::BasicEncoding),
            "no colon"
        );
        assert_eq!(
            read("Basic YWRtaW46YWRtaW4"),
            Err(Rejection::BasicEncoding),
            "no padding"
        );
        assert_eq!(read("Basic !"), Err(Rejection::BasicEncoding), "no Base64");
        assert_eq!(read("Token abc"), Ok(None));
    }

    /// Checked with Python 3.11.
    #[test]
    fn decodes_base64_like_python() {
        for (encoded, expected) in [
            ("", Some(&b""[..])),
            ("YQ==", Some(b"a")),
            ("YQ==YQ==", Some(b"a")),
            ("YQ=", None),
            ("YQ", None),
            ("Y", None),
            ("YWI=", Some(b"ab")),
            ("YWJj", Some(b"abc")),
            ("=YWJj", Some(b"abc")),
            ("YW=Jj", Some(b"abc")),
            ("YW-_Jj", Some(b"abc")),
            ("YWJjZA=x=", Some(b"abcd\x0c")),
            ("====", Some(b"")),
            ("Y===", None),
            ("YWJj=", Some(b"abc")),
        ] {
            assert_eq!(
                decode_base64(encoded.as_bytes()).as_deref(),
                expected,
                "{encoded}"
            );
        }
    }

    proptest::proptest! {
        /// Any credentials are read or refused, and those that a client wrote come back.
        #[test]
        fn reads_what_a_client_encoded(encoded in "[ -~\\u{80}-\\u{ff}]{0,40}", name in "[^:]{0,20}", password in ".{0,20}") {
            let read = |header: &str| {
                let value = http::HeaderValue::from_bytes(header.as_bytes()).ok()?;
                Some(credentials(&HeaderMap::from_iter([(http::header::AUTHORIZATION, value)])))
            };
            let _ = read(&format!("Basic {encoded}"));
            let text = base64::Engine::encode(&base64::engine::general_purpose::STANDARD, format!("{name}:{password}"));
            assert_eq!(read(&format!("Basic {text}")), Some(Ok(Some(Credentials { name, password }))));
        }
    }
}
