//! The pool of connections. It keeps idle connections itself instead of returning them to sqlx's
//! pool, which would ping each of them (a round trip) and lose what [`DriverConnection`] knows.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use sea_orm::{ConnAcquireErr, DatabaseConnection, DbBackend, DbErr};
use tokio::sync::{AcquireError, OwnedSemaphorePermit, Semaphore};
use tokio::time::Instant;

use crate::columns::Columns;
use crate::connection::PooledConnection;
use crate::driver::DriverConnection;
use crate::options::{Opened, PoolOptions};
use crate::share::Share;

/// Idle time after which a connection is pinged before it is used.
const PING_AFTER: Duration = Duration::from_secs(5);
/// Idle time after which a connection returns to sqlx's pool, which closes it eventually.
const MAX_IDLE: Duration = Duration::from_secs(300);
/// Age at which a connection returns to sqlx's pool, which replaces it.
const MAX_AGE: Duration = Duration::from_secs(1800);

/// The connections to one database. Clones share them.
#[derive(Clone)]
pub(crate) struct Pool(Arc<Inner>);

struct Inner {
    connections: DatabaseConnection,
    /// One permit per connection.
    permits: Arc<Semaphore>,
    /// Idle connections with the time of their return, the latest last.
    idle: Mutex<Vec<(DriverConnection, Instant)>>,
    closed: AtomicBool,
    acquire_timeout: Duration,
    statement_timeout: Option<Duration>,
    prepared_statements: bool,
    read_only: bool,
    /// Whether each statement outside of a transaction runs in one.
    wraps_statements: bool,
    columns: Columns,
}

impl Pool {
    pub(crate) fn new(opened: Opened, options: &PoolOptions) -> Self {
        let Opened {
            connections,
            sessions_are_read_only,
        } = opened;
        let max_connections = match connections.get_database_backend() {
            DbBackend::MySql => connections
                .get_mysql_connection_pool()
                .options()
                .get_max_connections(),
            DbBackend::Postgres => connections
                .get_postgres_connection_pool()
                .options()
                .get_max_connections(),
            _ => connections
                .get_sqlite_connection_pool()
                .options()
                .get_max_connections(),
        };
        let max_connections = usize::try_from(max_connections)
            .unwrap_or(1)
            .clamp(1, Semaphore::MAX_PERMITS);
        let wraps_statements = connections.get_database_backend() == DbBackend::Postgres
            && (!options.prepared_statements || options.read_only && !sessions_are_read_only);
        Self(Arc::new(Inner {
            connections,
            permits: Arc::new(Semaphore::new(max_connections)),
            idle: Mutex::default(),
            closed: AtomicBool::new(false),
            acquire_timeout: options.acquire_timeout,
            statement_timeout: options.statement_timeout,
            prepared_statements: options.prepared_statements,
            read_only: options.read_only,
            wraps_statements,
            columns: Columns::default(),
        }))
    }

    pub(crate) fn backend(&self) -> DbBackend {
        self.0.connections.get_database_backend()
    }

    /// sea-orm's pool. All idle connections return to it, so that its user does not wait for them.
    pub(crate) fn connections(&self) -> &DatabaseConnection {
        drop(self.take_idle());
        &self.0.connections
    }

    /// Time limit of waiting for a connection or for SQLite's lock.
    pub(crate) fn acquire_timeout(&self) -> Duration {
        self.0.acquire_timeout
    }

    /// Time limit of a statement.
    pub(crate) fn statement_timeout(&self) -> Option<Duration> {
        self.0.statement_timeout
    }

    /// Whether statements are prepared under a name and cached.
    pub(crate) fn caches_statements(&self) -> bool {
        self.0.prepared_statements
    }

    /// Whether connections are read-only.
    pub(crate) fn is_read_only(&self) -> bool {
        self.0.read_only
    }

    /// Whether each statement outside of a transaction runs in one.
    pub(crate) fn wraps_statements(&self) -> bool {
        self.0.wraps_statements
    }

