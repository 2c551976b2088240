//! Creates a missing database on PostgreSQL or MariaDB, as `deskql init` does.

use std::fmt;
use std::str::FromStr;

use sqlx::mysql::MySqlConnectOptions;
use sqlx::postgres::PgConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, Executor as _};

/// PostgreSQL's databases that exist on every server, to connect to while the wanted one is missing.
const MAINTENANCE_DATABASES: [&str; 2] = ["postgres", "template1"];

/// Why a database was not created. Contains no password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CreateError {
    /// The account may not create databases.
    Forbidden(String),
    /// Any other error of the driver.
    Other(String),
}

impl fmt::Display for CreateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Forbidden(why) => write!(f, "the account may not create databases: {why}"),
            Self::Other(why) => write!(f, "cannot create the database: {why}"),
        }
    }
}

impl std::error::Error for CreateError {}

/// Creates the database in a `postgres://…` or `mysql://…` URL, for texts of all languages. Does
/// nothing if it exists.
///
/// # Errors
/// The URL names no database, the server is unavailable, or the account may not create databases.
pub async fn create_database(url: &str) -> Result<(), CreateError> {
    let (scheme, rest) = url.split_once("://").unwrap_or(("", url));
    let created = match scheme {
        "postgres" | "postgresql" => create_on_postgres(&format!("postgres://{rest}")).await,
        "mysql" | "mariadb" => create_on_mysql(&format!("mysql://{rest}")).await,
        _ => return Err(CreateError::Other("not the URL of a server".to_owned())),
    };
    match created {
        Err(error) if is_present(&error) => Ok(()),
        created => created.map_err(|error| create_error(&error)),
    }
}

async fn create_on_postgres(url: &str) -> Result<(), sqlx::Error> {
    let options = PgConnectOptions::from_str(url)?.disable_statement_logging();
    let name = options
        .get_database()
        .ok_or_else(no_name)?
        .replace('"', "\"\"");
    let mut connected = Err(no_name());
    for maintenance in MAINTENANCE_DATABASES {
        connected = options.clone().database(maintenance).connect().await;
        if connected.is_ok() {
            break;
        }
    }
    let mut connection = connected?;
    // The template that has no texts of another encoding.
    let sql = format!("CREATE DATABASE \"{name}\" TEMPLATE template0 ENCODING 'UTF8'");
    connection.execute(AssertSqlSafe(sql)).await?;
    connection.close().await
}

async fn create_on_mysql(url: &str) -> Result<(), sqlx::Error> {
    let options = MySqlConnectOptions::from_str(url)?.disable_statement_logging();
    let name = options
        .get_database()
        .ok_or_else(no_name)?
        .replace('`', "``");
    let mut connection = MySqlConnectOptions::from_str(&without_path(url))?
        .disable_statement_logging()
        .connect()
        .await?;
    let sql = format!("CREATE DATABASE `{name}` CHARACTER SET utf8mb4");
    connection.execute(AssertSqlSafe(sql)).await?;
    connection.close().await
}

/// A URL without the name of the database. User names and passwords contain no plain slash.
fn without_path(url: &str) -> String {
    let (scheme, rest) = url.split_once("://").unwrap_or(("", url));
    let (server, query) = rest.split_once('?').unwrap_or((rest, ""));
    let server = server.split_once('/').map_or(server, |(server, _)| server);
    format!("{scheme}://{server}/?{query}")
}

fn no_name() -> sqlx::Error {
    sqlx::Error::Configuration("the URL names no database".into())
}

/// Whether another process has created the database meanwhile.
fn is_present(error: &sqlx::Error) -> bool {
    let Some(error) = error.as_database_error() else {
        return false;
    };
    match error.try_downcast_ref::<sqlx::mysql::MySqlDatabaseError>() {
        Some(error) => error.number() == 1007,
        // duplicate_database, and a race that violates the unique index of databases.
        None => matches!(error.code().as_deref(), Some("42P04" | "23505")),
    }
}

fn create_error(error: &sqlx::Error) -> CreateError {
    let Some(error) = error.as_database_error() else {
        return CreateError::Other(error.to_string());
    };
    let message = error.message().to_owned();
    let is_forbidden = match error.try_downcast_ref::<sqlx::mysql::MySqlDatabaseError>() {
        Some(error) => matches!(error.number(), 1044 | 1142 | 1227),
        None => error.code().as_deref() == Some("42501"),
    };
    if is_forbidden {
        CreateError::Forbidden(message)
    } else {
        CreateError::Other(message)
    }
}
