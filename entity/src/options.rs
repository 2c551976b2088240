//! Options of a pool, and the settings of its connections.

use std::time::Duration;

use sea_orm::{
    ConnectOptions, ConnectionTrait as _, Database, DatabaseConnection, DbBackend, DbErr, Statement,
};
use sqlx::Executor as _;
use sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous};

use crate::{numeric_collation, sqlite_journal};

/// Name of the SQLite collation that compares texts as decimal numbers, exactly. Texts that are not
/// numbers are equal to each other and sort after all numbers.
pub const NUMERIC_COLLATION: &str = "deskql_number";

/// Longest uninterrupted wait for SQLite's lock if statements have a time limit. SQLite cannot be
/// stopped while it waits, so several short waits replace a long one.
const MAX_BUSY_TIMEOUT: Duration = Duration::from_millis(500);

/// Interval at which PostgreSQL checks during a statement whether its client is still connected.
pub(crate) const CONNECTION_CHECK_INTERVAL: Duration = Duration::from_millis(500);

/// Options of a pool.
#[derive(Clone, Debug)]
pub struct PoolOptions {
    /// Maximum number of open connections.
    pub max_connections: u32,
    /// Time limit of waiting for a free connection or for SQLite's lock.
    pub acquire_timeout: Duration,
    /// Time limit that the server puts on each statement; `None` for no limit. SQLite has no
    /// server: its statements stop when their future is dropped.
    pub statement_timeout: Option<Duration>,
    /// Whether statements are prepared under a name and cached. Affects PostgreSQL only; must be
    /// `false` if a pooler in transaction mode is in between.
    pub prepared_statements: bool,
    /// SQLite's `journal_mode` (`wal`, `delete`, …); `None` keeps the file's mode.
    pub sqlite_journal_mode: Option<String>,
    /// Whether to create a missing SQLite file.
    pub create_if_missing: bool,
    /// Whether connections are read-only. The database rejects writes then, and [`crate::Db::begin`]
    /// fails. Never changes a session of PostgreSQL that a pooler lends to other clients too.
    pub read_only: bool,
}

impl Default for PoolOptions {
    fn default() -> Self {
        Self {
            max_connections: 8,
            acquire_timeout: Duration::from_secs(30),
            statement_timeout: None,
            prepared_statements: true,
            sqlite_journal_mode: None,
            create_if_missing: false,
            read_only: false,
        }
    }
}

/// An open pool of sqlx.
pub(crate) struct Opened {
    pub(crate) connections: DatabaseConnection,
    /// Whether all sessions are read-only, so that statements need no read-only transaction.
    pub(crate) sessions_are_read_only: bool,
}

/// Opens a pool for `sqlite:PATH`, `postgres://…` or `mysql://…` (also `mariadb://`).
///
/// # Errors
/// The URL is invalid or the database cannot be reached.
pub(crate) async fn open(url: &str, options: &PoolOptions) -> Result<Opened, DbErr> {
    if !options.read_only || !url.starts_with("postgres") {
        return Ok(Opened {
            connections: connect(url, options, false).await?,
            sessions_are_read_only: options.read_only,
        });
    }
    // A pooler rejects the parameter, or ignores it. With SET, the session would stay read-only for
    // the next client.
    match connect(url, options, true).await {
        Ok(connections) if are_sessions_read_only(&connections).await? => {
            return Ok(Opened {
                connections,
                sessions_are_read_only: true,
            });
        }
        Ok(connections) => connections.close().await?,
        Err(error) if error.to_string().contains("startup parameter") => {}
        Err(error) => return Err(error),
    }
    Ok(Opened {
        connections: connect(url, options, false).await?,
        sessions_are_read_only: false,
    })
}

async fn are_sessions_read_only(connections: &DatabaseConnection) -> Result<bool, DbErr> {
    let show = Statement::from_string(DbBackend::Postgres, "SHOW default_transaction_read_only");
    let row = connections.query_one_raw(show).await?;
    let value: Option<String> = row.map(|row| row.try_get_by_index(0)).transpose()?;
    Ok(value.as_deref() == Some("on"))
}

/// `read_only_sessions`: whether PostgreSQL starts sessions read-only.
async fn connect(
    url: &str,
    options: &PoolOptions,
    read_only_sessions: bool,
) -> Result<DatabaseConnection, DbErr> {
    let url = url
        .replacen("mariadb://", "mysql://", 1)
        .replacen("postgresql://", "postgres://", 1);
    let mut connect = ConnectOptions::new(url);
    connect
        .max_connections(options.max_connections)
        .acquire_timeout(options.acquire_timeout)
        .sqlx_logging(false)
        .test_before_acquire(false);
    let journal_mode = options
        .sqlite_journal_mode
        .as_deref()
        .filter(|_| !options.read_only);
    let journal_mode: Option<SqliteJournalMode> = journal_mode.and_then(|mode| mode.parse().ok());
    configure_sqlite(&mut connect, options, journal_mode);
    configure_postgres(&mut connect, options, read_only_sessions);
    configure_mysql(&mut connect, options);
    let pool = Database::connect(connect).await?;
    if journal_mode == Some(SqliteJournalMode::Wal) {
        sqlite_journal::enable_wal(&pool, options.acquire_timeout).await?;
    }
    Ok(pool)
}

