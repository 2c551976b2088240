//! Asks a database once whether it is there and can be written, and tells apart what passes by
//! waiting from what does not. Not the pool: that is [`crate::connection`], which hides the reason
//! of a failed connection behind a time-out.

use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::Duration;

use sqlx::mysql::MySqlConnectOptions;
use sqlx::postgres::PgConnectOptions;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{ConnectOptions, Connection};

/// Why a database cannot be used; never with its password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unavailable {
    /// It does not answer, or says that it is starting: waiting may help.
    NotYet(String),
    /// There is no such SQLite file.
    NoFile(PathBuf),
    /// The SQLite file can be read, not written.
    ReadOnly(PathBuf),
    /// The folder of the SQLite file cannot be written, which its journal needs.
    FolderReadOnly(PathBuf),
    /// The file is not SQLite's.
    NotSqlite(PathBuf),
    /// Name or password are wrong.
    Login(String),
    /// The server has no such database.
    NoDatabase(String),
    /// Anything else that the driver says.
    Other(String),
}

impl fmt::Display for Unavailable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotYet(why) => write!(f, "the database does not answer: {why}"),
            Self::NoFile(path) => write!(f, "there is no SQLite file {}", path.display()),
            Self::ReadOnly(path) => write!(f, "the SQLite file {} is read-only", path.display()),
            Self::FolderReadOnly(path) => {
                write!(
                    f,
                    "SQLite cannot write its journal beside {}: the folder is read-only",
                    path.display()
                )
            }
            Self::NotSqlite(path) => write!(f, "the file {} is no SQLite database", path.display()),
            Self::Login(why) => write!(f, "the database refused the login: {why}"),
            Self::NoDatabase(why) => write!(f, "the server has no such database: {why}"),
            Self::Other(why) => write!(f, "the database cannot be opened: {why}"),
        }
    }
}

impl std::error::Error for Unavailable {}

/// Connects once and lets go again. SQLite is also asked for its write lock, which changes nothing.
///
/// # Errors
/// Why the database cannot be used now; no answer within `patience` is [`Unavailable::NotYet`].
pub async fn probe(url: &str, patience: Duration) -> Result<(), Unavailable> {
    let attempt = async {
        if url.starts_with("sqlite:") {
            return sqlite(url, patience).await;
        }
        let (scheme, rest) = url
            .split_once("://")
            .ok_or_else(|| Unavailable::Other("no scheme".to_owned()))?;
        let answer = match scheme {
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
                if let Some(needed) = too_old(&version.map_err(server_error)?) {
                    return Err(Unavailable::Other(needed));
                }
                connection.close().await
            }
            other => {
                return Err(Unavailable::Other(format!(
                    "no databases of the kind {other:?}"
                )));
            }
        };
        answer.map_err(server_error)
    };
    match tokio::time::timeout(patience, attempt).await {
        Ok(answer) => answer,
        Err(_) => Err(Unavailable::NotYet(format!(
            "nothing came back within {} s",
            patience.as_secs()
        ))),
    }
}

/// Why a server of this version will not do: it lacks `JSON_TABLE` or `SKIP LOCKED`.
fn too_old(version: &str) -> Option<String> {
    let (name, needed) = if version.contains("MariaDB") {
        ("MariaDB", (10, 6))
    } else {
        ("MySQL", (8, 0))
    };
    // Some put what old clients want to read before it.
    let number = version.strip_prefix("5.5.5-").unwrap_or(version);
    let mut parts = number
        .split(|sign: char| !sign.is_ascii_digit())
        .map(|part| part.parse::<u32>().unwrap_or(0));
    let found = (parts.next().unwrap_or(0), parts.next().unwrap_or(0));
    (found < needed).then(|| {
        format!(
            "it is {name} {number}, and {name} {}.{} or newer is needed",
            needed.0, needed.1
        )
    })
}

fn server_error(error: sqlx::Error) -> Unavailable {
    let why = error.to_string();
    match &error {
        sqlx::Error::Io(cause) => Unavailable::NotYet(cause.to_string()),
        sqlx::Error::Database(cause) => match cause.code().as_deref() {
            Some("28P01" | "28000") => Unavailable::Login(cause.message().to_owned()),
            Some("3D000") => Unavailable::NoDatabase(cause.message().to_owned()),
            _ if cause.is_transient_in_connect_phase() => {
                Unavailable::NotYet(cause.message().to_owned())
            }
            _ => match cause
                .try_downcast_ref::<sqlx::mysql::MySqlDatabaseError>()
                .map(|error| error.number())
            {
                Some(1045) => Unavailable::Login(cause.message().to_owned()),
                Some(1049) => Unavailable::NoDatabase(cause.message().to_owned()),
                Some(1040) => Unavailable::NotYet(cause.message().to_owned()),
                _ => Unavailable::Other(cause.message().to_owned()),
            },
        },
        _ => Unavailable::Other(why),
    }
}

