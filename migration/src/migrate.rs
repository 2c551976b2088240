//! [`migrate`], which applies the pending migrations atomically.

use std::fmt;

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{
    DatabaseConnection, DatabaseTransaction, DbBackend, IsolationLevel, SqliteTransactionMode,
    TransactionOptions, TransactionTrait,
};

use crate::{Incompatibility, Inventory, Migrator, State, Version, mysql, releases};

/// Key of PostgreSQL's advisory lock that serializes runs ("deskql" in ASCII).
const POSTGRES_LOCK: i64 = 0x6465_736b_716c;

/// The result of [`migrate`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// Whether the database was empty, so that Django's tables were created.
    pub created_django: bool,
    /// The version of django-helpdesk that was found; `None` if the database was empty.
    pub version: Option<Version>,
    /// Names of the created tables.
    pub created_tables: Vec<String>,
    /// Names of the applied migrations.
    pub applied_migrations: Vec<String>,
}

/// Why [`migrate`] failed. The database is unchanged.
#[derive(Debug)]
pub enum Error {
    /// deskql cannot use this database.
    Incompatible(Incompatibility),
    /// The database reported an error.
    Database(DbErr),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Incompatible(incompatibility) => incompatibility.fmt(f),
            Self::Database(_) => f.write_str("the migration failed; the database is unchanged"),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Incompatible(_) => None,
            Self::Database(error) => Some(error),
        }
    }
}

impl From<DbErr> for Error {
    fn from(error: DbErr) -> Self {
        Self::Database(error)
    }
}

/// Applies the pending migrations, all or none. Concurrent runs wait for each other.
///
/// # Errors
/// deskql cannot use the database, or the database reports an error.
pub async fn migrate(db: &DatabaseConnection) -> Result<Report, Error> {
    let transaction = begin(db).await?;
    let result = apply_pending(&transaction).await;
    if db.get_database_backend() == DbBackend::MySql {
        mysql::unlock(&transaction).await?;
    }
    match result {
        Ok(report) => transaction.commit().await.map(|()| Ok(report))?,
        Err(error) => {
            // The first error says more than a failed rollback, and a lost connection rolls back by
            // itself.
            let _ = transaction.rollback().await;
            Err(error)
        }
    }
}

async fn apply_pending(transaction: &DatabaseTransaction) -> Result<Report, Error> {
    let is_mysql = transaction.get_database_backend() == DbBackend::MySql;
    let mut before = Inventory::read(transaction).await?;
    if let Some(incompatibility) = before.incompatibility() {
        return Err(Error::Incompatible(incompatibility));
    }
    let pending = before.pending_migrations();
    if pending.is_empty() {
        return Ok(Report {
            created_django: false,
            version: Version::of(&before.applied(releases::APP)),
            created_tables: Vec::new(),
            applied_migrations: Vec::new(),
        });
    }
    if is_mysql {
        mysql::drop_leftovers(transaction, &before).await?;
        before = Inventory::read(transaction).await?;
    }
    match apply_and_check(transaction).await {
        Ok(after) => Ok(Report {
            created_django: before.state() == State::Empty,
            version: Version::of(&before.applied(releases::APP)),
            created_tables: after
                .tables
                .into_iter()
                .filter(|table| !before.has_table(table))
                .collect(),
            applied_migrations: pending,
        }),
        Err(error) => {
            if is_mysql {
                mysql::undo(transaction, &before).await?;
            }
            Err(error)
        }
    }
}

/// Applies all migrations and checks the result, while it can still be rolled back.
async fn apply_and_check(transaction: &DatabaseTransaction) -> Result<Inventory, Error> {
    Migrator::up(transaction, None).await?;
    let after = Inventory::read(transaction).await?;
    match after.incompatibility() {
        Some(incompatibility) => Err(Error::Incompatible(incompatibility)),
        None => Ok(after),
    }
}

/// Begins the transaction and waits for concurrent runs.
async fn begin(db: &DatabaseConnection) -> Result<DatabaseTransaction, DbErr> {
    let backend = db.get_database_backend();
    let options = TransactionOptions {
        sqlite_transaction_mode: (backend == DbBackend::Sqlite)
            .then_some(SqliteTransactionMode::Immediate),
        // Makes visible what a concurrent run has created while this one waited.
        isolation_level: (backend == DbBackend::MySql).then_some(IsolationLevel::ReadCommitted),
        ..TransactionOptions::default()
    };
    let transaction = db.begin_with_options(options).await?;
    match backend {
        DbBackend::Postgres => {
            transaction
                .execute_unprepared(&format!("SELECT pg_advisory_xact_lock({POSTGRES_LOCK})"))
                .await?;
        }
        DbBackend::MySql => mysql::lock(&transaction).await?,
        _ => {}
    }
    Ok(transaction)
}
