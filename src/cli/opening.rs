//! How commands open the database that they were named. `serve` opens its own through the service.

use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use entity::Db;
use entity::connection::PoolOptions;
use percent_encoding::percent_decode_str;

use super::terminal::Failure;
use super::{private, waiting};
use crate::config::{self, redact_url};

/// What a command means to do with the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Look at it, now.
    Read,
    /// Write to it when it answers; it must be there.
    Write,
    /// Write to it when it answers, and make the SQLite file if there is none.
    Make,
}

/// The address of the database that a command was named, else that of the settings.
///
/// # Errors
/// It is not the address of a database.
pub fn url(named: Option<&str>, config: &config::Config) -> anyhow::Result<String> {
    let Some(named) = named else {
        return Ok(config.database.url.clone());
    };
    let url = config::normalize_database_url(named);
    config::check_database_url(&url).map_err(Failure::new)?;
    Ok(url)
}

/// Opens one connection to the database at `url`; the other settings are those of `[database]`.
///
/// # Errors
/// It is not there, or does not answer.
pub async fn open(url: &str, settings: &config::Database, purpose: Purpose) -> anyhow::Result<Db> {
    // Migrations wait for each other in sessions of their own.
    let url = if url == settings.url {
        settings.session_url()
    } else {
        url
    };
    let shown = redact_url(url);
    let mut address = url.to_owned();
    if let Some(file) = sqlite_file(url).filter(|_| purpose != Purpose::Write) {
        if purpose == Purpose::Read && is_resting_wal(&file) {
            // Read the usual way, such a file gets two others beside it that stay.
            address += if url.contains('?') {
                "&immutable=true"
            } else {
                "?immutable=true"
            };
        }
        if purpose == Purpose::Read && !file.is_file() {
            return Err(
                Failure::new(format!("there is no SQLite file {}", file.display()))
                    .hint("is the path right?")
                    .into(),
            );
        }
        if purpose == Purpose::Make && missing_file(url).is_some() {
            // SQLite gives the journals beside it the same mode.
            private::create_file(&file).map_err(|error| {
                Failure::new(format!("cannot create {}: {error}", file.display()))
            })?;
        }
    } else {
        let wait_seconds = if purpose == Purpose::Read {
            1
        } else {
            settings.wait_seconds
        };
        waiting::database(&config::Database {
            url: url.to_owned(),
            wait_seconds,
            ..settings.clone()
        })
        .await?;
    }
    let options = PoolOptions {
        max_connections: 1,
        acquire_timeout: Duration::from_secs(settings.acquire_seconds),
        statement_timeout: None,
        prepared_statements: settings.prepared_statements || !settings.direct_url.is_empty(),
        // A file that is there keeps its journal. A new one gets the better one, unless the
        // settings name another.
        sqlite_journal_mode: (purpose == Purpose::Make && !is_there(&address)).then(|| {
            match settings.sqlite_journal_mode.as_str() {
                "" => "wal".to_owned(),
                mode => mode.to_owned(),
            }
        }),
        create_if_missing: purpose == Purpose::Make,
        read_only: purpose == Purpose::Read,
    };
    Db::connect(&address, &options).await.map_err(|error| {
        Failure::new(format!("cannot open {shown}: {error}"))
            .hint("is it a SQLite database, and may this user read and write the file and its folder?")
            .into()
    })
}

/// Whether it is a SQLite file with a write-ahead log that nobody has open: bytes 18 and 19 tell
/// the journal (sqlite.org/fileformat.html), the log itself is beside the file only while it is
/// used.
fn is_resting_wal(file: &Path) -> bool {
    let mut log = file.as_os_str().to_owned();
    log.push("-wal");
    let mut header = [0; 20];
    let read = std::fs::File::open(file).and_then(|mut file| file.read_exact(&mut header));
    read.is_ok() && header[18..] == [2, 2] && !Path::new(&log).exists()
}

fn is_there(url: &str) -> bool {
    sqlite_file(url).is_some_and(|file| std::fs::metadata(file).is_ok_and(|found| found.len() > 0))
}

/// The path in the address of a SQLite file.
fn sqlite_file(url: &str) -> Option<PathBuf> {
    let path = url.strip_prefix("sqlite:")?;
    let path = path.strip_prefix("//").unwrap_or(path);
    let path = path.split_once('?').map_or(path, |(path, _)| path);
    Some(PathBuf::from(
        percent_decode_str(path).decode_utf8_lossy().into_owned(),
    ))
}

/// The SQLite file that an address names and that does not exist.
pub(super) fn missing_file(url: &str) -> Option<PathBuf> {
    sqlite_file(url).filter(|file| {
        !file.as_os_str().is_empty() && file != Path::new(":memory:") && !file.exists()
    })
}
