//! Checks once whether a database can be used, and distinguishes temporary from permanent failures.
//! The pool cannot do that: it reports only that acquiring a connection timed out.

use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::Duration;

use sqlx::mysql::MySqlConnectOptions;
use sqlx::postgres::PgConnectOptions;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{ConnectOptions, Connection};

use crate::errors::{SQLITE_BUSY, primary_sqlite_code, sqlite_code};

/// Why a database cannot be used. Contains no password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ProbeError {
    /// The server does not answer, is starting, or is busy: a later attempt may succeed.
    NotReady(String),
    /// The SQLite file does not exist.
    FileNotFound(PathBuf),
    /// The SQLite file is read-only.
    FileReadOnly(PathBuf),
    /// The folder of the SQLite file, in which SQLite creates its journal, is read-only.
    FolderReadOnly(PathBuf),
    /// The file is not a SQLite database.
    NotSqlite(PathBuf),
    /// The server rejected the user or password.
    LoginRejected(String),
    /// The server has no such database.
    DatabaseNotFound(String),
    /// The account may not use the database, which may not exist: servers do not tell.
    DatabaseForbidden(String),
    /// Any other error of the driver.
    Other(String),
}

impl fmt::Display for ProbeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotReady(why) => write!(f, "the database does not answer: {why}"),
            Self::FileNotFound(path) => write!(f, "there is no SQLite file {}", path.display()),
            Self::FileReadOnly(path) => {
                write!(f, "the SQLite file {} is read-only", path.display())
            }
            Self::FolderReadOnly(path) => {
                write!(
                    f,
                    "SQLite cannot create its journal next to {}: the folder is read-only",
                    path.display()
                )
            }
            Self::NotSqlite(path) => {
                write!(f, "the file {} is not a SQLite database", path.display())
            }
            Self::LoginRejected(why) => write!(f, "the database rejected the login: {why}"),
            Self::DatabaseNotFound(why) => write!(f, "the server has no such database: {why}"),
            Self::DatabaseForbidden(why) => {
                write!(f, "the account may not use the database: {why}")
            }
            Self::Other(why) => write!(f, "cannot open the database: {why}"),
        }
    }
}

impl std::error::Error for ProbeError {}

/// The access that a caller needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Reading.
    Read,
    /// Reading and writing.
    Write,
}

/// Connects once and closes the connection. On SQLite, also acquires the write lock for
/// [`Access::Write`].
///
/// # Errors
/// Why the database cannot be used now. No answer within `timeout` is [`ProbeError::NotReady`].
pub async fn probe(url: &str, access: Access, timeout: Duration) -> Result<(), ProbeError> {
    let attempt = async {
        if url.starts_with("sqlite:") {
            return probe_sqlite(url, access, timeout).await;
        }
        let (scheme, rest) = url
            .split_once("://")
            .ok_or_else(|| ProbeError::Other("the URL has no scheme".to_owned()))?;
        let closed = match scheme {
            "postgres" | "postgresql" => {
                let options = PgConnectOptions::from_str(&format!("postgres://{rest}"))
                    .map_err(server_error)?;
                match options.disable_statement_logging().connect().await {
                    Ok(connection) => connection.close().await,
                    Err(error) => Err(error),
                }
            }
            "mysql" | "mariadb" => {
                let options = MySqlConnectOptions::from_str(&format!("mysql://{rest}"))
                    .map_err(server_error)?;
                let mut connection = options
                    .disable_statement_logging()
                    .connect()
                    .await
                    .map_err(server_error)?;
                let version = sqlx::query_scalar::<_, String>("SELECT VERSION()")
                    .fetch_one(&mut connection)
                    .await;
                if let Some(reason) = unsupported_version(&version.map_err(server_error)?) {
                    return Err(ProbeError::Other(reason));
                }
                connection.close().await
            }
            other => {
                return Err(ProbeError::Other(format!("unsupported scheme {other:?}")));
            }
        };
        closed.map_err(server_error)
    };
    match tokio::time::timeout(timeout, attempt).await {
        Ok(result) => result,
        Err(_) => Err(ProbeError::NotReady(format!(
            "no answer within {} s",
            timeout.as_secs()
        ))),
    }
}

/// Why a version cannot be used: it lacks `JSON_TABLE` or `SKIP LOCKED`. `None` if it can.
fn unsupported_version(version: &str) -> Option<String> {
    let (name, required) = if version.contains("MariaDB") {
        ("MariaDB", (10, 6))
    } else {
        ("MySQL", (8, 0))
    };
    // MariaDB prefixes its version for old clients.
    let number = version.strip_prefix("5.5.5-").unwrap_or(version);
    let mut parts = number
        .split(|c: char| !c.is_ascii_digit())
        .map(|part| part.parse::<u32>().unwrap_or(0));
    let found = (parts.next().unwrap_or(0), parts.next().unwrap_or(0));
    (found < required).then(|| {
        format!(
            "{name} {number} is too old: {name} {}.{} or newer is required",
            required.0, required.1
        )
    })
}

