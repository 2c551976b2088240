//! The log: what goes where and in which form. What is logged is decided where things happen;
//! secrets never are.

use std::io::IsTerminal;

use tracing_subscriber::EnvFilter;

/// The variable with the filter, in tracing's directives (`info`, `deskql=debug,sqlx=warn`).
pub const FILTER_VARIABLE: &str = "DESKQL_LOG";
/// The variable with the format, where no flag gives it.
pub const FORMAT_VARIABLE: &str = "DESKQL_LOG_FORMAT";
/// What is logged where nothing is said.
// `deskql migrate` says itself what the second and third would repeat, and the events' hub what the
// last would.
const DEFAULT_FILTER: &str =
    "info,sea_orm_migration=warn,sqlx::postgres::notice=warn,async_nats=off";

/// The form of the log's lines.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// Lines for people; coloured on a terminal.
    #[default]
    Text,
    /// One JSON object a line.
    Json,
}

/// Why the log could not be set up.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The variable's filter cannot be read.
    #[error("variable DESKQL_LOG: {0:?} is no log filter such as \"info\" or \"deskql=debug\"")]
    Filter(String),
    /// The variable names no format.
    #[error("variable DESKQL_LOG_FORMAT: {0:?} is no log format; there are \"text\" and \"json\"")]
    Format(String),
}

impl Format {
    /// The format of the flag, else of the variable, else text.
    ///
    /// # Errors
    /// The variable names no format.
    pub fn chosen(flag: Option<Self>) -> Result<Self, Error> {
        let variable = std::env::var(FORMAT_VARIABLE)
            .ok()
            .filter(|text| !text.is_empty());
        match (flag, variable) {
            (Some(format), _) => Ok(format),
            (None, None) => Ok(Self::default()),
            (None, Some(text)) => {
                <Self as clap::ValueEnum>::from_str(&text, true).map_err(|_| Error::Format(text))
            }
        }
    }
}

/// Sends the log to standard error from here on. A second call changes nothing.
///
/// # Errors
/// `DESKQL_LOG` cannot be read.
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
    // The only failure is that there is a log already, as in tests.
    let _ = match format {
        Format::Json => log
            .json()
            .flatten_event(true)
            .with_current_span(true)
            .with_span_list(false)
            .try_init(),
        Format::Text => {
            let colours = std::io::stderr().is_terminal()
                && std::env::var_os("NO_COLOR").is_none_or(|v| v.is_empty());
            log.compact()
                .with_ansi(colours)
                .with_target(false)
                .try_init()
        }
    };
    Ok(())
}
