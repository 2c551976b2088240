//! `deskql backup`: a copy of a SQLite database while it is in use. Servers have programs of their
//! own for that, and files are copied by what copies files: `docs/backup.md` has both.
//!
//! By SQLite's `VACUUM INTO`, since the driver has no access to SQLite's backup API. It reads one
//! moment, as a transaction does, and holds up nobody who writes to a file with a write-ahead log.

use std::path::{Path, PathBuf};

use entity::Db;

use super::opening::{self, Purpose};
use super::private;
use super::terminal::{self, Failure};
use crate::config::{Config, redact_url};
use crate::domain::backup;

/// Options of `deskql backup`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The file to write; it must not be there yet
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
}

/// Writes the copy. It has its name only once it is whole.
///
/// # Errors
/// The database is a server's; the file is there already, or cannot be written; what the database
/// says.
pub async fn run(args: &Args, config: &Config) -> anyhow::Result<()> {
    let url = &config.database.url;
    let file = &args.file;
    if !url.starts_with("sqlite:") {
        let program = if url.starts_with("postgres") {
            "pg_dump"
        } else {
            "mariadb-dump"
        };
        return Err(Failure::new(format!(
            "{} is a server's: {program} makes backups of it",
            redact_url(url)
        ))
        .hint("docs/backup.md has the commands for each database, and for files")
        .into());
    }
    if file.exists() {
        return Err(Failure::new(format!("{} is there already", file.display()))
            .hint("name a file that is not there yet, with the day in its name, say")
            .into());
    }
    let unfinished = unfinished(file)?;
    let db = opening::open(url, &config.database, Purpose::Write).await?;
    let outcome = copy(&db, file, &unfinished).await;
    db.close().await?;
    if outcome.is_err() {
        let _ = std::fs::remove_file(&unfinished);
    }
    let tables = outcome?;
    let size = std::fs::metadata(file)
        .map(|found| found.len())
        .unwrap_or_default();
    anstream::println!(
        "Wrote {} ({size} bytes, {tables} tables).",
        terminal::strong(file.display())
    );
    terminal::note(
        "Attachments are not in it: copy the folder or bucket of storage.url as well, afterwards.",
    );
    Ok(())
}

/// A name beside the file's own, which is on the same disk.
fn unfinished(file: &Path) -> anyhow::Result<PathBuf> {
    let name = file.file_name().and_then(|name| name.to_str());
    let name =
        name.ok_or_else(|| Failure::new(format!("{} is no name of a file", file.display())))?;
    Ok(file.with_file_name(format!(".{name}.{}", std::process::id())))
}

/// Copies, looks whether the copy is sound, and gives it its name; how many tables it has.
async fn copy(db: &Db, file: &Path, unfinished: &Path) -> anyhow::Result<usize> {
    let failed = |error: &dyn std::fmt::Display| {
        Failure::new(format!("cannot write {}: {error}", file.display()))
            .hint("may this user write there, and is there room for the whole database?")
    };
    // There are password hashes in it.
    private::create_file(unfinished).map_err(|error| failed(&error))?;
    let target = unfinished
        .to_str()
        .ok_or_else(|| failed(&"its name is not UTF-8"))?;
    backup::copy_into(db, target)
        .await
        .map_err(|error| failed(&error))?;
    let tables = sound(target).await?;
    std::fs::File::open(unfinished)
        .and_then(|copy| copy.sync_all())
        .map_err(|error| failed(&error))?;
    // Unlike a renaming, a link goes over no file that came meanwhile.
    std::fs::hard_link(unfinished, file)
        .or_else(|error| match error.kind() {
            std::io::ErrorKind::AlreadyExists => Err(error),
            _ => std::fs::rename(unfinished, file),
        })
        .map_err(|error| failed(&error))?;
    let _ = std::fs::remove_file(unfinished);
    Ok(tables)
}

/// Whether SQLite finds nothing wrong with a copy; how many tables it has.
async fn sound(file: &str) -> anyhow::Result<usize> {
    let options = entity::connection::PoolOptions {
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
    let found = backup::examine(&copy).await;
    copy.close().await?;
    match found? {
        (None, tables) => Ok(tables),
        (Some(fault), _) => Err(Failure::new(format!("the copy is damaged: {fault}"))
            .hint("the database itself may be damaged; check it with sqlite3's integrity_check")
            .into()),
    }
}
