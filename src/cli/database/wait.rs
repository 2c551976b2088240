//! Waits for a database that is still starting. Errors that waiting cannot resolve are reported at
//! once.

use std::time::Duration;

use entity::probe::{Access, ProbeError, probe};
use tokio::time::Instant;

use crate::cli::terminal::{self, CommandError};
use crate::config::{self, redact_url};

/// Pause between two attempts.
const PAUSE: Duration = Duration::from_millis(500);
/// Interval between progress messages.
const NOTE_INTERVAL: Duration = Duration::from_secs(3);
/// Time limit for one attempt.
const ATTEMPT_TIMEOUT: Duration = Duration::from_secs(5);

/// Returns when the database is available for `access`.
///
/// # Errors
/// It is unavailable after `database.wait_seconds`, or waiting cannot help.
pub async fn until_ready(settings: &config::Database, access: Access) -> anyhow::Result<()> {
    match until_answered(settings, access).await? {
        Ok(()) => Ok(()),
        Err(error) => Err(command_error(&error, &redact_url(&settings.url)).into()),
    }
}

/// Returns whether the server has the database, as soon as it answers.
///
/// # Errors
/// As [`until_ready`].
pub async fn until_found(settings: &config::Database) -> anyhow::Result<bool> {
    match until_answered(settings, Access::Write).await? {
        Ok(()) => Ok(true),
        Err(ProbeError::DatabaseNotFound(_)) => Ok(false),
        Err(error) => Err(command_error(&error, &redact_url(&settings.url)).into()),
    }
}

/// Waits for an answer that waiting longer does not change.
async fn until_answered(
    settings: &config::Database,
    access: Access,
) -> anyhow::Result<Result<(), ProbeError>> {
    let redacted_url = redact_url(&settings.url);
    let started = Instant::now();
    let limit = Duration::from_secs(settings.wait_seconds);
    let mut noted: Option<Instant> = None;
    loop {
        let left = limit.saturating_sub(started.elapsed());
        let why = match probe(
            &settings.url,
            access,
            ATTEMPT_TIMEOUT.min(left).max(Duration::from_secs(1)),
        )
        .await
        {
            Err(ProbeError::NotReady(why)) => why,
            answer => return Ok(answer),
        };
        if started.elapsed() + PAUSE >= limit {
            let message = format!(
                "{redacted_url} did not answer within {} s: {why}",
                settings.wait_seconds
            );
            return Err(CommandError::new(message)
                .hint("check that the server is running, and host and port in database.url")
                .into());
        }
        if noted.is_none_or(|noted| noted.elapsed() >= NOTE_INTERVAL) {
            noted = Some(Instant::now());
            terminal::note(format_args!("waiting for {redacted_url}: {why}"));
        }
        tokio::time::sleep(PAUSE).await;
    }
}

fn command_error(error: &ProbeError, redacted_url: &str) -> CommandError {
    let command_error = match error {
        // These messages contain the file name.
        ProbeError::FileNotFound(_)
        | ProbeError::FileReadOnly(_)
        | ProbeError::FolderReadOnly(_)
        | ProbeError::NotSqlite(_) => CommandError::new(error.to_string()),
        _ => CommandError::new(format!("{redacted_url}: {error}")),
    };
    match error {
        ProbeError::FileNotFound(_) => command_error.hint(
            "to create it, run: deskql init; to try deskql, run: deskql demo; to use \
             another database, set database.url or --database",
        ),
        ProbeError::FileReadOnly(_) | ProbeError::FolderReadOnly(_) => command_error
            .hint("the user running deskql must be able to write the file and its folder"),
        ProbeError::LoginRejected(_) => command_error.hint(
            "check the user name and password in database.url; special characters must be \
             percent-encoded",
        ),
        ProbeError::DatabaseNotFound(_) => {
            command_error.hint("to create it and a help desk in it, run: deskql init")
        }
        ProbeError::DatabaseForbidden(_) => command_error.hint(
            "if it does not exist, an administrator of the server must create it and grant the \
             account access; docs/setup.md has the statements",
        ),
        _ => command_error,
    }
}
