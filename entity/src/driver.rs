//! A session of the database: its connection, and how what it does is stopped from outside.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use sea_orm::{
    ConnAcquireErr, DatabaseConnection, DbBackend, DbErr, ExecResult, QueryResult, RuntimeErr,
    Statement,
};
use sea_query_sqlx::SqlxValues;
use sqlx::pool::PoolConnection;
use sqlx::{
    AssertSqlSafe, ConnectOptions as _, Connection as _, Executor as _, MySql, Postgres, Sqlite,
};
use tokio::time::Instant;

use crate::options::CONNECTION_CHECK;

/// How long the test of a connection, a rollback, or the end of another session may take.
const PATIENCE: Duration = Duration::from_secs(5);
/// SQLite looks after so many instructions of its machine whether it is to stop; thousands of them
/// take a millisecond.
const INSTRUCTIONS: i32 = 5000;

/// A session.
pub(crate) struct Session {
    connection: Kind,
    born: Instant,
}

enum Kind {
    /// MariaDB or MySQL, with the number of the session.
    MySql(PoolConnection<MySql>, u64),
    Postgres(PoolConnection<Postgres>),
    /// SQLite, with the word to stop.
    Sqlite(PoolConnection<Sqlite>, Arc<AtomicBool>),
}

/// Runs the same code on each kind of connection.
macro_rules! on {
    ($session:expr, $connection:ident => $code:expr) => {
        match &mut $session.connection {
            Kind::MySql($connection, _) => $code,
            Kind::Postgres($connection) => $code,
            Kind::Sqlite($connection, _) => $code,
        }
    };
}

impl Session {
    /// Takes a connection out of sqlx's pool.
    ///
    /// # Errors
    /// The database cannot be reached.
    pub(crate) async fn open(pool: &DatabaseConnection) -> Result<Self, DbErr> {
        let connection = match pool.get_database_backend() {
            DbBackend::MySql => {
                let mut connection = pool
                    .get_mysql_connection_pool()
                    .acquire()
                    .await
                    .map_err(acquired)?;
                let number = sqlx::query_scalar("SELECT CAST(CONNECTION_ID() AS UNSIGNED)")
                    .fetch_one(&mut *connection)
                    .await;
                Kind::MySql(connection, number.map_err(query)?)
            }
            DbBackend::Postgres => Kind::Postgres(
                pool.get_postgres_connection_pool()
                    .acquire()
                    .await
                    .map_err(acquired)?,
            ),
            DbBackend::Sqlite => {
                let mut connection = pool
                    .get_sqlite_connection_pool()
                    .acquire()
                    .await
                    .map_err(acquired)?;
                let stop = Arc::new(AtomicBool::new(false));
                let asked = Arc::clone(&stop);
                let mut handle = connection.lock_handle().await.map_err(query)?;
                handle.set_progress_handler(INSTRUCTIONS, move || !asked.load(Ordering::Relaxed));
                drop(handle);
                Kind::Sqlite(connection, stop)
            }
            other => return Err(DbErr::Custom(format!("no databases of the kind {other:?}"))),
        };
        Ok(Self {
            connection,
            born: Instant::now(),
        })
    }

    pub(crate) fn age(&self) -> Duration {
        self.born.elapsed()
    }

    /// Whether the database is still at the other end.
    pub(crate) async fn answers(&mut self) -> bool {
        let ping = async { on!(self, connection => connection.ping().await.is_ok()) };
        tokio::time::timeout(PATIENCE, ping).await.unwrap_or(false)
    }

    /// Closes the connection.
    pub(crate) async fn close(self) {
        let closed = match self.connection {
            Kind::MySql(connection, _) => connection.close().await,
            Kind::Postgres(connection) => connection.close().await,
            Kind::Sqlite(connection, _) => connection.close().await,
        };
        if let Err(error) = closed {
            tracing::debug!(%error, "a connection could not be closed");
        }
    }

    /// Closes the connection at once, without a word to the server.
    pub(crate) fn discard(self) {
        match self.connection {
            Kind::MySql(connection, _) => drop(connection.detach()),
            Kind::Postgres(connection) => drop(connection.detach()),
            Kind::Sqlite(connection, _) => drop(connection.detach()),
        }
    }

