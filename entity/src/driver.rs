//! A connection of sqlx, on any of the databases, and how to stop its running statement.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use sea_orm::{DatabaseConnection, DbBackend, DbErr, ExecResult, QueryResult, Statement};
use sea_query_sqlx::SqlxValues;
use sqlx::pool::PoolConnection;
use sqlx::{
    AssertSqlSafe, ConnectOptions as _, Connection as _, Executor as _, MySql, Postgres, Sqlite,
};
use tokio::time::Instant;

use crate::errors::{acquire_error, exec_error, query_error};
use crate::options::CONNECTION_CHECK_INTERVAL;

/// Time limit for a ping, a rollback, and killing another session.
const TIMEOUT: Duration = Duration::from_secs(5);
/// Number of virtual machine instructions after which SQLite checks whether to stop. Thousands of
/// them take a millisecond.
const INSTRUCTIONS_PER_CHECK: i32 = 5000;

/// A connection, and the means to stop its statement.
pub(crate) struct DriverConnection {
    kind: Kind,
    opened_at: Instant,
}

enum Kind {
    /// MariaDB or MySQL, with the connection's id on the server.
    MySql(PoolConnection<MySql>, u64),
    Postgres(PoolConnection<Postgres>),
    /// SQLite, with the flag that stops its statement.
    Sqlite(PoolConnection<Sqlite>, Arc<AtomicBool>),
}

/// Runs the same code for each kind of connection.
macro_rules! for_any_kind {
    ($driver:expr, $connection:ident => $code:expr) => {
        match &mut $driver.kind {
            Kind::MySql($connection, _) => $code,
            Kind::Postgres($connection) => $code,
            Kind::Sqlite($connection, _) => $code,
        }
    };
}

impl DriverConnection {
    /// Acquires a connection from sqlx's pool.
    ///
    /// # Errors
    /// The database cannot be reached.
    pub(crate) async fn open(pool: &DatabaseConnection) -> Result<Self, DbErr> {
        let kind = match pool.get_database_backend() {
            DbBackend::MySql => {
                let mut connection = pool
                    .get_mysql_connection_pool()
                    .acquire()
                    .await
                    .map_err(acquire_error)?;
                let id = sqlx::query_scalar("SELECT CAST(CONNECTION_ID() AS UNSIGNED)")
                    .fetch_one(&mut *connection)
                    .await;
                Kind::MySql(connection, id.map_err(query_error)?)
            }
            DbBackend::Postgres => Kind::Postgres(
                pool.get_postgres_connection_pool()
                    .acquire()
                    .await
                    .map_err(acquire_error)?,
            ),
            DbBackend::Sqlite => {
                let mut connection = pool
                    .get_sqlite_connection_pool()
                    .acquire()
                    .await
                    .map_err(acquire_error)?;
                let stop = Arc::new(AtomicBool::new(false));
                let stop_flag = Arc::clone(&stop);
                let mut handle = connection.lock_handle().await.map_err(query_error)?;
                handle.set_progress_handler(INSTRUCTIONS_PER_CHECK, move || {
                    !stop_flag.load(Ordering::Relaxed)
                });
                drop(handle);
                Kind::Sqlite(connection, stop)
            }
            other => return Err(DbErr::Custom(format!("unsupported database: {other:?}"))),
        };
        Ok(Self {
            kind,
            opened_at: Instant::now(),
        })
    }

    pub(crate) fn age(&self) -> Duration {
        self.opened_at.elapsed()
    }

    /// Whether the database answers a ping.
    pub(crate) async fn ping(&mut self) -> bool {
        let ping = async { for_any_kind!(self, connection => connection.ping().await.is_ok()) };
        tokio::time::timeout(TIMEOUT, ping).await.unwrap_or(false)
    }

    /// Closes the connection.
    pub(crate) async fn close(self) {
        let closed = match self.kind {
            Kind::MySql(connection, _) => connection.close().await,
            Kind::Postgres(connection) => connection.close().await,
            Kind::Sqlite(connection, _) => connection.close().await,
        };
        if let Err(error) = closed {
            tracing::debug!(%error, "cannot close a database connection");
        }
    }

    /// Drops the connection without notifying the server.
    pub(crate) fn discard(self) {
        match self.kind {
            Kind::MySql(connection, _) => drop(connection.detach()),
            Kind::Postgres(connection) => drop(connection.detach()),
            Kind::Sqlite(connection, _) => drop(connection.detach()),
        }
    }

