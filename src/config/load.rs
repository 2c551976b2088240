//! Reads the settings from their sources in order and says of each where it came from. What a value
//! may be is [`super::check`]'s, how a source is read [`super::layers`]'s.

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;

use super::layers::{self, Entry};
use super::{Config, check, environment, nearest, normalize_database_url};

/// The file that is read when none is named and there is one.
pub const DEFAULT_FILE: &str = "deskql.toml";

/// Where a value came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// The built-in defaults.
    Default,
    /// A file, with the line counted from 1.
    File {
        /// The file as it was named.
        path: PathBuf,
        /// The line of the key.
        line: usize,
    },
    /// A variable of the environment.
    Variable(String),
    /// An option of the command line, with its dashes.
    Flag(String),
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("default"),
            Self::File { path, line } => write!(f, "{}:{line}", path.display()),
            Self::Variable(name) => write!(f, "variable {name}"),
            Self::Flag(name) => write!(f, "flag {name}"),
        }
    }
}

/// An option of the command line that sets a value.
#[derive(Clone, Debug)]
pub struct Flag {
    /// The option as people type it (`--listen`).
    pub name: String,
    /// The setting (`server.listen`).
    pub key: String,
    /// The value, read as a variable's.
    pub value: String,
}

/// What the settings are read from, besides the built-in defaults.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    /// The file named by `--config`; else `DESKQL_CONFIG` names it, else [`DEFAULT_FILE`] is read
    /// if it is there.
    pub file: Option<PathBuf>,
    /// Variables; those without `DESKQL_` are passed over.
    pub environment: Vec<(String, String)>,
    /// Options of the command line.
    pub flags: Vec<Flag>,
}

/// The settings, and for each where it came from.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// The settings.
    pub config: Config,
    /// For each setting (`server.listen`) its value and source, sorted.
    pub origins: BTreeMap<String, (toml::Value, Source)>,
    /// Variables that begin with `DESKQL_` and were set by Kubernetes or Docker for a service of
    /// this name.
    pub ignored: Vec<String>,
}

/// Settings that cannot be used: everything that is wrong, in the order of the sources.
#[derive(Debug, thiserror::Error)]
pub struct Error {
    /// What is wrong; never empty.
    pub problems: Vec<Problem>,
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, problem) in self.problems.iter().enumerate() {
            if index > 0 {
                f.write_str("\n")?;
            }
            write!(f, "{problem}")?;
        }
        Ok(())
    }
}

/// One thing that is wrong with the settings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The source, ready to be shown (`deskql.toml:3`, `variable DESKQL_TIME_ZONE`).
    pub place: String,
    /// What is wrong, with the key's name; secrets are not in it.
    pub message: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.message)
    }
}

impl Problem {
    pub(super) fn new(place: impl fmt::Display, message: impl Into<String>) -> Self {
        Self {
            place: place.to_string(),
            message: message.into(),
        }
    }
}

/// Reads the settings: built-in defaults, the file, `DESKQL_*` variables, flags; a later source
/// wins.
///
/// # Errors
/// All keys and values that do not fit, each with the place it came from.
pub fn load(sources: &Sources) -> Result<Loaded, Error> {
    let mut problems = Vec::new();
    let known = layers::defaults();
    let mut origins: BTreeMap<String, (toml::Value, Source)> = BTreeMap::new();
    for (key, value) in &known {
        origins.insert(key.clone(), (value.clone(), Source::Default));
    }
    let mut entries: Vec<Entry> = Vec::new();
    layers::file(sources, &known, &mut entries, &mut problems);
    let ignored =
        environment::environment(&sources.environment, &known, &mut entries, &mut problems);
    layers::flags(&sources.flags, &known, &mut entries, &mut problems);
    for entry in entries {
        if let Some(message) = known
            .get(&entry.key)
            .and_then(|default| misfit(&entry.key, default, &entry.value))
        {
            problems.push(Problem::new(&entry.source, message));
        } else {
            origins.insert(entry.key, (entry.value, entry.source));
        }
    }
    match config(&origins) {
        Ok(mut config) => {
            config.database.url = normalize_database_url(&config.database.url);
            problems.extend(check::check(&config).into_iter().map(|(key, message)| {
                let place = origins
                    .get(key)
                    .map_or_else(|| key.to_owned(), |(_, source)| source.to_string());
                Problem::new(place, format!("{key}: {message}"))
            }));
            if problems.is_empty() {
                config.resolve_media_url();
                return Ok(Loaded {
                    config,
                    origins,
                    ignored,
                });
            }
        }
        Err(problem) => problems.push(problem),
    }
    Err(Error { problems })
}