fn server_error(error: sqlx::Error) -> ProbeError {
    let why = error.to_string();
    match &error {
        sqlx::Error::Io(cause) => ProbeError::NotReady(cause.to_string()),
        sqlx::Error::Database(cause) => match cause.code().as_deref() {
            Some("28P01" | "28000") => ProbeError::LoginRejected(cause.message().to_owned()),
            Some("42501") => ProbeError::DatabaseForbidden(cause.message().to_owned()),
            Some("3D000") => ProbeError::DatabaseNotFound(cause.message().to_owned()),
            _ if cause.is_transient_in_connect_phase() => {
                ProbeError::NotReady(cause.message().to_owned())
            }
            _ => match cause
                .try_downcast_ref::<sqlx::mysql::MySqlDatabaseError>()
                .map(|error| error.number())
            {
                Some(1044) => ProbeError::DatabaseForbidden(cause.message().to_owned()),
                Some(1045) => ProbeError::LoginRejected(cause.message().to_owned()),
                Some(1049) => ProbeError::DatabaseNotFound(cause.message().to_owned()),
                Some(1040) => ProbeError::NotReady(cause.message().to_owned()),
                _ => ProbeError::Other(cause.message().to_owned()),
            },
        },
        _ => ProbeError::Other(why),
    }
}

async fn probe_sqlite(url: &str, access: Access, timeout: Duration) -> Result<(), ProbeError> {
    let options = SqliteConnectOptions::from_str(url)
        .map_err(|error| ProbeError::Other(error.to_string()))?;
    let file = options.get_filename().to_owned();
    if !is_in_memory(url) {
        match tokio::fs::metadata(&file).await {
            Ok(found) if found.is_dir() => return Err(ProbeError::NotSqlite(file)),
            Ok(_) => {}
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return Err(ProbeError::FileNotFound(file));
            }
            Err(error) => return Err(ProbeError::Other(format!("{}: {error}", file.display()))),
        }
    }
    let options = options
        .create_if_missing(false)
        .read_only(access == Access::Read)
        .busy_timeout(timeout)
        .disable_statement_logging();
    let mut connection = options
        .connect()
        .await
        .map_err(|error| sqlite_error(&error, &file))?;
    let tried = match access {
        Access::Read => try_read(&mut connection).await,
        Access::Write => try_write(&mut connection).await,
    };
    let _ = connection.close().await;
    tried.map_err(|error| sqlite_error(&error, &file))
}

/// Reads the first page.
async fn try_read(connection: &mut SqliteConnection) -> Result<(), sqlx::Error> {
    let read = sqlx::raw_sql("PRAGMA schema_version");
    read.execute(&mut *connection).await.map(drop)
}

/// Acquires the write lock, changes a page, for which SQLite creates its journal, and rolls back.
async fn try_write(connection: &mut SqliteConnection) -> Result<(), sqlx::Error> {
    sqlx::raw_sql("BEGIN IMMEDIATE")
        .execute(&mut *connection)
        .await?;
    let written = sqlx::raw_sql("PRAGMA user_version = 0")
        .execute(&mut *connection)
        .await;
    let rolled_back = sqlx::raw_sql("ROLLBACK").execute(&mut *connection).await;
    written.and(rolled_back).map(drop)
}

fn sqlite_error(error: &sqlx::Error, file: &Path) -> ProbeError {
    let sqlx::Error::Database(cause) = error else {
        return ProbeError::Other(error.to_string());
    };
    let code = sqlite_code(cause.as_ref());
    let read_only = std::fs::metadata(file).is_ok_and(|found| found.permissions().readonly());
    match primary_sqlite_code(code) {
        SQLITE_BUSY => {
            ProbeError::NotReady("another program holds the lock of the SQLite file".to_owned())
        }
        SQLITE_READONLY if code == SQLITE_READONLY_DIRECTORY => {
            ProbeError::FolderReadOnly(file.to_owned())
        }
        SQLITE_READONLY => ProbeError::FileReadOnly(file.to_owned()),
        SQLITE_CANTOPEN if read_only => ProbeError::FileReadOnly(file.to_owned()),
        SQLITE_CANTOPEN if std::fs::File::open(file).is_ok() => {
            ProbeError::FolderReadOnly(file.to_owned())
        }
        SQLITE_NOTADB => ProbeError::NotSqlite(file.to_owned()),
        _ => ProbeError::Other(format!("{}: {}", file.display(), cause.message())),
    }
}

const SQLITE_READONLY: i32 = 8;
const SQLITE_CANTOPEN: i32 = 14;
const SQLITE_NOTADB: i32 = 26;
const SQLITE_READONLY_DIRECTORY: i32 = 8 | (6 << 8);

fn is_in_memory(url: &str) -> bool {
    url.contains(":memory:") || url.contains("mode=memory")
}

#[cfg(test)]
mod tests {
    use super::unsupported_version;

    #[test]
    fn accepts_supported_versions() {
        for version in [
            "10.11.19-MariaDB-0+deb12u1",
            "5.5.5-10.6.3-MariaDB",
            "11.4.2-MariaDB",
            "8.0.36",
            "9.1.0-log",
        ] {
            assert_eq!(unsupported_version(version), None, "{version}");
        }
    }

    #[test]
    fn names_the_required_version() {
        for (version, required) in [
            ("10.5.29-MariaDB", "MariaDB 10.6"),
            ("5.5.5-10.3.1-MariaDB", "MariaDB 10.6"),
            ("5.7.44", "MySQL 8.0"),
        ] {
            let reason = unsupported_version(version).unwrap();
            assert!(reason.contains(required), "{reason}");
        }
    }
}
