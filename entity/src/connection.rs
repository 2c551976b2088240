//! A connection of the pool, acquired for a statement, a request or a transaction. Dropping it stops
//! a running statement and rolls an open transaction back. Only a healthy connection returns to the
//! pool.

use std::pin::Pin;

use sea_orm::{DbBackend, DbErr, ExecResult, QueryResult, Statement};
use tokio::sync::{OwnedMutexGuard, OwnedSemaphorePermit};
use tokio::time::Instant;

use crate::driver::DriverConnection;
use crate::errors::{is_connection_lost, is_sqlite_busy};
use crate::options::postgres_limits;
use crate::pool::Pool;

/// A connection in use.
pub(crate) struct PooledConnection {
    pool: Pool,
    /// `Some` until it is dropped.
    driver: Option<DriverConnection>,
    /// Permits of the caller's share and of the pool.
    permits: Vec<OwnedSemaphorePermit>,
    /// On SQLite, while it writes.
    write_turn: Option<OwnedMutexGuard<()>>,
    statement_running: bool,
    in_transaction: bool,
    lost: bool,
}

/// Runs a statement; the flag says whether it is prepared under a name and cached.
type Run<T> = for<'a> fn(
    &'a mut DriverConnection,
    Statement,
    bool,
) -> Pin<Box<dyn Future<Output = Result<T, DbErr>> + Send + 'a>>;

impl PooledConnection {
    pub(crate) fn new(
        pool: Pool,
        driver: DriverConnection,
        permits: Vec<OwnedSemaphorePermit>,
    ) -> Self {
        Self {
            pool,
            driver: Some(driver),
            permits,
            write_turn: None,
            statement_running: false,
            in_transaction: false,
            lost: false,
        }
    }

    /// Begins a transaction with `begin`, the database's statement for it, and holds the write turn
    /// until the transaction ends.
    ///
    /// # Errors
    /// The database's error.
    pub(crate) async fn begin(
        &mut self,
        begin: &str,
        write_turn: Option<OwnedMutexGuard<()>>,
    ) -> Result<(), DbErr> {
        self.write_turn = write_turn;
        // Set before the statement runs: if this future is dropped meanwhile, the transaction may
        // still begin and must then be rolled back.
        self.in_transaction = true;
        self.execute_unprepared(begin).await?;
        Ok(())
    }

    /// Ends the transaction with `COMMIT` or `ROLLBACK`.
    ///
    /// # Errors
    /// The database's error; the transaction is rolled back then.
    pub(crate) async fn end(mut self, sql: &'static str) -> Result<(), DbErr> {
        self.execute_unprepared(sql).await?;
        self.in_transaction = false;
        Ok(())
    }

    pub(crate) async fn execute_raw(&mut self, statement: Statement) -> Result<ExecResult, DbErr> {
        self.run(statement, |driver, statement, cached| {
            Box::pin(driver.execute(statement, cached))
        })
        .await
    }

    pub(crate) async fn execute_unprepared(&mut self, sql: &str) -> Result<ExecResult, DbErr> {
        let statement = Statement::from_string(self.pool.backend(), sql);
        self.run_when_unlocked(statement, |driver, statement, _| {
            Box::pin(async move { driver.execute_unprepared(&statement.sql).await })
        })
        .await
    }

    pub(crate) async fn query_one_raw(
        &mut self,
        statement: Statement,
    ) -> Result<Option<QueryResult>, DbErr> {
        self.run(statement, |driver, statement, cached| {
            Box::pin(driver.query_one(statement, cached))
        })
        .await
    }

    pub(crate) async fn query_all_raw(
        &mut self,
        statement: Statement,
    ) -> Result<Vec<QueryResult>, DbErr> {
        self.run(statement, |driver, statement, cached| {
            Box::pin(driver.query_all(statement, cached))
        })
        .await
    }

    async fn run<T>(&mut self, statement: Statement, run: Run<T>) -> Result<T, DbErr> {
        if self.in_transaction || !self.pool.wraps_statements() {
            return self.run_when_unlocked(statement, run).await;
        }
        // Behind a pooler. Preparing and running are two messages, which it sends to the same
        // session only within a transaction.
        let limits = self
            .pool
            .statement_timeout()
            .map(|timeout| postgres_limits(timeout, true));
        // The pooler's sessions are shared, so this is not a setting of the session either.
        let mode = if self.pool.is_read_only() {
            "BEGIN READ ONLY"
        } else {
            "BEGIN"
        };
        let begin = format!("{mode}; {}", limits.unwrap_or_default());
        self.begin(&begin, None).await?;
        let result = self.run_when_unlocked(statement, run).await;
        let end = if result.is_ok() { "COMMIT" } else { "ROLLBACK" };
        self.execute_unprepared(end).await?;
        self.in_transaction = false;
        result
    }

    /// Runs a statement. On SQLite, repeats it while another program holds the lock, up to the
    /// pool's acquire timeout.
    async fn run_when_unlocked<T>(
        &mut self,
        statement: Statement,
        run: Run<T>,
    ) -> Result<T, DbErr> {
        let cached = self.pool.caches_statements();
        let Some(driver) = &mut self.driver else {
            return Err(DbErr::Custom("the connection is closed".to_owned()));
        };
        let start = Instant::now();
        self.statement_running = true;
        let result = if self.pool.backend() == DbBackend::Sqlite {
            loop {
                match run(driver, statement.clone(), cached).await {
                    Err(error)
                        if is_sqlite_busy(&error)
                            && start.elapsed() < self.pool.acquire_timeout() => {}
                    result => break result,
                }
            }
        } else {
            run(driver, statement, cached).await
        };
        self.statement_running = false;
        self.lost |= result.as_ref().is_err_and(is_connection_lost);
        result
    }
}

impl Drop for PooledConnection {
    fn drop(&mut self) {
        let Some(driver) = self.driver.take() else {
            return;
        };
        if self.lost {
            driver.discard();
        } else if !self.statement_running && !self.in_transaction {
            self.pool.put(driver);
        } else if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            let pool = self.pool.clone();
            let (statement_running, in_transaction) = (self.statement_running, self.in_transaction);
            // Held until the connection is clean, because others wait for them.
            let held = (std::mem::take(&mut self.permits), self.write_turn.take());
            runtime.spawn(async move {
                let mut driver = Some(driver);
                if statement_running && let Some(running) = driver.take() {
                    driver = pool.stop(running).await;
                }
                if in_transaction && let Some(mut open) = driver.take() {
                    if open.roll_back().await {
                        driver = Some(open);
                    } else {
                        open.discard();
                    }
                }
                if let Some(driver) = driver {
                    pool.put(driver);
                }
                drop(held);
            });
        } else {
            driver.discard();
        }
    }
}
