//! Languages: formats of dates and numbers, and Django's translations. `generate.py` extracts them
//! from Django into `locales.json`.

mod plural;

use std::collections::HashMap;
use std::sync::OnceLock;

use plural::PluralRule;

/// A language and its formats.
#[derive(Debug)]
pub(crate) struct Locale {
    /// Its English name.
    pub(crate) name: String,
    /// Its name in itself.
    pub(crate) name_local: String,
    /// Whether it is written right to left.
    pub(crate) bidi: bool,
    formats: HashMap<String, String>,
    /// Sizes of the groups of digits, from the right; the last one repeats unless it is 0.
    grouping: Vec<usize>,
    plural_rule: PluralRule,
    /// Forms of each message by key ([`message_key`]).
    messages: HashMap<String, Vec<String>>,
}

/// Names of formats, and their defaults (`django/conf/global_settings.py`).
const DEFAULT_FORMATS: [(&str, &str); 11] = [
    ("DATE_FORMAT", "N j, Y"),
    ("TIME_FORMAT", "P"),
    ("DATETIME_FORMAT", "N j, Y, P"),
    ("YEAR_MONTH_FORMAT", "F Y"),
    ("MONTH_DAY_FORMAT", "F j"),
    ("SHORT_DATE_FORMAT", "m/d/Y"),
    ("SHORT_DATETIME_FORMAT", "m/d/Y P"),
    ("FIRST_DAY_OF_WEEK", "0"),
    ("DECIMAL_SEPARATOR", "."),
    ("THOUSAND_SEPARATOR", ","),
    ("NUMBER_GROUPING", "0"),
];

/// The default format; `None` if there is no format of this name.
pub(crate) fn default_format(name: &str) -> Option<&'static str> {
    DEFAULT_FORMATS
        .iter()
        .find(|(format_name, _)| *format_name == name)
        .map(|(_, format)| *format)
}

impl Locale {
    /// The locale of a language code or of its base language; a locale with the default formats if
    /// there is none.
    pub(crate) fn for_language(code: &str) -> &'static Self {
        let code = code.to_ascii_lowercase().replace('_', "-");
        let code = match code.as_str() {
            "zh-cn" | "zh-my" | "zh-sg" => "zh-hans",
            "zh-tw" | "zh-hk" | "zh-mo" => "zh-hant",
            "no" => "nb",
            other => other,
        };
        Self::get(code)
            .or_else(|| code.rsplit_once('-').and_then(|(base, _)| Self::get(base)))
            .unwrap_or_else(|| &locales().fallback)
    }

    /// The locale of exactly this language code.
    pub(crate) fn get(code: &str) -> Option<&'static Self> {
        locales().by_code.get(code)
    }

    /// The codes of all languages, sorted.
    pub(crate) fn codes() -> Vec<&'static str> {
        let mut codes: Vec<&str> = locales().by_code.keys().map(String::as_str).collect();
        codes.sort_unstable();
        codes
    }

    /// A format; `None` if there is no format of this name.
    pub(crate) fn format(&self, name: &str) -> Option<&str> {
        self.formats
            .get(name)
            .map(String::as_str)
            .or_else(|| default_format(name))
    }

    /// Sizes of the groups of digits, from the right; the last one repeats unless it is 0.
    pub(crate) fn grouping(&self) -> &[usize] {
        &self.grouping
    }

    /// Django's translation of a message, by its key ([`message_key`]).
    pub(crate) fn message(&self, key: &str) -> Option<&str> {
        self.messages.get(key)?.first().map(String::as_str)
    }

    /// Django's translation of a message that depends on a number.
    pub(crate) fn plural(&self, key: &str, number: i128) -> Option<&str> {
        let forms = self.messages.get(key)?;
        forms
            .get(self.plural_rule.form(number))
            .or_else(|| forms.last())
            .map(String::as_str)
    }
}

/// The key of a message in a catalogue: its context, U+0004 and the message.
pub(crate) fn message_key(context: Option<&str>, message: &str) -> String {
    match context {
        Some(context) => format!("{context}\u{4}{message}"),
        None => message.to_owned(),
    }
}

struct Locales {
    by_code: HashMap<String, Locale>,
    /// For unknown languages.
    fallback: Locale,
}

fn locales() -> &'static Locales {
    static LOCALES: OnceLock<Locales> = OnceLock::new();
    LOCALES.get_or_init(|| {
        // A test checks that the file is valid.
        let json: serde_json::Value =
            serde_json::from_str(include_str!("locales.json")).unwrap_or_default();
        Locales {
            by_code: json
                .as_object()
                .into_iter()
                .flatten()
                .map(|(code, json)| (code.clone(), parse_locale(json)))
                .collect(),
            fallback: parse_locale(&serde_json::Value::Null),
        }
    })
}

fn parse_locale(json: &serde_json::Value) -> Locale {
    let text = |value: &serde_json::Value| {
        value
            .as_str()
            .map_or_else(|| value.to_string(), ToOwned::to_owned)
    };
    let entries = |name: &str| json[name].as_object().into_iter().flatten();
    let group_size = |value: &serde_json::Value| {
        value
            .as_u64()
            .and_then(|n| usize::try_from(n).ok())
            .unwrap_or(0)
    };
    let grouping = match &json["formats"]["NUMBER_GROUPING"] {
        serde_json::Value::Array(groups) => groups.iter().map(group_size).collect(),
        size => vec![group_size(size)],
    };
    Locale {
        name: text(&json["name"]),
        name_local: text(&json["local"]),
        bidi: json["bidi"].as_bool().unwrap_or(false),
        formats: entries("formats")
            .map(|(name, value)| (name.clone(), text(value)))
            .collect(),
        grouping,
        plural_rule: PluralRule::new(json["plural"].as_str().unwrap_or_default()),
        messages: entries("messages")
            .map(|(key, forms)| {
                (
                    key.clone(),
                    forms.as_array().into_iter().flatten().map(text).collect(),
                )
            })
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parses_the_file() {
        assert!(locales().by_code.len() > 20);
        for (code, locale) in &locales().by_code {
            assert!(locale.plural_rule.is_valid(), "{code}");
            assert!(!locale.name.is_empty(), "{code}");
        }
    }

    #[test]
    fn falls_back_to_the_base_language() {
        assert_eq!(Locale::for_language("de-AT").message("May"), Some("Mai"));
        assert_eq!(Locale::for_language("xx").message("May"), None);
    }

    #[test]
    fn selects_plural_forms() {
        assert_eq!(
            Locale::for_language("ru").plural("%(num)d day", 3),
            Some("%(num)d дня")
        );
    }
}