fn configure_sqlite(
    connect: &mut ConnectOptions,
    options: &PoolOptions,
    journal_mode: Option<SqliteJournalMode>,
) {
    let busy_timeout = if options.statement_timeout.is_some() {
        options.acquire_timeout.min(MAX_BUSY_TIMEOUT)
    } else {
        options.acquire_timeout
    };
    let (create, read_only) = (options.create_if_missing, options.read_only);
    connect.map_sqlx_sqlite_opts(move |sqlite| {
        let sqlite = sqlite
            .busy_timeout(busy_timeout)
            .create_if_missing(create && !read_only)
            .read_only(read_only)
            .foreign_keys(true)
            .collation(NUMERIC_COLLATION, numeric_collation::compare)
            .statement_cache_capacity(256);
        match journal_mode {
            // Stored in the file; `open` sets it once.
            Some(SqliteJournalMode::Wal) => sqlite.synchronous(SqliteSynchronous::Full),
            Some(mode) => sqlite
                .journal_mode(mode)
                .synchronous(SqliteSynchronous::Full),
            None => sqlite,
        }
    });
}

fn configure_postgres(
    connect: &mut ConnectOptions,
    options: &PoolOptions,
    read_only_sessions: bool,
) {
    let prepared_statements = options.prepared_statements;
    connect.map_sqlx_postgres_opts(move |mut postgres| {
        if read_only_sessions {
            postgres = postgres.options([("default_transaction_read_only", "on")]);
        }
        if prepared_statements {
            return postgres;
        }
        // PgBouncer rejects `extra_float_digits` unless configured to ignore it, and no column is a
        // float.
        postgres
            .extra_float_digits(None)
            .statement_cache_capacity(0)
    });
    let Some(timeout) = options.statement_timeout.filter(|_| prepared_statements) else {
        // A pooler's sessions are shared with other clients, so limits are set per transaction.
        return;
    };
    let settings = postgres_limits(timeout, false);
    connect.map_sqlx_postgres_pool_opts(move |pool| {
        let settings = settings.clone();
        pool.after_connect(move |connection, _| {
            let settings = settings.clone();
            Box::pin(async move {
                if let Err(error) = connection.execute(sqlx::AssertSqlSafe(settings)).await {
                    // Not every operating system lets the server check the connection.
                    tracing::debug!(%error, "cannot limit the database's statements");
                }
                Ok(())
            })
        })
    });
}

/// SQL that limits the statements of a session, or of a transaction if `local`. Limits that the
/// operator has set for the role remain.
pub(crate) fn postgres_limits(timeout: Duration, local: bool) -> String {
    let set = |name: &str, milliseconds: u128| {
        format!(
            "SELECT set_config('{name}', '{milliseconds}', {local}) WHERE current_setting('{name}', true) = '0'"
        )
    };
    let check = set(
        "client_connection_check_interval",
        CONNECTION_CHECK_INTERVAL.as_millis(),
    );
    format!("{}; {check}", set("statement_timeout", timeout.as_millis()))
}

fn configure_mysql(connect: &mut ConnectOptions, options: &PoolOptions) {
    // Like Django: each statement sees what was committed before it, and a value that does not fit
    // its column is an error, whatever the server's settings.
    let mut settings = "SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED; \
        SET SESSION sql_mode = CONCAT(@@sql_mode, ',STRICT_TRANS_TABLES'), sql_auto_is_null = 0"
        .to_owned();
    if options.read_only {
        settings.insert_str(0, "SET SESSION TRANSACTION READ ONLY; ");
    }
    if let Some(timeout) = options.statement_timeout {
        // MariaDB reads the first comment and MySQL the second.
        let (seconds, milliseconds) = (timeout.as_secs_f64(), timeout.as_millis());
        settings += &format!(
            " /*M! , max_statement_time = IF(@@max_statement_time > 0, @@max_statement_time, {seconds}) */ \
             /*!80000 , max_execution_time = IF(@@max_execution_time > 0, @@max_execution_time, {milliseconds}) */"
        );
    }
    connect
        .map_sqlx_mysql_opts(|mysql| mysql.statement_cache_capacity(256))
        .map_sqlx_mysql_pool_opts(move |pool| {
            let settings = settings.clone();
            pool.after_connect(move |connection, _| {
                let settings = settings.clone();
                Box::pin(async move {
                    connection
                        .execute(sqlx::AssertSqlSafe(settings))
                        .await
                        .map(drop)
                })
            })
        });
}
