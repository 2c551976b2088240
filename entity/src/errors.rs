//! Conversion from sqlx's errors to sea-orm's, and the errors after which a statement is retried or
//! its connection discarded.

use std::sync::Arc;

use sea_orm::{ConnAcquireErr, DbErr, RuntimeErr};
use sqlx::error::DatabaseError;

pub(crate) const SQLITE_BUSY: i32 = 5;

/// The error of a connection that could not be acquired.
pub(crate) fn acquire_error(error: sqlx::Error) -> DbErr {
    match error {
        sqlx::Error::PoolTimedOut => DbErr::ConnectionAcquire(ConnAcquireErr::Timeout),
        sqlx::Error::PoolClosed => DbErr::ConnectionAcquire(ConnAcquireErr::ConnectionClosed),
        other => DbErr::Conn(RuntimeErr::SqlxError(Arc::new(other))),
    }
}

/// The error of a statement that returns no rows.
pub(crate) fn exec_error(error: sqlx::Error) -> DbErr {
    DbErr::Exec(RuntimeErr::SqlxError(Arc::new(error)))
}

/// The error of a statement that returns rows.
pub(crate) fn query_error(error: sqlx::Error) -> DbErr {
    DbErr::Query(RuntimeErr::SqlxError(Arc::new(error)))
}

/// Whether SQLite reports that another connection holds the lock.
pub(crate) fn is_sqlite_busy(error: &DbErr) -> bool {
    sqlx_error(error)
        .and_then(sqlx::Error::as_database_error)
        .is_some_and(|error| primary_sqlite_code(sqlite_code(error)) == SQLITE_BUSY)
}

/// Whether the connection cannot be used again after this error.
pub(crate) fn is_connection_lost(error: &DbErr) -> bool {
    match sqlx_error(error) {
        // PostgreSQL ends the session with these.
        Some(sqlx::Error::Database(error)) => error
            .code()
            .is_some_and(|code| code.starts_with("57P") || code.starts_with("08")),
        Some(
            sqlx::Error::Io(_)
            | sqlx::Error::Tls(_)
            | sqlx::Error::Protocol(_)
            | sqlx::Error::WorkerCrashed,
        ) => true,
        _ => false,
    }
}

/// Whether a statement named a column that its table lacks, or wrote none to one that requires it.
pub(crate) fn is_column_error(error: &DbErr) -> bool {
    let Some(error) = sqlx_error(error).and_then(sqlx::Error::as_database_error) else {
        return false;
    };
    if let Some(error) = error.try_downcast_ref::<sqlx::mysql::MySqlDatabaseError>() {
        return matches!(error.number(), 1054 | 1364);
    }
    match error.code().as_deref() {
        // PostgreSQL: undefined_column, not_null_violation.
        Some("42703" | "23502") => true,
        // SQLite: SQLITE_CONSTRAINT_NOTNULL, and SQLITE_ERROR with one of two messages.
        Some("1299") => true,
        Some("1") => {
            let message = error.message();
            message.contains("no such column") || message.contains("has no column named")
        }
        _ => false,
    }
}

/// The message of [`read_only_error`].
const READ_ONLY: &str = "the connection to the database is read-only";

/// The error of a write on a read-only connection that did not reach the database.
pub(crate) fn read_only_error() -> DbErr {
    DbErr::Custom(READ_ONLY.to_owned())
}

/// Whether a write failed because the connection is read-only.
#[must_use]
pub fn is_read_only_error(error: &DbErr) -> bool {
    if let DbErr::Custom(message) = error {
        return message == READ_ONLY;
    }
    let Some(error) = sqlx_error(error).and_then(sqlx::Error::as_database_error) else {
        return false;
    };
    if let Some(error) = error.try_downcast_ref::<sqlx::mysql::MySqlDatabaseError>() {
        return error.number() == 1792;
    }
    match error.code().as_deref() {
        // PostgreSQL: read_only_sql_transaction. SQLite: SQLITE_READONLY.
        Some("25006" | "8") => true,
        _ => false,
    }
}

/// SQLite's extended code of an error; 0 if it has none.
pub(crate) fn sqlite_code(error: &dyn DatabaseError) -> i32 {
    error
        .code()
        .and_then(|code| code.parse().ok())
        .unwrap_or_default()
}

/// The primary code, which is the last byte of an extended one (sqlite.org/rescode.html).
pub(crate) fn primary_sqlite_code(code: i32) -> i32 {
    code & 0xff
}

fn sqlx_error(error: &DbErr) -> Option<&sqlx::Error> {
    match error {
        DbErr::Exec(RuntimeErr::SqlxError(error)) | DbErr::Query(RuntimeErr::SqlxError(error)) => {
            Some(error)
        }
        _ => None,
    }
}
