//! Loads the settings from all sources, in order, and validates them. [`super::layers`] and
//! [`super::environment`] read the sources.

use std::collections::BTreeMap;

use super::environment::read_environment;
use super::layers::{self, Entry};
use super::nearest::nearest;
use super::redact::{is_secret, shown_value};
use super::sources::{Error, SettingError, Source, Sources};
use super::validation::Errors;
use super::{
    Config, cookies, cross_origin, database, graphql, helpdesk, live, mail, normalize_database_url,
    outbox, passwords, rest_framework, server, site, spam, storage,
};

/// The settings with their origins.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// The settings.
    pub config: Config,
    /// The value and source of each setting (`server.listen`), sorted by key.
    pub origins: BTreeMap<String, (toml::Value, Source)>,
    /// Ignored variables: those that Kubernetes or Docker sets for a service named deskql.
    pub ignored: Vec<String>,
}

/// A setting as administrators may see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// Its name (`server.listen`).
    pub name: String,
    /// Its value in TOML, without secrets.
    pub value: String,
    /// Its source: a line of a file, a variable, an option, or `default`.
    pub source: String,
}

/// Loads the settings from the built-in defaults, the file, `DESKQL_*` variables and command-line
/// options. Later sources override earlier ones.
///
/// # Errors
/// All unknown settings and invalid values with their places.
pub fn load(sources: &Sources) -> Result<Loaded, Error> {
    let mut errors = Vec::new();
    let known = layers::defaults();
    let mut origins: BTreeMap<String, (toml::Value, Source)> = BTreeMap::new();
    for (key, value) in &known {
        origins.insert(key.clone(), (value.clone(), Source::Default));
    }
    let mut entries: Vec<Entry> = Vec::new();
    layers::read_file(sources, &known, &mut entries, &mut errors);
    let ignored = read_environment(&sources.environment, &known, &mut entries, &mut errors);
    layers::read_flags(&sources.flags, &known, &mut entries, &mut errors);
    for entry in entries {
        if let Some(message) = known
            .get(&entry.key)
            .and_then(|default| type_error(&entry.key, default, &entry.value))
        {
            errors.push(SettingError::new(&entry.source, message));
        } else {
            origins.insert(entry.key, (entry.value, entry.source));
        }
    }
    match deserialize(&origins) {
        Ok(mut config) => {
            config.database.url = normalize_database_url(&config.database.url);
            errors.extend(validate(&config).into_iter().map(|(key, message)| {
                let place = origins
                    .get(key)
                    .map_or_else(|| key.to_owned(), |(_, source)| source.to_string());
                SettingError::new(place, format!("{key}: {message}"))
            }));
            if errors.is_empty() {
                config.resolve_media_url();
                let shown = origins.iter().map(|(key, (value, source))| Origin {
                    name: key.clone(),
                    value: shown_value(key, value),
                    source: source.to_string(),
                });
                config.origins = shown.collect();
                return Ok(Loaded {
                    config,
                    origins,
                    ignored,
                });
            }
        }
        Err(error) => errors.push(error),
    }
    Err(Error { errors })
}

fn validate(config: &Config) -> Errors {
    let mut errors = Errors::default();
    for validate in [
        site::validate,
        cookies::validate,
        cross_origin::validate,
        passwords::validate,
        rest_framework::validate,
        server::validate,
        database::validate,
        storage::validate,
        mail::validate,
        graphql::validate,
        live::validate,
        outbox::validate,
        spam::validate,
        helpdesk::validate,
    ] {
        validate(config, &mut errors);
    }
    errors
}

/// The keys of all settings (`server.listen`), sorted.
#[must_use]
pub fn keys() -> Vec<String> {
    layers::defaults().into_keys().collect()
}

/// An error if a value does not have the type of the setting's default.
fn type_error(key: &str, default: &toml::Value, value: &toml::Value) -> Option<String> {
    use toml::Value::{Array, Boolean, Float, Integer, String, Table};
    let is_same_type = match default {
        Float(_) => matches!(value, Float(_) | Integer(_)),
        other => other.same_type(value),
    };
    if is_same_type {
        return None;
    }
    let expected = match default {
        String(_) => "a string in quotes",
        Integer(_) => "an integer",
        Float(_) => "a number",
        Boolean(_) => "true or false",
        Array(_) => "a list in square brackets",
        _ => "a date or time",
    };
    let found = match value {
        _ if is_secret(key) => "a value of another type".to_owned(),
        String(text) if text.is_empty() => "nothing".to_owned(),
        Table(_) => "a section".to_owned(),
        other => other.to_string(),
    };
    Some(format!("{key}: expected {expected}, found {found}"))
}

/// Deserializes the values into the typed settings.
fn deserialize(origins: &BTreeMap<String, (toml::Value, Source)>) -> Result<Config, SettingError> {
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
            _ => describe_types(error.inner().message()),
        };
        SettingError::new(place, format!("{path}: {message}"))
    })
}

fn unknown_time_zone(name: &str) -> String {
    let zones = chrono_tz::TZ_VARIANTS.iter().map(|zone| zone.name());
    match nearest(name, zones) {
        Some(zone) => format!("unknown time zone {name:?}; did you mean {zone:?}?"),
        None => {
            format!("unknown time zone {name:?}; expected an IANA name such as \"Europe/Berlin\"")
        }
    }
}

/// Replaces Rust types in serde's messages.
fn describe_types(message: &str) -> String {
    let message = message.trim();
    for (name, words) in [
        ("expected u32", "expected an integer from 0 to 4294967295"),
        ("expected u64", "expected an integer of at least 0"),
        ("expected usize", "expected an integer of at least 0"),
        (
            "expected i32",
            "expected an integer from -2147483648 to 2147483647",
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
