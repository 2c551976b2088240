//! How a pool is opened, and what each session of a server begins with.

use std::time::Duration;

use sea_orm::{ConnectOptions, Database, DatabaseConnection, DbErr};
use sqlx::Executor as _;
use sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous};

use crate::{journal, numbers};

/// The collation under which SQLite compares texts as numbers, exact to the last digit; it has no
/// type for those. Texts that are not numbers come after all that are, and are equal.
pub const NUMBER: &str = "deskql_number";

/// Longest single wait for SQLite's lock where statements can be cancelled. SQLite cannot be
/// interrupted in this wait, so it waits several times instead of once.
const BUSY_SLICE: Duration = Duration::from_millis(500);

/// How often PostgreSQL checks during a statement whether its client is still connected.
pub(crate) const CONNECTION_CHECK: Duration = Duration::from_millis(500);

/// How a pool is opened.
#[derive(Clone, Debug)]
pub struct PoolOptions {
    /// Most connections held at once.
    pub max_connections: u32,
    /// Longest wait for a free connection, and for SQLite's lock.
    pub acquire_timeout: Duration,
    /// Longest time that the server spends on one statement; `None` is no limit. SQLite has no
    /// server: there a statement ends when whoever asked stops waiting.
    pub statement_timeout: Option<Duration>,
    /// Whether statements are prepared under a name and kept. PostgreSQL only; `false` behind a
    /// pooler in transaction mode.
    pub prepared_statements: bool,
    /// `journal_mode` asked of SQLite (`wal`, `delete`, …); `None` leaves the file as it is.
    pub sqlite_journal_mode: Option<String>,
    /// Whether a missing SQLite file is made.
    pub create_if_missing: bool,
    /// Opened for reading alone (`deskql check`).
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

/// Opens a pool for `sqlite:PATH`, `postgres://…` or `mysql://…` (also `mariadb://`).
///
/// # Errors
/// What the driver says of an unreachable database or an unreadable address.
pub(crate) async fn open(url: &str, options: &PoolOptions) -> Result<DatabaseConnection, DbErr> {
    let url = url
        .replacen("mariadb://", "mysql://", 1)
        .replacen("postgresql://", "postgres://", 1);
    let mut connect = ConnectOptions::new(url);
    connect
        .max_connections(options.max_connections)
        .acquire_timeout(options.acquire_timeout)
        .sqlx_logging(false)
        .test_before_acquire(false);
    let journal = options
        .sqlite_journal_mode
        .as_deref()
        .filter(|_| !options.read_only);
    let journal: Option<SqliteJournalMode> = journal.and_then(|mode| mode.parse().ok());
    for_sqlite(&mut connect, options, journal);
    for_postgres(&mut connect, options);
    for_mysql(&mut connect, options);
    let pool = Database::connect(connect).await?;
    if journal == Some(SqliteJournalMode::Wal) {
        journal::to_wal(&pool, options.acquire_timeout).await?;
    }
    Ok(pool)
}

fn for_sqlite(
    connect: &mut ConnectOptions,
    options: &PoolOptions,
    journal: Option<SqliteJournalMode>,
) {
    let patience = options.acquire_timeout;
    let busy = if options.statement_timeout.is_some() {
        patience.min(BUSY_SLICE)
    } else {
        patience
    };
    let (create, read_only) = (options.create_if_missing, options.read_only);
    connect.map_sqlx_sqlite_opts(move |sqlite| {
        let sqlite = sqlite
            .busy_timeout(busy)
            .create_if_missing(create && !read_only)
            .read_only(read_only)
            .foreign_keys(true)
            .collation(NUMBER, numbers::compare)
            .statement_cache_capacity(256);
        match journal {
            // The file keeps it.
            Some(SqliteJournalMode::Wal) => sqlite.synchronous(SqliteSynchronous::Full),
            Some(mode) => sqlite
                .journal_mode(mode)
                .synchronous(SqliteSynchronous::Full),
            None => sqlite,
        }
    });
}

fn for_postgres(connect: &mut ConnectOptions, options: &PoolOptions) {
    if !options.prepared_statements {
        // PgBouncer rejects this parameter unless configured to ignore it, and no column of ours is
        // a float.
        connect.map_sqlx_postgres_opts(|postgres| {
            postgres
                .extra_float_digits(None)
                .statement_cache_capacity(0)
        });
        // Its sessions are shared with others: what a statement needs is set in its transaction.
        return;
    }
    let Some(timeout) = options.statement_timeout else {
        return;
    };
    let session = postgres_limits(timeout, false);
    connect.map_sqlx_postgres_pool_opts(move |pool| {
        let session = session.clone();
        pool.after_connect(move |connection, _| {
            let session = session.clone();
            Box::pin(async move {
                if let Err(error) = connection.execute(sqlx::AssertSqlSafe(session)).await {
                    // A server on an operating system that does not tell whether a client is still
                    // there.
                    tracing::debug!(%error, "the database takes no limits for its statements");
                }
                Ok(())
            })
        })
    });
}

/// Limits a session's, or a transaction's, statements; what the operator has set for the role
/// stays.
pub(crate) fn postgres_limits(timeout: Duration, local: bool) -> String {
    let set = |name: &str, milliseconds: u128| {
        format!(
            "SELECT set_config('{name}', '{milliseconds}', {local}) WHERE current_setting('{name}', true) = '0'"
        )
    };
    let check = set(
        "client_connection_check_interval",
        CONNECTION_CHECK.as_millis(),
    );
    format!("{}; {check}", set("statement_timeout", timeout.as_millis()))
}

fn for_mysql(connect: &mut ConnectOptions, options: &PoolOptions) {
    // Each statement sees what was committed before it, as on PostgreSQL and as Django has it; what
    // does not fit a column is an error, whatever the server's settings.
    let mut session = "SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED; \
        SET SESSION sql_mode = CONCAT(@@sql_mode, ',STRICT_TRANS_TABLES'), sql_auto_is_null = 0"
        .to_owned();
    if let Some(timeout) = options.statement_timeout {
        // MariaDB reads the first comment and MySQL the second.
        let (seconds, milliseconds) = (timeout.as_secs_f64(), timeout.as_millis());
        session += &format!(
            " /*M! , max_statement_time = IF(@@max_statement_time > 0, @@max_statement_time, {seconds}) */ \
             /*!80000 , max_execution_time = IF(@@max_execution_time > 0, @@max_execution_time, {milliseconds}) */"
        );
    }
    connect
        .map_sqlx_mysql_opts(|mysql| mysql.statement_cache_capacity(256))
        .map_sqlx_mysql_pool_opts(move |pool| {
            let session = session.clone();
            pool.after_connect(move |connection, _| {
                let session = session.clone();
                Box::pin(async move {
                    connection
                        .execute(sqlx::AssertSqlSafe(session))
                        .await
                        .map(drop)
                })
            })
        });
}
