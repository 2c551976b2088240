//! `deskql check`: reports what a database contains, whether deskql supports it, and whether rows
//! and files match. Writes nothing, except that `--repair` removes files without a row.

mod languages;
mod report;
mod sessions;

use std::path::PathBuf;
use std::time::Duration;

use anyhow::Context as _;
use migration::State;

use super::database::{self, Purpose};
use super::terminal::{self, CommandError};
use crate::config::{Config, redact_url};
use crate::domain::setup::installation;
use crate::domain::tickets::attachments::repair;
use crate::domain::{Clock, live};
use crate::storage::Storage;
use entity::Db;

/// Options of `deskql check`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Database URL: "sqlite:PATH" (or just the path), "postgres://USER:PASSWORD@HOST/NAME" or
    /// "mysql://…" [default: setting database.url]
    pub database_url: Option<String>,
    /// Remove files that no row refers to; rows are never changed
    #[arg(long)]
    pub repair: bool,
    /// Minimum age of files to remove, such as 90s, 30m, 2h or 1d; younger files may belong to a
    /// running request
    #[arg(long, value_name = "TIME", default_value = "1h", value_parser = parse_age)]
    pub grace: Duration,
    /// Virtual environment of a Django installation, to search for translation catalogs
    #[arg(long, value_name = "FOLDER")]
    pub python: Option<PathBuf>,
}

fn parse_age(text: &str) -> Result<Duration, String> {
    let invalid = || format!("{text:?} is not a time; expected 90s, 30m, 2h or 1d, for example");
    let (number, unit) =
        text.split_at(text.len() - text.chars().next_back().map_or(0, char::len_utf8));
    let seconds = match unit {
        "s" => 1,
        "m" => 60,
        "h" => 3600,
        "d" => 86400,
        _ => return Err(invalid()),
    };
    let number: u64 = number.parse().map_err(|_| invalid())?;
    number
        .checked_mul(seconds)
        .map(Duration::from_secs)
        .ok_or_else(invalid)
}

/// Prints the report.
///
/// # Errors
/// The database is unavailable or not supported. The report is printed before that.
pub async fn run(args: &Args, config: &Config) -> anyhow::Result<()> {
    let url = database::url(args.database_url.as_deref(), config)?;
    let redacted_url = redact_url(&url);
    let db = database::open(&url, &config.database, Purpose::Read).await?;
    let outcome = inspect(args, config, &db, &redacted_url).await;
    db.close().await?;
    outcome
}

async fn inspect(args: &Args, config: &Config, db: &Db, redacted_url: &str) -> anyhow::Result<()> {
    let installation = installation::inspect(db, config).await;
    let installation = installation.with_context(|| format!("cannot read {redacted_url}"))?;
    anstream::print!(
        "{}",
        report::describe_installation(&installation, redacted_url)
    );
    if let Some(incompatibility) = installation.inventory.incompatibility() {
        return Err(CommandError::new(incompatibility.to_string())
            .hint("nothing was changed")
            .into());
    }
    anstream::println!("\n{}", terminal::strong("Languages"));
    for line in languages::report(config, args.python.as_deref()) {
        anstream::println!("{line}");
    }
    check_broker(config).await;
    if !matches!(installation.state(), State::Helpdesk(_)) {
        return Ok(());
    }
    let listed = migration::indexes::list(db).await;
    let listed = listed.with_context(|| format!("cannot read {redacted_url}"))?;
    anstream::print!("{}", report::describe_indexes(&listed));
    // Django can store sessions elsewhere.
    if installation.inventory.has_table("django_session") {
        let report = sessions::report(db, config)
            .await
            .with_context(|| format!("cannot read {redacted_url}"))?;
        anstream::print!("{report}");
    }
    check_files(args, config, db).await
}

/// Reports whether the broker is available. Without it, events of other processes arrive later.
async fn check_broker(config: &Config) {
    let Some(answer) = live::check_broker(config).await else {
        return;
    };
    anstream::println!(
        "\n{} {}",
        terminal::strong("Broker"),
        redact_url(&config.live.notify_url)
    );
    match answer {
        Ok(()) => anstream::println!("It is available."),
        Err(error) => anstream::println!(
            "It is unavailable: {error}. Until it is back, deskql polls for events of other \
             processes every {} ms.",
            config.live.poll_milliseconds
        ),
    }
}

/// Compares rows with stored files. With `--repair`, removes files without a row.
async fn check_files(args: &Args, config: &Config, db: &Db) -> anyhow::Result<()> {
    let place = redact_url(&config.storage.url);
    anstream::println!("\n{} {place}", terminal::strong("Files"));
    let storage = match Storage::open(&config.storage) {
        Ok(storage) => storage,
        Err(error) if args.repair => return Err(error.into()),
        Err(error) => {
            anstream::println!(
                "Not checked: {error}. To check files in another place, use --storage."
            );
            return Ok(());
        }
    };
    let findings = repair::find(db, &storage, &Clock::system(), args.grace).await;
    let findings = findings
        .with_context(|| format!("cannot compare the database with the files in {place}"))?;
    anstream::print!("{}", report::describe_files(&findings));
    if !args.repair {
        return Ok(());
    }
    if findings.is_foreign() {
        let error = CommandError::new(format!(
            "nothing was removed, because no file in {place} belongs to this database"
        ));
        return Err(error
            .hint("check the setting storage.url, or choose another place with --storage")
            .into());
    }
    let removed = repair::remove(db, &storage, &findings).await;
    let removed = removed.with_context(|| format!("cannot remove all files from {place}"))?;
    anstream::println!(
        "Removed {}.",
        report::count_of(i64::try_from(removed).unwrap_or(i64::MAX), "file", "files")
    );
    Ok(())
}
