//! `deskql backup`: copies a SQLite database while it is in use. `docs/backup.md` describes backups
//! of the other databases and of files.
//!
//! Uses SQLite's `VACUUM INTO`, because the driver does not expose SQLite's backup API. The copy is
//! a consistent snapshot, and in WAL mode writers are not blocked.

use std::path::{Path, PathBuf};

use entity::Db;

use super::database::{self, Purpose};
use super::private_files::NewFile;
use super::terminal::{self, CommandError};
use crate::config::{Config, redact_url};
use crate::domain::setup::backup;

/// Options of `deskql backup`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The file to write; it must not exist yet
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
}

/// Writes the copy and verifies it.
///
/// # Errors
/// The database is not SQLite, the file exists or cannot be written, or the database fails.
pub async fn run(args: &Args, config: &Config) -> anyhow::Result<()> {
    let url = &config.database.url;
    let file = &args.file;
    if !url.starts_with("sqlite:") {
        let program = if url.starts_with("postgres") {
            "pg_dump"
        } else {
            "mariadb-dump"
        };
        return Err(CommandError::new(format!(
            "{} is not a SQLite database; back it up with {program}",
            redact_url(url)
        ))
        .hint("docs/backup.md has the commands")
        .into());
    }
    if file.exists() {
        return Err(
            CommandError::new(format!("the file {} exists already", file.display()))
                .hint("choose another name, for example with the date in it")
                .into(),
        );
    }
    let purpose = if config.server.read_only {
        Purpose::Read
    } else {
        Purpose::Write
    };
    let db = database::open(url, &config.database, purpose).await?;
    let outcome = copy(&db, file).await;
    db.close().await?;
    let tables = outcome?;
    let size = std::fs::metadata(file)
        .map(|found| found.len())
        .unwrap_or_default();
    anstream::println!(
        "Wrote {} ({size} bytes, {tables} tables).",
        terminal::strong(file.display())
    );
    terminal::note(
        "Attachments are not included. Copy the folder or bucket of storage.url after the database.",
    );
    Ok(())
}

/// Copies and verifies; returns the number of tables.
async fn copy(db: &Db, file: &Path) -> anyhow::Result<usize> {
    let failed = |error: &dyn std::fmt::Display| {
        CommandError::new(format!("cannot write {}: {error}", file.display()))
            .hint("check that this user may write there and that the disk has enough space")
    };
    // The copy contains password hashes.
    let new_file = NewFile::create(file).map_err(|error| failed(&error))?;
    let target = new_file
        .unfinished()
        .to_str()
        .ok_or_else(|| failed(&"its name is not UTF-8"))?;
    backup::copy_into(db, target)
        .await
        .map_err(|error| failed(&error))?;
    let tables = verify(target).await?;
    new_file.finish().map_err(|error| failed(&error))?;
    Ok(tables)
}

/// Runs SQLite's integrity check on the copy; returns the number of tables.
async fn verify(file: &str) -> anyhow::Result<usize> {
    let options = entity::PoolOptions {
        max_connections: 1,
        read_only: true,
        ..Default::default()
    };
    let address = format!(
        "sqlite:{}",
        file.replace('%', "%25")
            .replace('?', "%3F")
            .replace('#', "%23")
    );
    let copy = Db::connect(&address, &options).await?;
    let found = backup::check_integrity(&copy).await;
    copy.close().await?;
    match found? {
        (None, tables) => Ok(tables),
        (Some(error), _) => Err(CommandError::new(format!("the copy is damaged: {error}"))
            .hint("the database may be damaged too; check it with the sqlite3 program (integrity_check)")
            .into()),
    }
}
