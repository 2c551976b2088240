//! Brings a database to where deskql needs it: one at a time, all or nothing.

use std::fmt;

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{
    DatabaseConnection, DatabaseTransaction, DbBackend, IsolationLevel, SqliteTransactionMode,
    TransactionOptions, TransactionTrait,
};

use crate::{Found, Migrator, Refusal, State, without_rollback};

/// The advisory lock that two runs in one PostgreSQL database contend for ("deskql" in ASCII).
const LOCK: i64 = 0x6465_736b_716c;

/// What [`migrate`] did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Done {
    /// Whether the database was empty, so that Django's tables were made.
    pub made_django: bool,
    /// The tables that were made.
    pub tables: Vec<String>,
    /// The migrations that were applied; none if there was nothing to do.
    pub applied: Vec<String>,
}

/// Why [`migrate`] did nothing. The database is as it was.
#[derive(Debug)]
pub enum Error {
    /// The database is not one that deskql can work on.
    Refused(Refusal),
    /// The database says no.
    Database(DbErr),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(refusal) => refusal.fmt(f),
            Self::Database(_) => f.write_str("the database was left as it was"),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Refused(_) => None,
            Self::Database(error) => Some(error),
        }
    }
}

impl From<DbErr> for Error {
    fn from(error: DbErr) -> Self {
        Self::Database(error)
    }
}

/// Makes what is missing, all of it or nothing. A second run finds nothing to do; runs at the same
/// time wait for each other.
///
/// # Errors
/// A database that is not ours to touch, with what to do about it, or what the database says.
pub async fn migrate(db: &DatabaseConnection) -> Result<Done, Error> {
    let transaction = begin(db).await?;
    let outcome = advance(&transaction).await;
    if db.get_database_backend() == DbBackend::MySql {
        without_rollback::unlock(&transaction).await?;
    }
    match outcome {
        Ok(done) => transaction.commit().await.map(|()| Ok(done))?,
        Err(error) => {
            // What went wrong tells more than that it could not be taken back; a lost connection
            // takes it back, too.
            let _ = transaction.rollback().await;
            Err(error)
        }
    }
}

async fn advance(transaction: &DatabaseTransaction) -> Result<Done, Error> {
    let mysql = transaction.get_database_backend() == DbBackend::MySql;
    let mut before = Found::read(transaction).await?;
    if let Some(refusal) = before.refusal() {
        return Err(Error::Refused(refusal));
    }
    let applied = before.pending();
    if applied.is_empty() {
        return Ok(Done {
            made_django: false,
            tables: Vec::new(),
            applied,
        });
    }
    if mysql {
        without_rollback::clear(transaction, &before).await?;
        before = Found::read(transaction).await?;
    }
    match make(transaction).await {
        Ok(after) => Ok(Done {
            made_django: before.state() == State::Empty,
            tables: after
                .tables
                .into_iter()
                .filter(|table| !before.has(table))
                .collect(),
            applied,
        }),
        Err(error) => {
            if mysql {
                without_rollback::take_back(transaction, &before).await?;
            }
            Err(error)
        }
    }
}

async fn make(transaction: &DatabaseTransaction) -> Result<Found, Error> {
    Migrator::up(transaction, None).await?;
    let after = Found::read(transaction).await?;
    // What was made is held against what is asked of any database, while it can still be taken
    // back.
    after
        .refusal()
        .map_or(Ok(after), |refusal| Err(Error::Refused(refusal)))
}

/// Begins the transaction and waits until no other run is at work.
async fn begin(db: &DatabaseConnection) -> Result<DatabaseTransaction, DbErr> {
    let backend = db.get_database_backend();
    let options = TransactionOptions {
        sqlite_transaction_mode: (backend == DbBackend::Sqlite)
            .then_some(SqliteTransactionMode::Immediate),
        // What another run has made while this one waited for it is to be seen.
        isolation_level: (backend == DbBackend::MySql).then_some(IsolationLevel::ReadCommitted),
        ..TransactionOptions::default()
    };
    let transaction = db.begin_with_options(options).await?;
    match backend {
        DbBackend::Postgres => {
            transaction
                .execute_unprepared(&format!("SELECT pg_advisory_xact_lock({LOCK})"))
                .await?;
        }
        DbBackend::MySql => without_rollback::lock(&transaction).await?,
        _ => {}
    }
    Ok(transaction)
}
