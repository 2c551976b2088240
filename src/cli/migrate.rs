//! `deskql migrate`: creates missing tables and indexes, or explains why it does not. They are defined
//! in the crate `migration`.

use std::io::{BufRead as _, IsTerminal as _, stderr, stdin};
use std::path::Path;

use anyhow::Context as _;
use entity::Db;
use migration::{Error, Report, State};

use super::database::{self, Purpose};
use super::terminal::{self, CommandError};
use super::{indexes, private_files};
use crate::config::{Config, redact_url};

/// Options of `deskql migrate`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Database URL: "sqlite:PATH" (or just the path), "postgres://USER:PASSWORD@HOST/NAME" or
    /// "mysql://…" [default: setting database.url]
    pub database_url: Option<String>,
    /// Create a new help desk if the database is empty or the SQLite file does not exist
    #[arg(long)]
    pub create: bool,
    /// Change nothing; fail if a migration is pending
    #[arg(long, conflicts_with = "create")]
    pub check: bool,
    /// Create no indexes on Django's tables
    #[arg(long)]
    pub no_indexes: bool,
}

/// Migrates a database.
///
/// # Errors
/// The database is unavailable or not supported; it is empty and the user did not ask for a new
/// help desk; or a migration is pending with `--check`.
pub async fn run(args: &Args, config: &Config) -> anyhow::Result<()> {
    let url = database::url(args.database_url.as_deref(), config)?;
    let redacted_url = redact_url(&url);
    if args.check {
        let db = database::open(&url, &config.database, Purpose::Read).await?;
        let outcome = check(&db).await;
        db.close().await?;
        return outcome;
    }
    let missing = database::missing_file(&url);
    if let Some(file) = &missing {
        confirm_creation(
            args,
            &format!("there is no SQLite file {}", file.display()),
            &redacted_url,
        )?;
    }
    let db = database::open(&url, &config.database, Purpose::Create).await?;
    let outcome = apply(args, config, &db, &redacted_url, missing.is_some()).await;
    db.close().await?;
    outcome
}

/// Asks before creating a new help desk, because the URL may be mistyped.
fn confirm_creation(args: &Args, reason: &str, redacted_url: &str) -> anyhow::Result<()> {
    if args.create {
        return Ok(());
    }
    if stdin().is_terminal() && stderr().is_terminal() {
        anstream::eprint!("{reason}. Create a new, empty help desk there? [y/N] ");
        let mut answer = String::new();
        stdin().lock().read_line(&mut answer)?;
        if matches!(answer.trim().to_ascii_lowercase().as_str(), "y" | "yes") {
            return Ok(());
        }
        return Err(CommandError::new("nothing was created").into());
    }
    Err(CommandError::new(reason)
        .hint(format!(
            "to use an existing django-helpdesk, run: deskql migrate URL; to create a new help \
             desk, run: deskql migrate --create {redacted_url}"
        ))
        .into())
}

async fn check(db: &Db) -> anyhow::Result<()> {
    let _ = crate::domain::setup::installation::ensure_ready(db).await?;
    anstream::println!("Nothing to migrate.");
    let missing = migration::indexes::missing(db).await?;
    if !missing.is_empty() {
        anstream::println!(
            "Missing indexes, without which deskql is slower: {}.",
            missing.join(", ")
        );
    }
    Ok(())
}

async fn apply(
    args: &Args,
    config: &Config,
    db: &Db,
    redacted_url: &str,
    is_confirmed: bool,
) -> anyhow::Result<()> {
    if !is_confirmed && migration::Inventory::read(db.pool()).await?.state() == State::Empty {
        confirm_creation(
            args,
            &format!("{redacted_url} has no tables yet"),
            redacted_url,
        )?;
    }
    terminal::note(format_args!("Migrating {redacted_url} …"));
    let report = migrate_database(db, redacted_url).await?;
    let created = if args.no_indexes {
        Vec::new()
    } else {
        create_indexes(db).await
    };
    print_result(&report, &created, redacted_url);
    if report.created_django {
        create_media_folder(&config.storage.url)?;
    }
    Ok(())
}

/// Applies the pending migrations.
///
/// # Errors
/// The database is not supported or unavailable.
pub(super) async fn migrate_database(db: &Db, redacted_url: &str) -> anyhow::Result<Report> {
    migration::migrate(db.pool())
        .await
        .map_err(|error| match error {
            Error::Incompatible(incompatibility) => CommandError::new(incompatibility.to_string())
                .hint(format!(
                    "nothing was changed; to see what the database contains, run: deskql check \
                     {redacted_url}"
                ))
                .into(),
            error @ Error::Database(_) => {
                anyhow::Error::new(error).context(format!("cannot migrate {redacted_url}"))
            }
        })
}

/// Creates missing indexes; returns their names. An error is only noted, because deskql works without
/// indexes.
pub(super) async fn create_indexes(db: &Db) -> Vec<&'static str> {
    match indexes::create(db).await {
        Ok(created) => created,
        Err(error) => {
            terminal::report(&error);
            Vec::new()
        }
    }
}

/// Creates the folder for attachments, readable by this user only.
pub(super) fn create_media_folder(storage_url: &str) -> anyhow::Result<()> {
    let Some(path) = storage_url
        .strip_prefix("fs:")
        .map(|path| path.strip_prefix("//").unwrap_or(path))
    else {
        return Ok(());
    };
    private_files::create_folder(Path::new(path)).with_context(|| {
        format!(
            "created the tables, but cannot create the folder {path} for attachments (setting \
             storage.url)"
        )
    })
}

fn print_result(report: &Report, created_indexes: &[&str], redacted_url: &str) {
    if report.applied_migrations.is_empty() {
        indexes::print_created(created_indexes);
        if created_indexes.is_empty() {
            anstream::println!("Nothing to migrate.");
        }
        return;
    }
    let own: Vec<_> = report
        .created_tables
        .iter()
        .filter(|table| table.starts_with(migration::TABLE_PREFIX))
        .collect();
    if report.created_django {
        anstream::println!(
            "Created {} tables of django-helpdesk {} and its Django apps, with {} email templates.",
            terminal::strong(report.created_tables.len() - own.len()),
            migration::releases::SUPPORTED,
            migration::email_templates::all().len()
        );
    } else if let Some(version) = &report.version {
        anstream::println!("Found {version}. Its tables were not changed.");
    }
    for table in own {
        anstream::println!("Created {table}.");
    }
    indexes::print_created(created_indexes);
    anstream::println!("\nNext:");
    if report.created_django {
        anstream::println!("  deskql user create NAME --superuser --database {redacted_url}");
    }
    anstream::println!("  deskql serve --database {redacted_url}");
}
