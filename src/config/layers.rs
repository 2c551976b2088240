//! Reads one source of settings each into entries: key, value, place. Whether a value is sensible
//! is not asked here, only whether there is such a setting.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use toml::de::{DeTable, DeValue};

use super::load::{DEFAULT_FILE, Flag, Problem, Source, Sources, is_secret};
use super::nearest::nearest;

/// Every setting (`server.listen`) with its default.
pub(super) type Known = BTreeMap<String, toml::Value>;

/// A value found in a source.
pub(super) struct Entry {
    pub key: String,
    pub value: toml::Value,
    pub source: Source,
}

/// The settings that there are, from the built-in defaults.
pub(super) fn defaults() -> Known {
    let mut known = Known::new();
    // The text is compiled in; a test reads it.
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

/// The file that the sources name, and how to speak of it; `None` where there is none to be read.
fn named_file(sources: &Sources) -> Option<(PathBuf, &'static str)> {
    if let Some(path) = &sources.file {
        return Some((path.clone(), "flag --config"));
    }
    let variable = sources
        .environment
        .iter()
        .find(|(name, value)| name == "DESKQL_CONFIG" && !value.is_empty());
    if let Some((_, path)) = variable {
        return Some((path.into(), "variable DESKQL_CONFIG"));
    }
    let default = PathBuf::from(DEFAULT_FILE);
    default.exists().then_some((default, "working folder"))
}

/// Reads the file, if there is one.
pub(super) fn file(
    sources: &Sources,
    known: &Known,
    entries: &mut Vec<Entry>,
    problems: &mut Vec<Problem>,
) {
    let Some((path, named_by)) = named_file(sources) else {
        return;
    };
    match std::fs::read_to_string(&path) {
        Ok(text) => parse_file(&path, &text, known, entries, problems),
        Err(error) => {
            problems.push(Problem::new(
                named_by,
                format!("cannot read the file {}: {error}", path.display()),
            ));
        }
    }
}

/// Reads the text of a file.
pub(super) fn parse_file(
    path: &Path,
    text: &str,
    known: &Known,
    entries: &mut Vec<Entry>,
    problems: &mut Vec<Problem>,
) {
    let source = |start: usize| Source::File {
        path: path.to_owned(),
        line: 1 + text[..start].matches('\n').count(),
    };
    // The message alone: toml's own display quotes the line, and a secret may stand on it.
    let unreadable = |error: &toml::de::Error| {
        let place = source(error.span().map_or(0, |span| span.start.min(text.len())));
        Problem::new(
            place,
            format!("this is not TOML: {}", error.message().replace('\n', ", ")),
        )
    };
    let (spans, values) = match (DeTable::parse(text), text.parse::<toml::Table>()) {
        (Ok(spans), Ok(values)) => (spans, values),
        (Err(error), _) | (_, Err(error)) => return problems.push(unreadable(&error)),
    };
    for (name, spanned) in spans.get_ref() {
        let (key, line) = (name.get_ref().as_ref(), source(name.span().start));
        let Some(value) = values.get(key) else {
            continue;
        };
        if !is_section(key, known) {
            add(key, value.clone(), line, known, entries, problems);
            continue;
        }
        let (DeValue::Table(section), Some(values)) = (spanned.get_ref(), value.as_table()) else {
            problems.push(Problem::new(
                line,
                format!("{key} is a section: write [{key}] and its settings below it"),
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
                    problems,
                );
            }
        }
    }
}

/// Takes a value whose setting there is, or says that there is none.
fn add(
    key: &str,
    value: toml::Value,
    source: Source,
    known: &Known,
    entries: &mut Vec<Entry>,
    problems: &mut Vec<Problem>,
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
    problems.push(Problem::new(
        source,
        unknown(kind, key, known, |meant| format!("{meant:?}")),
    ));
}

pub(super) fn unknown(
    kind: &str,
    key: &str,
    known: &Known,
    spell: impl Fn(&str) -> String,
) -> String {
    let sections = known
        .keys()
        .filter_map(|key| key.split_once('.'))
        .map(|(section, _)| section);
    let meant = match kind {
        "section" => nearest(key, sections),
        _ => nearest(key, known.keys().map(String::as_str)),
    };
    match meant {
        Some(meant) => format!("unknown {kind} {key:?}; did you mean {}?", spell(meant)),
        None => format!("unknown {kind} {key:?}"),
    }
}

pub(super) fn is_section(name: &str, known: &Known) -> bool {
    known.keys().any(|key| {
        key.split_once('.')
            .is_some_and(|(section, _)| section == name)
    })
}

/// Reads the flags.
pub(super) fn flags(
    flags: &[Flag],
    known: &Known,
    entries: &mut Vec<Entry>,
    problems: &mut Vec<Problem>,
) {
    for flag in flags {
        let source = Source::Flag(flag.name.clone());
        match known.get(&flag.key) {
            Some(default) => {
                entries.push(Entry {
                    value: value(&flag.key, &flag.value, default),
                    key: flag.key.clone(),
                    source,
                });
            }
            None => {
                let message = unknown("setting", &flag.key, known, |meant| format!("{meant:?}"));
                problems.push(Problem::new(source, message));
            }
        }
    }
}

/// Reads text as TOML where that gives the kind of value that the setting has; else it is text.
pub(super) fn value(key: &str, text: &str, default: &toml::Value) -> toml::Value {
    // A key may be any text, so quotes around it are part of it.
    let parsed = if is_secret(key) && default.is_str() {
        None
    } else {
        text.trim().parse::<toml::Value>().ok()
    };
    match parsed {
        // `DESKQL_LANGUAGE_CODE=1` is text all the same.
        Some(parsed) if !default.is_str() || parsed.is_str() => parsed,
        _ => toml::Value::String(text.to_owned()),
    }
}