async fn sqlite(url: &str, patience: Duration) -> Result<(), Unavailable> {
    let options = SqliteConnectOptions::from_str(url)
        .map_err(|error| Unavailable::Other(error.to_string()))?;
    let file = options.get_filename().to_owned();
    if !is_in_memory(url) {
        match tokio::fs::metadata(&file).await {
            Ok(found) if found.is_dir() => return Err(Unavailable::NotSqlite(file)),
            Ok(_) => {}
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return Err(Unavailable::NoFile(file));
            }
            Err(error) => return Err(Unavailable::Other(format!("{}: {error}", file.display()))),
        }
    }
    let options = options
        .create_if_missing(false)
        .busy_timeout(patience)
        .disable_statement_logging();
    let mut connection = options
        .connect()
        .await
        .map_err(|error| sqlite_error(&error, &file))?;
    let lock = try_write(&mut connection).await;
    let _ = connection.close().await;
    lock.map_err(|error| sqlite_error(&error, &file))
}

/// Takes the write lock, touches a page so that the journal must be made, and takes it all back.
async fn try_write(connection: &mut SqliteConnection) -> Result<(), sqlx::Error> {
    sqlx::raw_sql("BEGIN IMMEDIATE")
        .execute(&mut *connection)
        .await?;
    let touched = sqlx::raw_sql("PRAGMA user_version = 0")
        .execute(&mut *connection)
        .await;
    let rolled_back = sqlx::raw_sql("ROLLBACK").execute(&mut *connection).await;
    touched.and(rolled_back).map(drop)
}

fn sqlite_error(error: &sqlx::Error, file: &Path) -> Unavailable {
    let sqlx::Error::Database(cause) = error else {
        return Unavailable::Other(error.to_string());
    };
    let code = sqlite_code(cause.as_ref());
    let read_only = std::fs::metadata(file).is_ok_and(|found| found.permissions().readonly());
    match primary(code) {
        SQLITE_BUSY => Unavailable::NotYet("another program holds its lock".to_owned()),
        SQLITE_READONLY if code == SQLITE_READONLY_DIRECTORY => {
            Unavailable::FolderReadOnly(file.to_owned())
        }
        SQLITE_READONLY => Unavailable::ReadOnly(file.to_owned()),
        SQLITE_CANTOPEN if read_only => Unavailable::ReadOnly(file.to_owned()),
        SQLITE_CANTOPEN if std::fs::File::open(file).is_ok() => {
            Unavailable::FolderReadOnly(file.to_owned())
        }
        SQLITE_NOTADB => Unavailable::NotSqlite(file.to_owned()),
        _ => Unavailable::Other(format!("{}: {}", file.display(), cause.message())),
    }
}

/// Whether SQLite says that another holds the lock.
pub(crate) fn is_busy(answer: &dyn sqlx::error::DatabaseError) -> bool {
    primary(sqlite_code(answer)) == SQLITE_BUSY
}

/// SQLite's code of an error; 0 where it has none.
fn sqlite_code(answer: &dyn sqlx::error::DatabaseError) -> i32 {
    answer
        .code()
        .and_then(|code| code.parse().ok())
        .unwrap_or_default()
}

/// Extended codes carry the primary one in their last byte (sqlite.org/rescode.html).
fn primary(code: i32) -> i32 {
    code & 0xff
}

const SQLITE_BUSY: i32 = 5;
const SQLITE_READONLY: i32 = 8;
const SQLITE_CANTOPEN: i32 = 14;
const SQLITE_NOTADB: i32 = 26;
const SQLITE_READONLY_DIRECTORY: i32 = 8 | (6 << 8);

fn is_in_memory(url: &str) -> bool {
    url.contains(":memory:") || url.contains("mode=memory")
}

#[cfg(test)]
mod tests {
    use super::too_old;

    #[test]
    fn old_servers_are_told_by_their_version() {
        for version in [
            "10.11.19-MariaDB-0+deb12u1",
            "5.5.5-10.6.3-MariaDB",
            "11.4.2-MariaDB",
            "8.0.36",
            "9.1.0-log",
        ] {
            assert_eq!(too_old(version), None, "{version}");
        }
        for (version, name) in [
            ("10.5.29-MariaDB", "MariaDB 10.6"),
            ("5.5.5-10.3.1-MariaDB", "MariaDB 10.6"),
            ("5.7.44", "MySQL 8.0"),
        ] {
            assert!(
                too_old(version).is_some_and(|words| words.contains(name)),
                "{version}"
            );
        }
    }
}
