//! Media types as `Accept` and `Content-Type` carry them: `rest_framework/utils/mediatypes.py` and Django's
//! `parse_header_parameters`. Not the choice among them: that is `negotiation` and `parsers`.

use percent_encoding::percent_decode_str;

/// Splits a header's value into its main part in lower case and its parameters in order.
///
/// Names are lower-cased, values unquoted; `name*=utf-8''…` (RFC 2231) is decoded.
pub(crate) fn parse_header_parameters(line: &str) -> (String, Vec<(String, String)>) {
    let mut parts = split_outside_quotes(line).into_iter();
    let main = parts.next().unwrap_or_default().trim().to_lowercase();
    let mut params = Vec::new();
    for part in parts {
        let (name, value) = part.split_once('=').unwrap_or((part, ""));
        let name = name.trim().to_lowercase();
        if name.is_empty() {
            continue;
        }
        let value = unquote(value.trim());
        match name.strip_suffix('*') {
            Some(name) => params.push((name.to_owned(), extended(&value))),
            None => params.push((name, value)),
        }
    }
    (main, params)
}

fn split_outside_quotes(line: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut begin, mut quoted, mut escaped) = (0, false, false);
    for (at, b) in line.bytes().enumerate() {
        match b {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            b';' if !quoted => {
                parts.push(&line[begin..at]);
                begin = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&line[begin..]);
    parts
}

fn unquote(value: &str) -> String {
    match value.strip_prefix('"').and_then(|inner| inner.strip_suffix('"')) {
        Some(inner) => inner.replace("\\\\", "\\").replace("\\\"", "\""),
        None => value.to_owned(),
    }
}

/// `charset'language'percent-encoded`; UTF-8 is taken for granted, latin-1 understood.
fn extended(value: &str) -> String {
    let mut parts = value.splitn(3, '\'');
    match (parts.next(), parts.next(), parts.next()) {
        (Some(charset), Some(_), Some(text)) => {
            let bytes: Vec<u8> = percent_decode_str(text).collect();
            if charset.eq_ignore_ascii_case("iso-8859-1") {
                bytes.into_iter().map(char::from).collect()
            } else {
                String::from_utf8_lossy(&bytes).into_owned()
            }
        }
        _ => value.to_owned(),
    }
}

/// A media type or a range of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct MediaType {
    /// As it was written.
    pub(crate) text: String,
    main: String,
    sub: String,
    /// Parameters in order.
    pub(crate) params: Vec<(String, String)>,
}

impl MediaType {
    /// Reads one; anything can be read, nonsense matches nothing.
    pub(crate) fn parse(text: &str) -> Self {
        let (full, params) = parse_header_parameters(text);
        let (main, sub) = full.split_once('/').unwrap_or((&full, ""));
        Self { text: text.to_owned(), main: main.to_owned(), sub: sub.to_owned(), params }
    }

    /// The value of a parameter; of two with one name the last.
    pub(crate) fn param(&self, name: &str) -> Option<&str> {
        self.params.iter().rev().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// Whether `other` is covered, with every parameter of this one but `q`.
    pub(crate) fn matches(&self, other: &Self) -> bool {
        let wild = |a: &str, b: &str| a == "*" || b == "*" || a == b;
        self.params.iter().all(|(key, value)| key == "q" || other.param(key) == Some(value))
            && wild(&self.sub, &other.sub)
            && wild(&self.main, &other.main)
    }

    /// How specific it is: 0 for `*/*` to 3 for a type with parameters.
    pub(crate) fn precedence(&self) -> usize {
        if self.main == "*" {
            0
        } else if self.sub == "*" {
            1
        } else if self.params.iter().all(|(key, _)| key == "q") {
            2
        } else {
            3
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn parameters() {
        let (main, params) =
            parse_header_parameters("Form-Data; name=\"a;b\"; filename=\"q\\\"x.txt\"; FileName*=utf-8''r%C3%A4.pdf");
        assert_eq!(main, "form-data");
        let params: Vec<_> = params.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        assert_eq!(params, [("name", "a;b"), ("filename", "q\"x.txt"), ("filename", "rä.pdf")]);
    }

    #[test]
    fn ranges_cover_types() {
        let json = MediaType::parse("application/json");
        for text in ["application/json", "APPLICATION/JSON; indent=4", "application/*", "*/*"] {
            assert!(json.matches(&MediaType::parse(text)), "{text}");
        }
        for text in ["", "garbage", "application/xml", "application/vnd.api+json"] {
            assert!(!json.matches(&MediaType::parse(text)), "{text}");
        }
    }

    proptest! {
        #[test]
        fn never_panics(text in "\\PC*") {
            let _ = MediaType::parse(&text).precedence();
        }
    }
}
