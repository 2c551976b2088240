//! The options for settings that most commands share, and `deskql config`, which prints the
//! effective settings.

use std::path::PathBuf;

use crate::config::{self, DEFAULTS, Flag, Loaded, Sources};

/// The sources of settings.
#[derive(Clone, Debug, Default, clap::Args)]
#[command(next_help_heading = "Settings")]
pub struct Options {
    /// Settings file [default: DESKQL_CONFIG, or ./deskql.toml if it exists]
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Database URL: "sqlite:PATH" (or just the path), "postgres://USER:PASSWORD@HOST/NAME" or
    /// "mysql://…" (setting database.url)
    #[arg(long, global = true, value_name = "URL")]
    pub database: Option<String>,
    /// Storage for attachments: "fs:PATH" or "s3://BUCKET/PREFIX?endpoint=…" (setting storage.url)
    #[arg(long, global = true, value_name = "URL")]
    pub storage: Option<String>,
    /// Override a setting, such as time_zone=Europe/Berlin or server.workers=5; can be repeated
    #[arg(long = "set", global = true, value_name = "KEY=VALUE", value_parser = pair)]
    pub settings: Vec<(String, String)>,
}

fn pair(text: &str) -> Result<(String, String), String> {
    let (key, value) = text
        .split_once('=')
        .ok_or("expected KEY=VALUE, such as time_zone=UTC")?;
    Ok((key.trim().to_owned(), value.to_owned()))
}

impl Options {
    /// Loads the settings from the defaults, the file, the environment, these options and the
    /// command's own options in `flags`.
    ///
    /// # Errors
    /// All invalid settings with their places.
    pub fn load(&self, command_flags: Vec<Flag>) -> Result<Loaded, config::Error> {
        let flag = |name: &str, key: &str, value: &Option<String>| {
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
        flags.extend(flag("--database", "database.url", &self.database));
        flags.extend(flag("--storage", "storage.url", &self.storage));
        flags.extend(command_flags);
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
                "ignored these variables, which Kubernetes or Docker sets for a service named deskql"
            );
        }
        Ok(loaded)
    }
}

/// Options of `deskql config`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Print all settings with their defaults and descriptions, as a template for deskql.toml
    #[arg(long)]
    pub defaults: bool,
    /// Print a script that converts the settings of a Django project to deskql.toml
    #[arg(long, conflicts_with = "defaults")]
    pub django: bool,
}

/// Prints the effective settings as TOML with the origin of each. Secrets appear as `***`.
pub fn print(loaded: &Loaded) {
    let (mut top, mut sections): (String, String) = Default::default();
    let mut section = "";
    for (key, (value, source)) in &loaded.origins {
        let (owner, name) = key.split_once('.').unwrap_or(("", key));
        let line = format!("{name} = {}  # {source}\n", config::shown_value(key, value));
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

/// Prints all settings with their defaults and descriptions.
pub fn print_defaults() {
    anstream::print!("{DEFAULTS}");
}

/// The script that converts the settings of a Django project.
const DJANGO: &str = include_str!("../../contrib/django_settings.py");

/// Prints the conversion script with the settings this version knows.
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
