//! A session that builds and removes indexes while no other run does.

use std::time::{Duration, Instant};

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{
    DatabaseConnection, DatabaseTransaction, DbBackend, SqliteTransactionMode, Statement,
    TransactionOptions, TransactionTrait,
};

use super::installed::{self, Installed};
use super::{Index, IndexError, foreign_keys};
use crate::{Inventory, mysql};

/// Key of PostgreSQL's advisory lock that serializes runs ("deskqi" in ASCII).
const POSTGRES_LOCK: i64 = 0x6465_736b_7169;
/// Pause between attempts to get the lock on PostgreSQL.
const PAUSE: Duration = Duration::from_millis(200);
/// How long to wait for the lock on PostgreSQL.
const TIMEOUT: Duration = Duration::from_secs(3600);

/// A connection with the lock. On SQLite and MariaDB, statements run on it. On PostgreSQL they run
/// on another one, because `CREATE INDEX CONCURRENTLY` cannot run in a transaction, and a lock of a
/// session does not work through poolers.
pub(super) struct Session<'a> {
    db: &'a DatabaseConnection,
    lock: DatabaseTransaction,
}

impl<'a> Session<'a> {
    /// Waits for concurrent runs.
    pub(super) async fn open(db: &'a DatabaseConnection) -> Result<Self, DbErr> {
        let lock = match db.get_database_backend() {
            DbBackend::Postgres => lock_postgres(db).await?,
            DbBackend::MySql => {
                let lock = db.begin().await?;
                mysql::lock(&lock).await?;
                lock
            }
            _ => {
                db.begin_with_options(TransactionOptions {
                    sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
                    ..TransactionOptions::default()
                })
                .await?
            }
        };
        Ok(Self { db, lock })
    }

    /// Releases the lock. On SQLite, also commits or rolls back.
    pub(super) async fn close<T>(self, result: Result<T, IndexError>) -> Result<T, IndexError> {
        if self.backend() == DbBackend::MySql {
            mysql::unlock(&self.lock).await?;
        }
        match result {
            Ok(value) => {
                self.lock.commit().await?;
                Ok(value)
            }
            Err(error) => {
                // The first error says more than a failed rollback.
                let _ = self.lock.rollback().await;
                Err(error)
            }
        }
    }

    pub(super) fn backend(&self) -> DbBackend {
        self.db.get_database_backend()
    }

    pub(super) async fn inventory(&self) -> Result<Inventory, DbErr> {
        match self.backend() {
            DbBackend::Postgres => Inventory::read(self.db).await,
            _ => Inventory::read(&self.lock).await,
        }
    }

    pub(super) async fn installed(&self) -> Result<Vec<Installed>, DbErr> {
        match self.backend() {
            DbBackend::Postgres => installed::read(self.db).await,
            _ => installed::read(&self.lock).await,
        }
    }

    /// Creates an index.
    pub(super) async fn create(&self, index: &Index) -> Result<(), DbErr> {
        let sql = match self.backend() {
            DbBackend::MySql => foreign_keys::creation(&self.lock, index).await?,
            backend => index.create(backend),
        };
        self.execute(&sql).await
    }

    async fn execute(&self, sql: &str) -> Result<(), DbErr> {
        let executed = match self.backend() {
            DbBackend::Postgres => self.db.execute_unprepared(sql).await,
            _ => self.lock.execute_unprepared(sql).await,
        };
        executed.map(drop)
    }

    /// Removes an index.
    pub(super) async fn remove(&self, index: &Installed) -> Result<(), DbErr> {
        let name = &index.name;
        let sql = match self.backend() {
            DbBackend::Postgres => format!("DROP INDEX CONCURRENTLY \"{name}\""),
            DbBackend::MySql => foreign_keys::removal(&self.lock, index).await?,
            _ => format!("DROP INDEX \"{name}\""),
        };
        self.execute(&sql).await
    }
}

/// Gets the lock in a transaction, which keeps it. Each attempt is a separate transaction:
/// `CREATE INDEX CONCURRENTLY` of another run waits for transactions that run a statement, and
/// would wait forever for one that waits for that run.
async fn lock_postgres(db: &DatabaseConnection) -> Result<DatabaseTransaction, DbErr> {
    let started = Instant::now();
    loop {
        let transaction = db.begin().await?;
        let sql = format!("SELECT pg_try_advisory_xact_lock({POSTGRES_LOCK})");
        let row = transaction
            .query_one_raw(Statement::from_string(DbBackend::Postgres, sql))
            .await?;
        let is_locked = row.map(|row| row.try_get_by_index(0)).transpose()?;
        if is_locked == Some(true) {
            // Also ends the statement before, whose snapshot the creation of an index would wait
            // for.
            transaction
                .execute_unprepared("SET LOCAL idle_in_transaction_session_timeout = 0")
                .await?;
            return Ok(transaction);
        }
        transaction.rollback().await?;
        if started.elapsed() > TIMEOUT {
            return Err(DbErr::Custom(
                "timed out waiting for another run that builds indexes".to_owned(),
            ));
        }
        tokio::time::sleep(PAUSE).await;
    }
}
