//! Sets up the log: filter, format and output. Secrets are never logged.

use std::io::IsTerminal;

use tracing_subscriber::EnvFilter;

/// The variable with the log filter, in tracing's directives (`info`, `deskql=debug,sqlx=warn`).
pub const FILTER_VARIABLE: &str = "DESKQL_LOG";
/// The variable with the log format, unless an option sets it.
pub const FORMAT_VARIABLE: &str = "DESKQL_LOG_FORMAT";
/// The default filter. The excluded targets repeat messages of `deskql migrate` and of the event
/// hub.
const DEFAULT_FILTER: &str =
    "info,sea_orm_migration=warn,sqlx::postgres::notice=warn,async_nats=off";

/// The format of the log.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// Human-readable lines, in color on a terminal.
    #[default]
    Text,
    /// One JSON object per line.
    Json,
}

/// Why the log cannot be set up.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The filter is invalid.
    #[error(
        "variable DESKQL_LOG: {0:?} is not a log filter; expected a value such as \"info\" or \"deskql=debug\""
    )]
    Filter(String),
    /// The format is unknown.
    #[error("variable DESKQL_LOG_FORMAT: {0:?} is not a log format; expected \"text\" or \"json\"")]
    Format(String),
}

impl Format {
    /// The format of the option or the variable; text by default.
    ///
    /// # Errors
    /// The variable has an unknown format.
    pub fn select(option: Option<Self>) -> Result<Self, Error> {
        let variable = std::env::var(FORMAT_VARIABLE)
            .ok()
            .filter(|text| !text.is_empty());
        match (option, variable) {
            (Some(format), _) => Ok(format),
            (None, None) => Ok(Self::default()),
            (None, Some(text)) => {
                <Self as clap::ValueEnum>::from_str(&text, true).map_err(|_| Error::Format(text))
            }
        }
    }
}

/// Starts logging to standard error. Further calls have no effect.
///
/// # Errors
/// `DESKQL_LOG` is invalid.
pub fn init(format: Format) -> Result<(), Error> {
    let directives = std::env::var(FILTER_VARIABLE)
        .ok()
        .filter(|text| !text.is_empty());
    let filter = match directives {
        Some(text) => EnvFilter::try_new(&text).map_err(|_| Error::Filter(text))?,
        None => EnvFilter::new(DEFAULT_FILTER),
    };
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr);
    // Fails only if a log is set up already, as in tests.
    let _ = match format {
        Format::Json => log
            .json()
            .flatten_event(true)
            .with_current_span(true)
            .with_span_list(false)
            .try_init(),
        Format::Text => {
            let use_color = std::io::stderr().is_terminal()
                && std::env::var_os("NO_COLOR").is_none_or(|v| v.is_empty());
            log.compact()
                .with_ansi(use_color)
                .with_target(false)
                .try_init()
        }
    };
    Ok(())
}
