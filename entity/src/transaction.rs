//! [`Tx`], an open transaction.

use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use sea_orm::{ConnectionTrait, DbBackend, DbErr, ExecResult, QueryResult, Statement};
use tokio::sync::Mutex;

use crate::connection::PooledConnection;
use crate::db::{ConnectionSlot, Db};

/// A transaction. Dropping it without [`Tx::commit`] stops a running statement and rolls back.
pub struct Tx {
    slot: ConnectionSlot,
    view: Db,
}

impl fmt::Debug for Tx {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tx").finish_non_exhaustive()
    }
}

impl Tx {
    /// A transaction that `db` began on `connection`.
    pub(crate) fn new(db: &Db, connection: PooledConnection) -> Self {
        let slot = Arc::new(Mutex::new(Some(connection)));
        let view = Db {
            pool: db.pool.clone(),
            transaction: Some(Arc::clone(&slot)),
            statement_count: Arc::clone(&db.statement_count),
            writer: None,
            kept_connection: None,
            share: None,
        };
        Self { slot, view }
    }

    /// A handle whose statements run in this transaction and see its changes, for code that reads
    /// from a [`Db`]. Its statements fail after the transaction has ended.
    #[must_use]
    pub fn view(&self) -> Db {
        self.view.clone()
    }

    /// Commits the transaction. A `COMMIT` that has been sent is never cancelled: it runs to its
    /// end even if this future is dropped.
    ///
    /// # Errors
    /// The database's error; nothing was written then.
    pub async fn commit(self) -> Result<(), DbErr> {
        let connection = self.take_connection().await?;
        match tokio::spawn(connection.end("COMMIT")).await {
            Ok(outcome) => outcome,
            Err(error) => Err(DbErr::Custom(format!("the commit did not end: {error}"))),
        }
    }

    /// Rolls the transaction back.
    ///
    /// # Errors
    /// The database's error.
    pub async fn rollback(self) -> Result<(), DbErr> {
        self.take_connection().await?.end("ROLLBACK").await
    }

    async fn take_connection(&self) -> Result<PooledConnection, DbErr> {
        self.slot.lock().await.take().ok_or_else(transaction_ended)
    }
}

/// The error of a statement whose transaction has ended.
pub(crate) fn transaction_ended() -> DbErr {
    DbErr::Custom("the transaction has ended".to_owned())
}

#[async_trait]
impl ConnectionTrait for Tx {
    fn get_database_backend(&self) -> DbBackend {
        self.view.get_database_backend()
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        self.view.execute_raw(statement).await
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        self.view.execute_unprepared(sql).await
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        self.view.query_one_raw(statement).await
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        self.view.query_all_raw(statement).await
    }

    fn support_returning(&self) -> bool {
        self.view.support_returning()
    }
}