    /// The columns that Django's tables have.
    pub(crate) fn columns(&self) -> &Columns {
        &self.0.columns
    }

    /// Waits for a connection within the limits of `share` and of the pool.
    ///
    /// # Errors
    /// No connection became free in time, or the database cannot be reached.
    pub(crate) async fn acquire(&self, share: Option<&Share>) -> Result<PooledConnection, DbErr> {
        let permits = tokio::time::timeout(self.0.acquire_timeout, self.acquire_permits(share))
            .await
            .map_err(|_| DbErr::ConnectionAcquire(ConnAcquireErr::Timeout))?
            .map_err(|_| DbErr::ConnectionAcquire(ConnAcquireErr::ConnectionClosed))?;
        let driver = match self.take_healthy().await {
            Some(driver) => driver,
            None => DriverConnection::open(&self.0.connections).await?,
        };
        Ok(PooledConnection::new(self.clone(), driver, permits))
    }

    async fn acquire_permits(
        &self,
        share: Option<&Share>,
    ) -> Result<Vec<OwnedSemaphorePermit>, AcquireError> {
        let mut permits = Vec::new();
        // The pool's permit comes last: a caller waiting for its share must not hold one.
        let semaphores = share
            .map_or(&[][..], |share| &share.semaphores)
            .iter()
            .chain([&self.0.permits]);
        for semaphore in semaphores {
            permits.push(Arc::clone(semaphore).acquire_owned().await?);
        }
        Ok(permits)
    }

    /// Takes the idle connection used last. Discards those that do not answer.
    async fn take_healthy(&self) -> Option<DriverConnection> {
        loop {
            let (mut driver, idle_since) = self.lock_idle().pop()?;
            if idle_since.elapsed() < PING_AFTER || driver.ping().await {
                return Some(driver);
            }
            driver.discard();
        }
    }

    /// Returns a healthy connection.
    pub(crate) fn put(&self, driver: DriverConnection) {
        if self.0.closed.load(Ordering::Acquire) || driver.age() > MAX_AGE {
            // Dropping it returns it to sqlx's pool, which closes it.
            return;
        }
        let mut idle = self.lock_idle();
        idle.push((driver, Instant::now()));
        if idle
            .first()
            .is_some_and(|(_, idle_since)| idle_since.elapsed() > MAX_IDLE)
        {
            idle.remove(0);
        }
        drop(idle);
        if self.0.closed.load(Ordering::Acquire) {
            drop(self.take_idle());
        }
    }

    /// Stops the running statement of an abandoned connection; see [`DriverConnection::stop`].
    pub(crate) async fn stop(&self, driver: DriverConnection) -> Option<DriverConnection> {
        driver.stop(&self.0.connections).await
    }

    fn lock_idle(&self) -> MutexGuard<'_, Vec<(DriverConnection, Instant)>> {
        self.0.lock_idle()
    }

    fn take_idle(&self) -> Vec<(DriverConnection, Instant)> {
        std::mem::take(&mut *self.lock_idle())
    }

    /// Closes all connections, waiting for those in use. The last connection to a SQLite file
    /// copies its write-ahead log into the file.
    ///
    /// # Errors
    /// The driver's error.
    pub(crate) async fn close(&self) -> Result<(), DbErr> {
        self.0.closed.store(true, Ordering::Release);
        // Sequentially: of two SQLite connections that close at the same time, neither is the last.
        for (driver, _) in self.take_idle() {
            driver.close().await;
        }
        self.0.connections.clone().close().await
    }
}

impl Inner {
    fn lock_idle(&self) -> MutexGuard<'_, Vec<(DriverConnection, Instant)>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        if tokio::runtime::Handle::try_current().is_err() {
            // Returning them to sqlx's pool needs a runtime.
            let idle = std::mem::take(&mut *self.lock_idle());
            idle.into_iter().for_each(|(driver, _)| driver.discard());
        }
    }
}
