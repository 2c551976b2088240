//! One connection, kept from statement to statement. sqlx tests a connection each time it goes back to its pool, which
//! is a whole round trip; keeping it for the length of an answer saves that for all statements but the last.
//! Not a transaction: each statement sees what was committed before it.

use std::sync::Arc;

use sea_orm::{ConnAcquireErr, DatabaseConnection, DbBackend, DbErr, ExecResult, QueryResult, RuntimeErr, Statement};
use sea_query_sqlx::SqlxValues;
use sqlx::pool::PoolConnection;
use sqlx::{AssertSqlSafe, Executor as _, MySql, Postgres, Sqlite};

/// A connection taken out of its pool; dropped, it goes back.
pub(crate) enum Held {
    /// Of MariaDB or MySQL.
    MySql(PoolConnection<MySql>),
    /// Of PostgreSQL.
    Postgres(PoolConnection<Postgres>),
    /// Of SQLite.
    Sqlite(PoolConnection<Sqlite>),
}

/// Runs the same words on each kind of connection.
macro_rules! on {
    ($held:expr, $connection:ident => $words:expr) => {
        match $held {
            Held::MySql($connection) => $words,
            Held::Postgres($connection) => $words,
            Held::Sqlite($connection) => $words,
        }
    };
}

impl Held {
    /// Takes a connection out of the pool; `None` where connections of this database are not kept.
    ///
    /// # Errors
    /// None came free in time, or the database cannot be reached.
    pub(crate) async fn acquire(pool: &DatabaseConnection) -> Result<Option<Self>, DbErr> {
        let held = match pool.get_database_backend() {
            DbBackend::MySql => pool.get_mysql_connection_pool().acquire().await.map(Self::MySql),
            DbBackend::Postgres => pool.get_postgres_connection_pool().acquire().await.map(Self::Postgres),
            DbBackend::Sqlite => pool.get_sqlite_connection_pool().acquire().await.map(Self::Sqlite),
            _ => return Ok(None),
        };
        held.map(Some).map_err(|error| match error {
            sqlx::Error::PoolTimedOut => DbErr::ConnectionAcquire(ConnAcquireErr::Timeout),
            sqlx::Error::PoolClosed => DbErr::ConnectionAcquire(ConnAcquireErr::ConnectionClosed),
            other => DbErr::Conn(RuntimeErr::SqlxError(Arc::new(other))),
        })
    }

    /// Runs a statement.
    ///
    /// # Errors
    /// What the database says.
    pub(crate) async fn execute_raw(&mut self, statement: Statement) -> Result<ExecResult, DbErr> {
        let (sql, values) = parts(statement);
        on!(self, connection => {
            sqlx::query_with(sql, values).execute(&mut **connection).await.map(Into::into).map_err(exec)
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
    pub(crate) async fn query_one_raw(&mut self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        let (sql, values) = parts(statement);
        on!(self, connection => {
            let row = sqlx::query_with(sql, values).fetch_optional(&mut **connection).await;
            row.map(|row| row.map(Into::into)).map_err(query)
        })
    }

    /// All rows of an answer.
    ///
    /// # Errors
    /// What the database says.
    pub(crate) async fn query_all_raw(&mut self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        let (sql, values) = parts(statement);
        on!(self, connection => {
            let rows = sqlx::query_with(sql, values).fetch_all(&mut **connection).await;
            rows.map(|rows| rows.into_iter().map(Into::into).collect()).map_err(query)
        })
    }
}

/// A statement as sqlx takes it. Its SQL comes from sea-query, which binds every value.
fn parts(statement: Statement) -> (AssertSqlSafe<String>, SqlxValues) {
    let values = statement.values.map_or_else(|| SqlxValues(sea_orm::Values(Vec::new())), SqlxValues);
    (AssertSqlSafe(statement.sql), values)
}

fn exec(error: sqlx::Error) -> DbErr {
    DbErr::Exec(RuntimeErr::SqlxError(Arc::new(error)))
}

fn query(error: sqlx::Error) -> DbErr {
    DbErr::Query(RuntimeErr::SqlxError(Arc::new(error)))
}
