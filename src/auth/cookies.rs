//! The cookies of a request, parsed like Django does (django/http/cookie.py).

use http::HeaderMap;
use http::header::COOKIE;

/// The value of a cookie; the last one of that name counts.
pub fn get(headers: &HeaderMap, name: &str) -> Option<String> {
    let mut found = None;
    for header in headers.get_all(COOKIE) {
        for chunk in String::from_utf8_lossy(header.as_bytes()).split(';') {
            let (key, value) = chunk.split_once('=').unwrap_or(("", chunk));
            if key.trim() == name {
                found = Some(unquote(value.trim()));
            }
        }
    }
    found
}

/// Removes the quotes that Python's `http.cookies` puts around some values, and resolves `\"` and
/// `\012`.
fn unquote(value: &str) -> String {
    let Some(mut rest) = value
        .strip_prefix('"')
        .and_then(|value| value.strip_suffix('"'))
    else {
        return value.to_owned();
    };
    let mut text = String::with_capacity(rest.len());
    while let Some(at) = rest.find('\\') {
        text.push_str(&rest[..at]);
        let escaped = &rest[at + 1..];
        if let Some(octal) = escaped.get(..3).filter(|digits| is_octal(digits)) {
            text.extend(u32::from_str_radix(octal, 8).ok().and_then(char::from_u32));
            rest = &escaped[3..];
        } else {
            let mut characters = escaped.chars();
            // A backslash at the very end stands for itself.
            text.push(characters.next().unwrap_or('\\'));
            rest = characters.as_str();
        }
    }
    text.push_str(rest);
    text
}

fn is_octal(digits: &str) -> bool {
    digits.starts_with(['0', '1', '2', '3'])
        && digits.bytes().all(|digit| matches!(digit, b'0'..=b'7'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(values: &[&str]) -> HeaderMap {
        values
            .iter()
            .map(|value| (COOKIE, value.parse().unwrap()))
            .collect()
    }

    /// Checked with Django's `parse_cookie`.
    #[test]
    fn parses_cookies_like_django() {
        for (header, expected) in [
            ("s=1", Some("1")),
            ("a=0;s=1;b", Some("1")),
            (" s =  x y ; b=2", Some("x y")),
            ("s=1; s=2", Some("2")),
            ("s=a=b", Some("a=b")),
            ("s=", Some("")),
            ("S=1", None),
            ("s", None),
            (r#"s="a\"b\\\054c""#, Some(r#"a"b\,c"#)),
            (r#"s="\303\274""#, Some("Ã¼")),
            (r#"s=""#, Some("\"")),
        ] {
            assert_eq!(
                get(&headers(&[header]), "s").as_deref(),
                expected,
                "{header}"
            );
        }
        assert_eq!(get(&headers(&["s=1", "t=2"]), "t").as_deref(), Some("2"));
        assert_eq!(get(&HeaderMap::new(), "s"), None);
    }

    proptest::proptest! {
        #[test]
        fn reads_any_header(text in "[ -~]{0,60}", name in "[a-z]{1,3}", value in "[a-zA-Z0-9:_.-]{0,40}") {
            let _ = get(&headers(&[&text, &format!("s={text}"), &format!("s=\"{text}\"")]), "s");
            assert_eq!(get(&headers(&[&format!("x=1; {name}_={value}; y")]), &format!("{name}_")), Some(value));
        }
    }
}
