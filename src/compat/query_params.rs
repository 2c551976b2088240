//! Query strings: parsed like Django's `QueryDict`, written like Python's `urllib.parse`
//! (`rest_framework/utils/urls.py`).

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// The decoded parameters in order.
#[derive(Clone, Debug, Default)]
pub(crate) struct QueryParams(Vec<(String, String)>);

/// `urllib.parse.quote_plus`, except for spaces.
const QUOTE: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'~');

impl QueryParams {
    pub(crate) fn parse(text: Option<&str>) -> Self {
        let pairs = form_urlencoded::parse(text.unwrap_or_default().as_bytes());
        Self(
            pairs
                .map(|(name, value)| (name.into_owned(), value.into_owned()))
                .collect(),
        )
    }

    /// The value of a parameter; the last one if there are several.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .rev()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }

    /// The query string, with its `?`, after setting a parameter (`replace_query_param`).
    pub(crate) fn with_param(&self, name: &str, value: &str) -> String {
        self.encode_with(name, Some(value))
    }

    /// The query string with its `?`.
    pub(crate) fn encode(&self) -> String {
        self.encode_with("", None)
    }

    /// The query string, with its `?`, without a parameter (`remove_query_param`).
    pub(crate) fn without_param(&self, name: &str) -> String {
        self.encode_with(name, None)
    }

    /// The query string, with its `?`, of a single parameter; empty if the request lacks it.
    pub(crate) fn only(&self, name: &str) -> String {
        self.get(name)
            .map(|value| Self::default().with_param(name, value))
            .unwrap_or_default()
    }

    /// The parameters for display, with a `?`.
    pub(crate) fn for_display(&self) -> String {
        let pairs: Vec<String> = self
            .0
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        if pairs.is_empty() {
            String::new()
        } else {
            format!("?{}", pairs.join("&"))
        }
    }

    /// Sorted by name; values of the same name keep their order.
    fn encode_with(&self, name: &str, value: Option<&str>) -> String {
        let others = self
            .0
            .iter()
            .filter(|(key, _)| key != name)
            .map(|(key, value)| (key.as_str(), value.as_str()));
        let mut pairs: Vec<(&str, &str)> = others.chain(value.map(|value| (name, value))).collect();
        pairs.sort_by_key(|(name, _)| *name);
        let mut out = String::new();
        for (name, value) in pairs {
            out.push(if out.is_empty() { '?' } else { '&' });
            quote_plus(name, &mut out);
            out.push('=');
            quote_plus(value, &mut out);
        }
        out
    }
}

fn quote_plus(text: &str, out: &mut String) {
    for (at, word) in text.split(' ').enumerate() {
        if at > 0 {
            out.push('+');
        }
        out.extend(utf8_percent_encode(word, QUOTE));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodes_like_python() {
        let query = QueryParams::parse(Some("b=x+y&a=%C3%A9&b=~/&page=1"));
        assert_eq!(
            query.with_param("page", "2"),
            "?a=%C3%A9&b=x+y&b=~%2F&page=2"
        );
        assert_eq!(query.without_param("b"), "?a=%C3%A9&page=1");
        assert_eq!(query.get("b"), Some("~/"));
        assert_eq!(query.only("page"), "?page=1");
        assert_eq!(
            QueryParams::parse(Some("format=")).only("format"),
            "?format="
        );
        assert_eq!(QueryParams::parse(None).for_display(), "");
    }
}
