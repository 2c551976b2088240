//! Waits for a database that is still starting, and says at once where waiting would not help.

use std::time::Duration;

use entity::probe::{Unavailable, probe};
use tokio::time::Instant;

use super::terminal::{self, Failure};
use crate::config::{self, redact_url};

/// Between two tries.
const PAUSE: Duration = Duration::from_millis(500);
/// Between two notes about the waiting.
const NOTE_EVERY: Duration = Duration::from_secs(3);
/// For one try.
const PATIENCE: Duration = Duration::from_secs(5);

/// Returns when the database answers and can be written.
///
/// # Errors
/// It did not answer within `database.wait_seconds`, or said something that waiting does not
/// change.
pub async fn database(settings: &config::Database) -> anyhow::Result<()> {
    let shown = redact_url(&settings.url);
    let started = Instant::now();
    let limit = Duration::from_secs(settings.wait_seconds);
    let mut noted: Option<Instant> = None;
    loop {
        let left = limit.saturating_sub(started.elapsed());
        let why = match probe(
            &settings.url,
            PATIENCE.min(left).max(Duration::from_secs(1)),
        )
        .await
        {
            Ok(()) => return Ok(()),
            Err(Unavailable::NotYet(why)) => why,
            Err(other) => return Err(explained(&other, &shown).into()),
        };
        if started.elapsed() + PAUSE >= limit {
            let message = format!(
                "{shown} did not answer within {} s: {why}",
                settings.wait_seconds
            );
            return Err(Failure::new(message)
                .hint("is the server running, and are host and port of database.url right?")
                .into());
        }
        if noted.is_none_or(|noted| noted.elapsed() >= NOTE_EVERY) {
            noted = Some(Instant::now());
            terminal::note(format_args!("waiting for {shown}: {why}"));
        }
        tokio::time::sleep(PAUSE).await;
    }
}

fn explained(error: &Unavailable, shown: &str) -> Failure {
    let failure = match error {
        // The file's name is in the message already.
        Unavailable::NoFile(_)
        | Unavailable::ReadOnly(_)
        | Unavailable::FolderReadOnly(_)
        | Unavailable::NotSqlite(_) => Failure::new(error.to_string()),
        _ => Failure::new(format!("{shown}: {error}")),
    };
    match error {
        Unavailable::NoFile(_) => failure.hint(
            "`deskql migrate --create` makes it with all tables, `deskql demo` one full of tickets; --database names another",
        ),
        Unavailable::ReadOnly(_) | Unavailable::FolderReadOnly(_) => {
            failure.hint("the user that runs deskql must be able to write the file and its folder")
        }
        Unavailable::Login(_) => {
            failure.hint("name and password stand in database.url (special characters percent-encoded)")
        }
        Unavailable::NoDatabase(_) => failure.hint("create it on the server, then run `deskql migrate --create`"),
        _ => failure,
    }
}