/// The names of all settings (`server.listen`), sorted.
#[must_use]
pub fn keys() -> Vec<String> {
    layers::defaults().into_keys().collect()
}

/// Whether a setting must not be shown as it stands.
#[must_use]
pub fn is_secret(key: &str) -> bool {
    matches!(
        key,
        "secret_key" | "secret_key_fallbacks" | "database.url" | "storage.url" | "live.notify_url"
    ) || matches!(key, "mail.email_host_password" | "webhooks.secret")
        || key.ends_with("webhook_urls")
}

/// Says why a value is not of the kind of the setting's default.
fn misfit(key: &str, default: &toml::Value, value: &toml::Value) -> Option<String> {
    use toml::Value::{Array, Boolean, Float, Integer, String, Table};
    let fits = match default {
        Float(_) => matches!(value, Float(_) | Integer(_)),
        other => other.same_type(value),
    };
    if fits {
        return None;
    }
    let needed = match default {
        String(_) => "text in quotes",
        Integer(_) => "a whole number",
        Float(_) => "a number",
        Boolean(_) => "true or false",
        Array(_) => "a list in square brackets",
        _ => "a time",
    };
    let found = match value {
        _ if is_secret(key) => "something else".to_owned(),
        String(text) if text.is_empty() => "nothing".to_owned(),
        Table(_) => "a section".to_owned(),
        other => other.to_string(),
    };
    Some(format!("{key}: {needed} is needed here, not {found}"))
}

/// Makes the typed settings of the values.
fn config(origins: &BTreeMap<String, (toml::Value, Source)>) -> Result<Config, Problem> {
    let mut root = toml::Table::new();
    for (key, (value, _)) in origins {
        match key.split_once('.') {
            None => {
                root.insert(key.clone(), value.clone());
            }
            Some((section, name)) => {
                let section = root
                    .entry(section)
                    .or_insert_with(|| toml::Value::Table(toml::Table::new()));
                if let Some(section) = section.as_table_mut() {
                    section.insert(name.to_owned(), value.clone());
                }
            }
        }
    }
    serde_path_to_error::deserialize(toml::Value::Table(root)).map_err(|error| {
        let path = error.path().to_string();
        let key = path.split('[').next().unwrap_or_default();
        let place = origins
            .get(key)
            .map_or_else(|| "settings".to_owned(), |(_, source)| source.to_string());
        let message = match origins.get(key) {
            Some((toml::Value::String(zone), _)) if key == "time_zone" => unknown_time_zone(zone),
            _ => in_words(error.inner().message()),
        };
        Problem::new(place, format!("{path}: {message}"))
    })
}

fn unknown_time_zone(name: &str) -> String {
    let zones = chrono_tz::TZ_VARIANTS.iter().map(|zone| zone.name());
    match nearest::nearest(name, zones) {
        Some(zone) => format!("{name:?} is no known time zone; did you mean {zone:?}?"),
        None => format!(
            "{name:?} is no known time zone; an IANA name such as \"Europe/Berlin\" is needed"
        ),
    }
}

/// Puts the types that serde names into words.
fn in_words(message: &str) -> String {
    let message = message.trim();
    for (name, words) in [
        (
            "expected u32",
            "expected a whole number from 0 to 4294967295",
        ),
        ("expected u64", "expected a whole number, 0 or more"),
        ("expected usize", "expected a whole number, 0 or more"),
        (
            "expected i32",
            "expected a whole number from -2147483648 to 2147483647",
        ),
        (
            "expected tuple struct Choice with 2 elements",
            "expected a pair such as [1, \"Open\"]",
        ),
        (
            "expected tuple struct Choice",
            "expected a pair such as [1, \"Open\"]",
        ),
        (
            "expected a tuple of size 2",
            "expected a pair such as [1, [2, 3]]",
        ),
    ] {
        if let Some(start) = message.strip_suffix(name) {
            return format!("{start}{words}");
        }
    }
    message.to_owned()
}
