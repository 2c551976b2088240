//! The options that every command with settings has, and `deskql config`, which shows what came of
//! them.

use std::path::PathBuf;

use crate::config::{self, DEFAULTS, Flag, Loaded, Sources};

/// Where settings come from.
#[derive(Clone, Debug, Default, clap::Args)]
#[command(next_help_heading = "Settings")]
pub struct Options {
    /// File with settings [default: the one that DESKQL_CONFIG names, else ./deskql.toml if there
    /// is one]
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Database, as "sqlite:PATH" (or the path alone), "postgres://USER:PASSWORD@HOST/NAME" or
    /// "mysql://…" (setting database.url)
    #[arg(long, global = true, value_name = "URL")]
    pub database: Option<String>,
    /// Files, as "fs:PATH" or "s3://BUCKET/PREFIX?endpoint=…" (setting storage.url)
    #[arg(long, global = true, value_name = "URL")]
    pub storage: Option<String>,
    /// Any setting, as time_zone=Europe/Berlin or server.workers=5; may be given several times
    #[arg(long = "set", global = true, value_name = "KEY=VALUE", value_parser = pair)]
    pub settings: Vec<(String, String)>,
}

fn pair(text: &str) -> Result<(String, String), String> {
    let (key, value) = text
        .split_once('=')
        .ok_or("it must be KEY=VALUE, as in time_zone=UTC")?;
    Ok((key.trim().to_owned(), value.to_owned()))
}

impl Options {
    /// Reads the settings: defaults, file, environment, then these options and `more`.
    ///
    /// # Errors
    /// Everything that does not fit, with its place.
    pub fn load(&self, more: Vec<Flag>) -> Result<Loaded, config::Error> {
        let named = |name: &str, key: &str, value: &Option<String>| {
            value.clone().map(|value| Flag {
                name: name.to_owned(),
                key: key.to_owned(),
                value,
            })
        };
        let mut flags: Vec<Flag> = self
            .settings
            .iter()
            .map(|(key, value)| Flag {
                name: "--set".to_owned(),
                key: key.clone(),
                value: value.clone(),
            })
            .collect();
        flags.extend(named("--database", "database.url", &self.database));
        flags.extend(named("--storage", "storage.url", &self.storage));
        flags.extend(more);
        let environment = std::env::vars_os()
            .map(|(name, value)| {
                (
                    name.to_string_lossy().into_owned(),
                    value.to_string_lossy().into_owned(),
                )
            })
            .collect();
        let loaded = config::load(&Sources {
            file: self.config.clone(),
            environment,
            flags,
        })?;
        if !loaded.ignored.is_empty() {
            let variables = loaded.ignored.join(", ");
            tracing::info!(
                variables,
                "ignored: Kubernetes or Docker sets these for a service called deskql"
            );
        }
        Ok(loaded)
    }
}

/// Options of `deskql config`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Print the built-in defaults instead: every setting with what it does, ready to be kept as
    /// deskql.toml
    #[arg(long)]
    pub defaults: bool,
    /// Print a script instead that makes deskql.toml of a Django project's settings, within that
    /// project
    #[arg(long, conflicts_with = "defaults")]
    pub django: bool,
}

/// Prints the settings in force as TOML, each with the place it came from; secrets stay hidden.
pub fn print(loaded: &Loaded) {
    let (mut top, mut sections): (String, String) = Default::default();
    let mut section = "";
    for (key, (value, source)) in &loaded.origins {
        let (owner, name) = key.split_once('.').unwrap_or(("", key));
        let line = format!("{name} = {}  # {source}\n", shown(key, value));
        if owner.is_empty() {
            top.push_str(&line);
            continue;
        }
        if owner != section {
            section = owner;
            sections.push_str(&format!("\n[{owner}]\n"));
        }
        sections.push_str(&line);
    }
    anstream::print!("{top}{sections}");
}

/// Prints every setting with its default and what it does.
pub fn print_defaults() {
    anstream::print!("{DEFAULTS}");
}

/// The script that prints the settings of a Django project as ours.
const DJANGO: &str = include_str!("../../contrib/django_settings.py");

/// Prints that script. It leaves out what this version has no setting for.
pub fn print_django() {
    let keys = config::keys().join(" ");
    anstream::print!(
        "{}",
        DJANGO.replacen(
            "KNOWN = \"\"\"\"\"\"",
            &format!("KNOWN = \"\"\"{keys}\"\"\""),
            1
        )
    );
}

fn shown(key: &str, value: &toml::Value) -> String {
    match value {
        toml::Value::String(text) if text.is_empty() => value.to_string(),
        toml::Value::String(url) if is_url(key) => {
            toml::Value::String(config::redact_url(url)).to_string()
        }
        toml::Value::Array(list) if list.is_empty() => value.to_string(),
        _ if config::is_secret(key) => "\"***\"".to_owned(),
        _ => value.to_string(),
    }
}

/// Whether the value is an address of which all but the secrets in it may be shown.
fn is_url(key: &str) -> bool {
    key.ends_with(".url") || matches!(key, "live.notify_url" | "database.direct_url")
}
