//! Opens the database for commands other than `serve`, which opens its own pool.

pub mod wait;

use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use entity::Db;
use entity::PoolOptions;
use entity::create_database::{CreateError, create_database};
use entity::probe::Access;
use percent_encoding::percent_decode_str;

use super::private_files;
use super::terminal::CommandError;
use crate::config::{self, redact_url};

/// The access that a command needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Read only; fail at once if it is unavailable.
    Read,
    /// Read and write; wait until it is available.
    Write,
    /// Like `Write`, and create a missing SQLite file.
    Create,
}

/// The URL given on the command line, or the one of the settings.
///
/// # Errors
/// The URL is not a database URL.
pub fn url(argument: Option<&str>, config: &config::Config) -> anyhow::Result<String> {
    let Some(argument) = argument else {
        return Ok(config.database.url.clone());
    };
    let url = config::normalize_database_url(argument);
    config::check_database_url(&url).map_err(CommandError::new)?;
    Ok(url)
}

/// Opens the database at `url` with the other settings of `[database]`. Commands use one connection,
/// and two while they create indexes on PostgreSQL.
///
/// # Errors
/// The database does not exist or is unavailable.
pub async fn open(url: &str, settings: &config::Database, purpose: Purpose) -> anyhow::Result<Db> {
    // Migrations hold a session lock, which does not work through a pooler.
    let url = if url == settings.url {
        settings.session_url()
    } else {
        url
    };
    let redacted_url = redact_url(url);
    let mut address = url.to_owned();
    if let Some(file) = sqlite_file(url).filter(|_| purpose != Purpose::Write) {
        if purpose == Purpose::Read && is_resting_wal(&file) {
            // A normal read-only connection would leave a -wal and a -shm file next to it.
            address += if url.contains('?') {
                "&immutable=true"
            } else {
                "?immutable=true"
            };
        }
        if purpose == Purpose::Read && !file.is_file() {
            return Err(
                CommandError::new(format!("there is no SQLite file {}", file.display()))
                    .hint("check the path; relative paths start at the working directory")
                    .into(),
            );
        }
        if purpose == Purpose::Create && missing_file(url).is_some() {
            // SQLite gives the journal files the same mode.
            private_files::create_file(&file).map_err(|error| {
                CommandError::new(format!("cannot create {}: {error}", file.display()))
            })?;
        }
    } else {
        let wait_seconds = if purpose == Purpose::Read {
            1
        } else {
            settings.wait_seconds
        };
        let access = match purpose {
            Purpose::Read => Access::Read,
            Purpose::Write | Purpose::Create => Access::Write,
        };
        let settings = config::Database {
            url: url.to_owned(),
            wait_seconds,
            ..settings.clone()
        };
        wait::until_ready(&settings, access).await?;
    }
    let options = PoolOptions {
        max_connections: 2,
        acquire_timeout: Duration::from_secs(settings.acquire_seconds),
        statement_timeout: None,
        prepared_statements: settings.prepared_statements || !settings.direct_url.is_empty(),
        // An existing file keeps its journal mode; a new one uses WAL unless the settings differ.
        sqlite_journal_mode: (purpose == Purpose::Create && !has_content(&address)).then(|| {
            match settings.sqlite_journal_mode.as_str() {
                "" => "wal".to_owned(),
                mode => mode.to_owned(),
            }
        }),
        create_if_missing: purpose == Purpose::Create,
        read_only: purpose == Purpose::Read,
    };
    Db::connect(&address, &options).await.map_err(|error| {
        CommandError::new(format!("cannot open {redacted_url}: {error}"))
            .hint(
                "the file must be a SQLite database, and this user must be able to read and write \
                 the file and its folder",
            )
            .into()
    })
}

/// Whether the database exists: on SQLite the file, on a server the database. Waits for a server
/// that is starting.
///
/// # Errors
/// The server is unavailable or rejects the login.
pub(super) async fn exists(settings: &config::Database) -> anyhow::Result<bool> {
    let url = settings.session_url().to_owned();
    if url.starts_with("sqlite:") {
        return Ok(missing_file(&url).is_none());
    }
    wait::until_found(&config::Database {
        url,
        ..settings.clone()
    })
    .await
}

/// Creates the database on its server. A SQLite file is created when it is opened.
///
/// # Errors
/// The account may not create databases, or the server is unavailable.
pub(super) async fn create(settings: &config::Database) -> anyhow::Result<()> {
    let url = settings.session_url();
    if url.starts_with("sqlite:") {
        return Ok(());
    }
    create_database(url).await.map_err(|error| {
        let redacted_url = redact_url(url);
        let command_error = CommandError::new(format!("{redacted_url}: {error}"));
        match error {
            CreateError::Forbidden(_) => command_error.hint(
                "an administrator of the server must create it and grant the account access; \
                 docs/setup.md has the statements",
            ),
            CreateError::Other(_) => command_error,
        }
        .into()
    })
}

/// Whether a SQLite file is in WAL mode and not in use: bytes 18 and 19 store the journal mode
/// (sqlite.org/fileformat.html), and the `-wal` file exists only while the database is open.
fn is_resting_wal(file: &Path) -> bool {
    let mut log = file.as_os_str().to_owned();
    log.push("-wal");
    let mut header = [0; 20];
    let read = std::fs::File::open(file).and_then(|mut file| file.read_exact(&mut header));
    read.is_ok() && header[18..] == [2, 2] && !Path::new(&log).exists()
}

fn has_content(url: &str) -> bool {
    sqlite_file(url).is_some_and(|file| std::fs::metadata(file).is_ok_and(|found| found.len() > 0))
}

/// The path in a SQLite URL.
fn sqlite_file(url: &str) -> Option<PathBuf> {
    let path = url.strip_prefix("sqlite:")?;
    let path = path.strip_prefix("//").unwrap_or(path);
    let path = path.split_once('?').map_or(path, |(path, _)| path);
    Some(PathBuf::from(
        percent_decode_str(path).decode_utf8_lossy().into_owned(),
    ))
}

/// The path in a SQLite URL if the file does not exist.
pub(super) fn missing_file(url: &str) -> Option<PathBuf> {
    sqlite_file(url).filter(|file| {
        !file.as_os_str().is_empty() && file != Path::new(":memory:") && !file.exists()
    })
}
