//! One connection in use, for a statement, an answer or a transaction. Dropped while a statement
//! runs, it stops the statement; dropped within a transaction, it takes that back. Only what is in
//! order goes back to the pool.

use std::pin::Pin;

use sea_orm::{DbBackend, DbErr, ExecResult, QueryResult, RuntimeErr, Statement};
use tokio::sync::{OwnedMutexGuard, OwnedSemaphorePermit};
use tokio::time::Instant;

use crate::driver::Session;
use crate::options::postgres_limits;
use crate::pool::Pool;
use crate::probe;

/// A connection in use.
pub(crate) struct Held {
    pool: Pool,
    /// There until it is dropped.
    session: Option<Session>,
    /// Its places among the caller's and among all.
    places: Vec<OwnedSemaphorePermit>,
    /// Its turn to write, on SQLite.
    turn: Option<OwnedMutexGuard<()>>,
    /// A statement is running.
    busy: bool,
    /// A transaction is open.
    within: bool,
    /// The connection was lost.
    broken: bool,
}

/// What a session does with a statement.
type Call<T> = for<'a> fn(
    &'a mut Session,
    Statement,
    bool,
) -> Pin<Box<dyn Future<Output = Result<T, DbErr>> + Send + 'a>>;

impl Held {
    pub(crate) fn new(pool: Pool, session: Session, places: Vec<OwnedSemaphorePermit>) -> Self {
        Self {
            pool,
            session: Some(session),
            places,
            turn: None,
            busy: false,
            within: false,
            broken: false,
        }
    }

    /// Begins a transaction, with the turn to write where there is one. `begin` is the database's
    /// own statement.
    ///
    /// # Errors
    /// What the database says.
    pub(crate) async fn begin(
        &mut self,
        begin: &str,
        turn: Option<OwnedMutexGuard<()>>,
    ) -> Result<(), DbErr> {
        self.turn = turn;
        // Before the statement: dropped while it runs, it may still begin the transaction, which
        // must be rolled back.
        self.within = true;
        self.unprepared(begin).await?;
        Ok(())
    }

    /// Ends the transaction: `COMMIT` or `ROLLBACK`.
    ///
    /// # Errors
    /// What the database says; then nothing of it lasts.
    pub(crate) async fn end(mut self, how: &str) -> Result<(), DbErr> {
        self.unprepared(how).await?;
        self.within = false;
        Ok(())
    }

    pub(crate) async fn execute_raw(&mut self, statement: Statement) -> Result<ExecResult, DbErr> {
        self.run(statement, |session, statement, kept| {
            Box::pin(session.execute(statement, kept))
        })
        .await
    }

    pub(crate) async fn execute_unprepared(&mut self, sql: &str) -> Result<ExecResult, DbErr> {
        self.unprepared(sql).await
    }

    pub(crate) async fn query_one_raw(
        &mut self,
        statement: Statement,
    ) -> Result<Option<QueryResult>, DbErr> {
        self.run(statement, |session, statement, kept| {
            Box::pin(session.query_one(statement, kept))
        })
        .await
    }

    pub(crate) async fn query_all_raw(
        &mut self,
        statement: Statement,
    ) -> Result<Vec<QueryResult>, DbErr> {
        self.run(statement, |session, statement, kept| {
            Box::pin(session.query_all(statement, kept))
        })
        .await
    }

    async fn unprepared(&mut self, sql: &str) -> Result<ExecResult, DbErr> {
        let statement = Statement::from_string(self.pool.backend(), sql);
        self.repeat(statement, |session, statement, _| {
            Box::pin(async move { session.execute_unprepared(&statement.sql).await })
        })
        .await
    }

    async fn run<T>(&mut self, statement: Statement, call: Call<T>) -> Result<T, DbErr> {
        if self.pool.prepares() || self.within || self.pool.backend() != DbBackend::Postgres {
            return self.repeat(statement, call).await;
        }
        // Preparing and running are two messages. A pooler hands both to the same session in a
        // transaction only.
        let limits = self
            .pool
            .statement_timeout()
            .map(|timeout| postgres_limits(timeout, true));
        let begin = format!("BEGIN; {}", limits.unwrap_or_default());
        self.begin(&begin, None).await?;
        let outcome = self.repeat(statement, call).await;
        self.unprepared(if outcome.is_ok() {
            "COMMIT"
        } else {
            "ROLLBACK"
        })
        .await?;
        self.within = false;
        outcome
    }

    /// Runs a statement; on SQLite again and again while another program holds the lock, as long as
    /// is waited for it.
    async fn repeat<T>(&mut self, statement: Statement, call: Call<T>) -> Result<T, DbErr> {
        let kept = self.pool.prepares();
        let Some(session) = &mut self.session else {
            return Err(DbErr::Custom("the connection is gone".to_owned()));
        };
        let begun = Instant::now();
        self.busy = true;
        let outcome = if self.pool.backend() == DbBackend::Sqlite {
            loop {
                match call(session, statement.clone(), kept).await {
                    Err(error) if is_busy(&error) && begun.elapsed() < self.pool.patience() => {}
                    outcome => break outcome,
                }
            }
        } else {
            call(session, statement, kept).await
        };
        self.busy = false;
        self.broken |= outcome.as_ref().is_err_and(is_lost);
        outcome
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        let Some(session) = self.session.take() else {
            return;
        };
        if self.broken {
            session.discard();
        } else if !self.busy && !self.within {
            self.pool.put(session);
        } else if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            let (pool, busy, within) = (self.pool.clone(), self.busy, self.within);
            // Others wait for these until it is over.
            let kept = (std::mem::take(&mut self.places), self.turn.take());
            runtime.spawn(async move {
                let mut session = Some(session);
                if busy && let Some(running) = session.take() {
                    session = pool.stop(running).await;
                }
                if within && let Some(mut open) = session.take() {
                    if open.roll_back().await {
                        session = Some(open);
                    } else {
                        open.discard();
                    }
                }
                if let Some(session) = session {
                    pool.put(session);
                }
                drop(kept);
            });
        } else {
            session.discard();
        }
    }
}

fn inner(error: &DbErr) -> Option<&sqlx::Error> {
    match error {
        DbErr::Exec(RuntimeErr::SqlxError(inner)) | DbErr::Query(RuntimeErr::SqlxError(inner)) => {
            Some(inner)
        }
        _ => None,
    }
}

/// Whether SQLite says that another holds the lock.
fn is_busy(error: &DbErr) -> bool {
    inner(error)
        .and_then(sqlx::Error::as_database_error)
        .is_some_and(probe::is_busy)
}

/// Whether the connection is of no use any more.
fn is_lost(error: &DbErr) -> bool {
    match inner(error) {
        Some(sqlx::Error::Database(answer)) => {
            // PostgreSQL ends the session with these.
            answer
                .code()
                .is_some_and(|code| code.starts_with("57P") || code.starts_with("08"))
        }
        Some(
            sqlx::Error::Io(_)
            | sqlx::Error::Tls(_)
            | sqlx::Error::Protocol(_)
            | sqlx::Error::WorkerCrashed,
        ) => true,
        _ => false,
    }
}
