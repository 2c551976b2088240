//! Reads the built-in defaults, the file and the command-line options into entries of key, value
//! and source. Rejects unknown keys; values are validated later.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use toml::de::{DeTable, DeValue};

use super::nearest::nearest;
use super::redact::is_secret;
use super::sources::{DEFAULT_FILE, Flag, SettingError, Source, Sources};

/// All settings (`server.listen`) with their defaults.
pub(super) type Known = BTreeMap<String, toml::Value>;

/// A value from a source.
pub(super) struct Entry {
    pub key: String,
    pub value: toml::Value,
    pub source: Source,
}

/// Reads the built-in defaults.
pub(super) fn defaults() -> Known {
    let mut known = Known::new();
    // The text is compiled in, and a test parses it.
    for (name, value) in super::DEFAULTS.parse::<toml::Table>().unwrap_or_default() {
        match value {
            toml::Value::Table(section) => {
                known.extend(
                    section
                        .into_iter()
                        .map(|(key, value)| (format!("{name}.{key}"), value)),
                );
            }
            value => {
                known.insert(name, value);
            }
        }
    }
    known
}

/// The file to read and what selected it.
fn find_file(sources: &Sources) -> Option<(PathBuf, &'static str)> {
    if let Some(path) = &sources.file {
        return Some((path.clone(), "option --config"));
    }
    let variable = sources
        .environment
        .iter()
        .find(|(name, value)| name == "DESKQL_CONFIG" && !value.is_empty());
    if let Some((_, path)) = variable {
        return Some((path.into(), "variable DESKQL_CONFIG"));
    }
    let default = PathBuf::from(DEFAULT_FILE);
    default.exists().then_some((default, "working directory"))
}

/// Reads the file, if there is one.
pub(super) fn read_file(
    sources: &Sources,
    known: &Known,
    entries: &mut Vec<Entry>,
    errors: &mut Vec<SettingError>,
) {
    let Some((path, selected_by)) = find_file(sources) else {
        return;
    };
    match std::fs::read_to_string(&path) {
        Ok(text) => parse_file(&path, &text, known, entries, errors),
        Err(error) => {
            errors.push(SettingError::new(
                selected_by,
                format!("cannot read the file {}: {error}", path.display()),
            ));
        }
    }
}

/// Parses the text of a file.
pub(super) fn parse_file(
    path: &Path,
    text: &str,
    known: &Known,
    entries: &mut Vec<Entry>,
    errors: &mut Vec<SettingError>,
) {
    let source = |start: usize| Source::File {
        path: path.to_owned(),
        line: 1 + text[..start].matches('\n').count(),
    };
    // Use the message only: the error's `Display` quotes the line, which may contain a secret.
    let invalid = |error: &toml::de::Error| {
        let place = source(error.span().map_or(0, |span| span.start.min(text.len())));
        SettingError::new(
            place,
            format!("invalid TOML: {}", error.message().replace('\n', ", ")),
        )
    };
    let (spans, values) = match (DeTable::parse(text), text.parse::<toml::Table>()) {
        (Ok(spans), Ok(values)) => (spans, values),
        (Err(error), _) | (_, Err(error)) => return errors.push(invalid(&error)),
    };
    for (name, spanned) in spans.get_ref() {
        let (key, line) = (name.get_ref().as_ref(), source(name.span().start));
        let Some(value) = values.get(key) else {
            continue;
        };
        if !is_section(key, known) {
            add(key, value.clone(), line, known, entries, errors);
            continue;
        }
        let (DeValue::Table(section), Some(values)) = (spanned.get_ref(), value.as_table()) else {
            errors.push(SettingError::new(
                line,
                format!("{key} is a section; write [{key}] and its settings below"),
            ));
            continue;
        };
        for name in section.keys() {
            if let Some(value) = values.get(name.get_ref().as_ref()) {
                let line = source(name.span().start);
                add(
                    &format!("{key}.{}", name.get_ref()),
                    value.clone(),
                    line,
                    known,
                    entries,
                    errors,
                );
            }
        }
    }
}

/// Adds an entry, or an error if there is no such setting.
fn add(
    key: &str,
    value: toml::Value,
    source: Source,
    known: &Known,
    entries: &mut Vec<Entry>,
    errors: &mut Vec<SettingError>,
) {
    if known.contains_key(key) {
        entries.push(Entry {
            key: key.to_owned(),
            value,
            source,
        });
        return;
    }
    let kind = if value.is_table() {
        "section"
    } else {
        "setting"
    };
    errors.push(SettingError::new(
        source,
        unknown_key(kind, key, known, |suggestion| format!("{suggestion:?}")),
    ));
}

/// The error message for an unknown setting or section, with a suggestion.
pub(super) fn unknown_key(
    kind: &str,
    key: &str,
    known: &Known,
    format_key: impl Fn(&str) -> String,
) -> String {
    let sections = known
        .keys()
        .filter_map(|key| key.split_once('.'))
        .map(|(section, _)| section);
    let suggestion = match kind {
        "section" => nearest(key, sections),
        _ => nearest(key, known.keys().map(String::as_str)),
    };
    match suggestion {
        Some(suggestion) => {
            format!(
                "unknown {kind} {key:?}; did you mean {}?",
                format_key(suggestion)
            )
        }
        None => format!("unknown {kind} {key:?}"),
    }
}

pub(super) fn is_section(name: &str, known: &Known) -> bool {
    known.keys().any(|key| {
        key.split_once('.')
            .is_some_and(|(section, _)| section == name)
    })
}

/// Reads the command-line options.
pub(super) fn read_flags(
    flags: &[Flag],
    known: &Known,
    entries: &mut Vec<Entry>,
    errors: &mut Vec<SettingError>,
) {
    for flag in flags {
        let source = Source::Flag(flag.name.clone());
        match known.get(&flag.key) {
            Some(default) => {
                entries.push(Entry {
                    value: parse_value(&flag.key, &flag.value, default),
                    key: flag.key.clone(),
                    source,
                });
            }
            None => {
                let message = unknown_key("setting", &flag.key, known, |suggestion| {
                    format!("{suggestion:?}")
                });
                errors.push(SettingError::new(source, message));
            }
        }
    }
}

/// Parses a text as TOML if that gives a value of the setting's type; otherwise it is a string.
pub(super) fn parse_value(key: &str, text: &str, default: &toml::Value) -> toml::Value {
    // A secret can be any text, so quotes are part of it.
    let parsed = if is_secret(key) && default.is_str() {
        None
    } else {
        text.trim().parse::<toml::Value>().ok()
    };
    match parsed {
        // `DESKQL_LANGUAGE_CODE=1` is a string.
        Some(parsed) if !default.is_str() || parsed.is_str() => parsed,
        _ => toml::Value::String(text.to_owned()),
    }
}
