//! The sources of settings, and errors with the place they come from.

use std::fmt;
use std::path::PathBuf;

/// The settings file that is read if no other is named.
pub const DEFAULT_FILE: &str = "deskql.toml";

/// The origin of a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// The built-in defaults.
    Default,
    /// A settings file.
    File {
        /// The path as given.
        path: PathBuf,
        /// The line of the key, starting at 1.
        line: usize,
    },
    /// An environment variable.
    Variable(String),
    /// A command-line option, with its dashes.
    Flag(String),
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("default"),
            Self::File { path, line } => write!(f, "{}:{line}", path.display()),
            Self::Variable(name) => write!(f, "variable {name}"),
            Self::Flag(name) => write!(f, "option {name}"),
        }
    }
}

/// A command-line option that sets a value.
#[derive(Clone, Debug)]
pub struct Flag {
    /// The option as typed (`--listen`).
    pub name: String,
    /// The setting (`server.listen`).
    pub key: String,
    /// The value, in the same format as in a variable.
    pub value: String,
}

/// The sources of settings in addition to the built-in defaults.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    /// The file given by `--config`. Without it, `DESKQL_CONFIG` or an existing [`DEFAULT_FILE`] is
    /// read.
    pub file: Option<PathBuf>,
    /// Environment variables. Those without the prefix `DESKQL_` are ignored.
    pub environment: Vec<(String, String)>,
    /// Command-line options.
    pub flags: Vec<Flag>,
}

/// All errors in the settings, in the order of the sources.
#[derive(Debug, thiserror::Error)]
pub struct Error {
    /// The errors; never empty.
    pub errors: Vec<SettingError>,
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, error) in self.errors.iter().enumerate() {
            if index > 0 {
                f.write_str("\n")?;
            }
            write!(f, "{error}")?;
        }
        Ok(())
    }
}

/// An invalid setting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SettingError {
    /// The source as text (`deskql.toml:3`, `variable DESKQL_TIME_ZONE`).
    pub place: String,
    /// A description of the error with the name of the setting, without secrets.
    pub message: String,
}

impl fmt::Display for SettingError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.message)
    }
}

impl SettingError {
    pub(super) fn new(place: impl fmt::Display, message: impl Into<String>) -> Self {
        Self {
            place: place.to_string(),
            message: message.into(),
        }
    }
}