    /// Stops the running statement, and returns once it has ended or the server has had time to end
    /// it. Only SQLite's connections can be used afterwards.
    pub(crate) async fn stop(self, pool: &DatabaseConnection) -> Option<Self> {
        let Self { kind, opened_at } = self;
        match kind {
            Kind::Postgres(connection) => {
                // The server notices the closed connection. So does a pooler, which then closes its
                // own connection to the server.
                drop(connection.detach());
                tokio::time::sleep(CONNECTION_CHECK_INTERVAL).await;
                None
            }
            Kind::MySql(connection, id) => {
                // The server does not notice a closed connection while a statement runs.
                let connection = connection.detach();
                let options = pool.get_mysql_connection_pool().connect_options();
                let kill = async {
                    let mut other = (*options)
                        .clone()
                        .disable_statement_logging()
                        .connect()
                        .await?;
                    other
                        .execute(AssertSqlSafe(format!("KILL CONNECTION {id}")))
                        .await?;
                    other.close().await
                };
                if let Ok(Err(error)) = tokio::time::timeout(TIMEOUT, kill).await {
                    tracing::warn!(%error, "cannot stop an abandoned statement");
                }
                drop(connection);
                None
            }
            Kind::Sqlite(mut connection, stop) => {
                stop.store(true, Ordering::Relaxed);
                let ended = connection.lock_handle().await.is_ok();
                stop.store(false, Ordering::Relaxed);
                let driver = Self {
                    kind: Kind::Sqlite(connection, stop),
                    opened_at,
                };
                if ended {
                    return Some(driver);
                }
                driver.discard();
                None
            }
        }
    }

    /// Rolls back an open transaction. Returns whether it succeeded.
    pub(crate) async fn roll_back(&mut self) -> bool {
        match tokio::time::timeout(TIMEOUT, self.execute_unprepared("ROLLBACK")).await {
            Ok(Ok(_)) => true,
            // Stopping a statement has already rolled back SQLite's transaction.
            Ok(Err(_)) => matches!(self.kind, Kind::Sqlite(..)),
            Err(_) => false,
        }
    }

    /// Runs a statement that returns no rows; `cached` says whether to prepare it under a name and
    /// cache it.
    ///
    /// # Errors
    /// The database's error.
    pub(crate) async fn execute(
        &mut self,
        statement: Statement,
        cached: bool,
    ) -> Result<ExecResult, DbErr> {
        let (sql, values) = split(statement);
        for_any_kind!(self, connection => {
            let query = sqlx::query_with(sql, values).persistent(cached);
            query.execute(&mut **connection).await.map(Into::into).map_err(exec_error)
        })
    }

    /// Runs SQL without bound values and without preparing it.
    ///
    /// # Errors
    /// The database's error.
    pub(crate) async fn execute_unprepared(&mut self, sql: &str) -> Result<ExecResult, DbErr> {
        for_any_kind!(self, connection => {
            connection.execute(AssertSqlSafe(sql.to_owned())).await.map(Into::into).map_err(exec_error)
        })
    }

    /// Runs a statement and returns its first row.
    ///
    /// # Errors
    /// The database's error.
    pub(crate) async fn query_one(
        &mut self,
        statement: Statement,
        cached: bool,
    ) -> Result<Option<QueryResult>, DbErr> {
        let (sql, values) = split(statement);
        for_any_kind!(self, connection => {
            let row = sqlx::query_with(sql, values).persistent(cached).fetch_optional(&mut **connection).await;
            row.map(|row| row.map(Into::into)).map_err(query_error)
        })
    }

    /// Runs a statement and returns its rows.
    ///
    /// # Errors
    /// The database's error.
    pub(crate) async fn query_all(
        &mut self,
        statement: Statement,
        cached: bool,
    ) -> Result<Vec<QueryResult>, DbErr> {
        let (sql, values) = split(statement);
        for_any_kind!(self, connection => {
            let rows = sqlx::query_with(sql, values).persistent(cached).fetch_all(&mut **connection).await;
            rows.map(|rows| rows.into_iter().map(Into::into).collect()).map_err(query_error)
        })
    }
}

/// The SQL and values for sqlx. The SQL is safe because sea-query binds every value.
fn split(statement: Statement) -> (AssertSqlSafe<String>, SqlxValues) {
    let values = statement
        .values
        .map_or_else(|| SqlxValues(sea_orm::Values(Vec::new())), SqlxValues);
    (AssertSqlSafe(statement.sql), values)
}