    /// Stops the statement that is running, and returns when it has ended or the server has had the
    /// time to end it. The session itself survives this on SQLite alone.
    pub(crate) async fn stop(self, pool: &DatabaseConnection) -> Option<Self> {
        let Self { connection, born } = self;
        match connection {
            Kind::Postgres(connection) => {
                // The server sees that nobody is there any more. So does a pooler, which then lets
                // go of the server.
                drop(connection.detach());
                tokio::time::sleep(CONNECTION_CHECK).await;
                None
            }
            Kind::MySql(connection, number) => {
                // It would not see that.
                let connection = connection.detach();
                let options = pool.get_mysql_connection_pool().connect_options();
                let kill = async {
                    let mut other = (*options)
                        .clone()
                        .disable_statement_logging()
                        .connect()
                        .await?;
                    other
                        .execute(AssertSqlSafe(format!("KILL CONNECTION {number}")))
                        .await?;
                    other.close().await
                };
                if let Ok(Err(error)) = tokio::time::timeout(PATIENCE, kill).await {
                    tracing::warn!(%error, "a statement that nobody waits for any more could not be stopped");
                }
                drop(connection);
                None
            }
            Kind::Sqlite(mut connection, stop) => {
                stop.store(true, Ordering::Relaxed);
                let ended = connection.lock_handle().await.is_ok();
                stop.store(false, Ordering::Relaxed);
                let session = Self {
                    connection: Kind::Sqlite(connection, stop),
                    born,
                };
                if ended {
                    return Some(session);
                }
                session.discard();
                None
            }
        }
    }

    /// Takes a transaction back that nobody ended; whether that worked.
    pub(crate) async fn roll_back(&mut self) -> bool {
        match tokio::time::timeout(PATIENCE, self.execute_unprepared("ROLLBACK")).await {
            Ok(Ok(_)) => true,
            // SQLite has taken it back already where a statement of it was stopped.
            Ok(Err(_)) => matches!(self.connection, Kind::Sqlite(..)),
            Err(_) => false,
        }
    }

    /// Runs a statement, prepared under a name that is kept, or not.
    ///
    /// # Errors
    /// What the database says.
    pub(crate) async fn execute(
        &mut self,
        statement: Statement,
        kept: bool,
    ) -> Result<ExecResult, DbErr> {
        let (sql, values) = parts(statement);
        on!(self, connection => {
            let query = sqlx::query_with(sql, values).persistent(kept);
            query.execute(&mut **connection).await.map(Into::into).map_err(exec)
        })
    }

    /// Runs SQL that has no values, without preparing it.
    ///
    /// # Errors
    /// What the database says.
    pub(crate) async fn execute_unprepared(&mut self, sql: &str) -> Result<ExecResult, DbErr> {
        on!(self, connection => {
            connection.execute(AssertSqlSafe(sql.to_owned())).await.map(Into::into).map_err(exec)
        })
    }

    /// The first row of an answer.
    ///
    /// # Errors
    /// What the database says.
    pub(crate) async fn query_one(
        &mut self,
        statement: Statement,
        kept: bool,
    ) -> Result<Option<QueryResult>, DbErr> {
        let (sql, values) = parts(statement);
        on!(self, connection => {
            let row = sqlx::query_with(sql, values).persistent(kept).fetch_optional(&mut **connection).await;
            row.map(|row| row.map(Into::into)).map_err(query)
        })
    }

    /// All rows of an answer.
    ///
    /// # Errors
    /// What the database says.
    pub(crate) async fn query_all(
        &mut self,
        statement: Statement,
        kept: bool,
    ) -> Result<Vec<QueryResult>, DbErr> {
        let (sql, values) = parts(statement);
        on!(self, connection => {
            let rows = sqlx::query_with(sql, values).persistent(kept).fetch_all(&mut **connection).await;
            rows.map(|rows| rows.into_iter().map(Into::into).collect()).map_err(query)
        })
    }
}

/// A statement as sqlx takes it. Its SQL comes from sea-query, which binds every value.
fn parts(statement: Statement) -> (AssertSqlSafe<String>, SqlxValues) {
    let values = statement
        .values
        .map_or_else(|| SqlxValues(sea_orm::Values(Vec::new())), SqlxValues);
    (AssertSqlSafe(statement.sql), values)
}

fn acquired(error: sqlx::Error) -> DbErr {
    match error {
        sqlx::Error::PoolTimedOut => DbErr::ConnectionAcquire(ConnAcquireErr::Timeout),
        sqlx::Error::PoolClosed => DbErr::ConnectionAcquire(ConnAcquireErr::ConnectionClosed),
        other => DbErr::Conn(RuntimeErr::SqlxError(Arc::new(other))),
    }
}

fn exec(error: sqlx::Error) -> DbErr {
    DbErr::Exec(RuntimeErr::SqlxError(Arc::new(error)))
}

fn query(error: sqlx::Error) -> DbErr {
    DbErr::Query(RuntimeErr::SqlxError(Arc::new(error)))
}
