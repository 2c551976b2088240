//! Languages: how each writes dates and numbers, and Django's own words in it. The facts stand in
//! `locales.json`, which `generate.py` takes from Django.

pub(crate) mod dateformat;
pub(crate) mod numbers;
mod plural;

use std::collections::HashMap;
use std::sync::OnceLock;

use plural::Plural;

/// A language.
#[derive(Debug)]
pub(crate) struct Locale {
    /// Its English name.
    pub(crate) name: String,
    /// Its own name.
    pub(crate) local: String,
    /// Whether it is written from right to left.
    pub(crate) bidi: bool,
    formats: HashMap<String, String>,
    /// The groups of digits of a number, from the right; the last one repeats, unless it is 0.
    grouping: Vec<usize>,
    plural: Plural,
    messages: HashMap<String, Vec<String>>,
}

/// The names of formats that the `date` filter knows, and what settings that name none have
/// (django/conf/ global_settings.py).
const DEFAULTS: [(&str, &str); 11] = [
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

/// The format that a site's settings have; `None`: the name is no name of a format.
pub(crate) fn default_format(name: &str) -> Option<&'static str> {
    DEFAULTS
        .iter()
        .find(|(known, _)| *known == name)
        .map(|(_, format)| *format)
}

impl Locale {
    /// The language of this code, or one that it is a variant of; else English as the settings have
    /// it.
    pub(crate) fn of(code: &str) -> &'static Self {
        let code = code.to_ascii_lowercase().replace('_', "-");
        let code = match code.as_str() {
            "zh-cn" | "zh-my" | "zh-sg" => "zh-hans",
            "zh-tw" | "zh-hk" | "zh-mo" => "zh-hant",
            "no" => "nb",
            other => other,
        };
        Self::known(code)
            .or_else(|| {
                code.rsplit_once('-')
                    .and_then(|(general, _)| Self::known(general))
            })
            .unwrap_or_else(|| &all().1)
    }

    /// The language of exactly this code.
    pub(crate) fn known(code: &str) -> Option<&'static Self> {
        all().0.get(code)
    }

    /// The codes of all languages, in the order of the alphabet.
    pub(crate) fn codes() -> Vec<&'static str> {
        let mut codes: Vec<&str> = all().0.keys().map(String::as_str).collect();
        codes.sort_unstable();
        codes
    }

    /// A format by its name; `None`: the name is no name of a format.
    pub(crate) fn format(&self, name: &str) -> Option<&str> {
        self.formats
            .get(name)
            .map(String::as_str)
            .or_else(|| default_format(name))
    }

    /// The groups of digits of a number.
    pub(crate) fn grouping(&self) -> &[usize] {
        &self.grouping
    }

    /// Django's translation of a message; a context stands before it with U+0004 between.
    pub(crate) fn message(&self, key: &str) -> Option<&str> {
        self.messages.get(key)?.first().map(String::as_str)
    }

    /// Django's translation of a message that counts.
    pub(crate) fn plural(&self, key: &str, count: i128) -> Option<&str> {
        let forms = self.messages.get(key)?;
        forms
            .get(self.plural.form(count))
            .or_else(|| forms.last())
            .map(String::as_str)
    }
}

/// All languages by their codes, and what an unknown one is.
fn all() -> &'static (HashMap<String, Locale>, Locale) {
    static ALL: OnceLock<(HashMap<String, Locale>, Locale)> = OnceLock::new();
    ALL.get_or_init(|| {
        // A test sees to it that the file is sound.
        let json: serde_json::Value =
            serde_json::from_str(include_str!("locales.json")).unwrap_or_default();
        let languages = json
            .as_object()
            .into_iter()
            .flatten()
            .map(|(code, json)| (code.clone(), read(json)))
            .collect();
        (languages, read(&serde_json::Value::Null))
    })
}

fn read(json: &serde_json::Value) -> Locale {
    let text = |value: &serde_json::Value| {
        value
            .as_str()
            .map_or_else(|| value.to_string(), ToOwned::to_owned)
    };
    let entries = |name: &str| json[name].as_object().into_iter().flatten();
    let count = |value: &serde_json::Value| {
        value
            .as_u64()
            .and_then(|n| usize::try_from(n).ok())
            .unwrap_or(0)
    };
    let grouping = match &json["formats"]["NUMBER_GROUPING"] {
        serde_json::Value::Array(groups) => groups.iter().map(count).collect(),
        one => vec![count(one)],
    };
    Locale {
        name: text(&json["name"]),
        local: text(&json["local"]),
        bidi: json["bidi"].as_bool().unwrap_or(false),
        formats: entries("formats")
            .map(|(name, value)| (name.clone(), text(value)))
            .collect(),
        grouping,
        plural: Plural::new(json["plural"].as_str().unwrap_or_default()),
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
    fn the_file_is_sound() {
        assert!(all().0.len() > 20);
        for (code, locale) in &all().0 {
            assert!(locale.plural.is_sound(), "{code}");
            assert!(!locale.name.is_empty());
        }
        assert_eq!(Locale::of("de-AT").message("May"), Some("Mai"));
        assert_eq!(Locale::of("xx").message("May"), None);
        assert_eq!(
            Locale::of("ru").plural("%(num)d day", 3),
            Some("%(num)d дня")
        );
    }
}
