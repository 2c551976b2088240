//! Media types in `Accept` and `Content-Type` (`rest_framework/utils/mediatypes.py`).

use crate::multipart::parse_header_parameters;

/// A media type or media range.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct MediaType {
    /// The original text.
    pub(crate) text: String,
    main: String,
    sub: String,
    /// The parameters in order.
    pub(crate) params: Vec<(String, String)>,
}

impl MediaType {
    /// Parses any text; invalid ones match nothing.
    pub(crate) fn parse(text: &str) -> Self {
        // A header that Python cannot decode names no media type.
        let (full, params) = parse_header_parameters(text).unwrap_or_default();
        let (main, sub) = full.split_once('/').unwrap_or((&full, ""));
        Self {
            text: text.to_owned(),
            main: main.to_owned(),
            sub: sub.to_owned(),
            params,
        }
    }

    /// The value of a parameter; the last one if there are several.
    pub(crate) fn param(&self, name: &str) -> Option<&str> {
        self.params
            .iter()
            .rev()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }

    /// Whether `other` is in this range or equal, with all parameters of this one except `q`.
    pub(crate) fn matches(&self, other: &Self) -> bool {
        let matches = |a: &str, b: &str| a == "*" || b == "*" || a == b;
        self.params
            .iter()
            .all(|(key, value)| key == "q" || other.param(key) == Some(value))
            && matches(&self.sub, &other.sub)
            && matches(&self.main, &other.main)
    }

    /// How specific it is: from 0 for `*/*` to 3 for a type with parameters.
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
    fn ranges_match_types() {
        let json = MediaType::parse("application/json");
        for text in [
            "application/json",
            "APPLICATION/JSON; indent=4",
            "application/*",
            "*/*",
        ] {
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
