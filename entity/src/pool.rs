//! Connections between two uses. sqlx tests a connection each time it goes back to its pool, which
//! is a round trip, and does not say which session of the server it is. So connections that are in
//! order wait here for the next statement.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use sea_orm::{ConnAcquireErr, DatabaseConnection, DbBackend, DbErr};
use tokio::sync::{AcquireError, OwnedSemaphorePermit, Semaphore};
use tokio::time::Instant;

use crate::driver::Session;
use crate::held::Held;
use crate::options::PoolOptions;
use crate::share::Share;

/// A connection that waited for longer is tested before it is used.
const TRUSTED: Duration = Duration::from_secs(5);
/// A connection that nobody needed for so long is given back to sqlx, which closes it in time.
const IDLE: Duration = Duration::from_secs(300);
/// A connection of this age is given back to sqlx, which replaces it.
const OLD: Duration = Duration::from_secs(1800);

/// The connections to one database. A clone is the same.
#[derive(Clone)]
pub(crate) struct Pool(Arc<Inner>);

struct Inner {
    connections: DatabaseConnection,
    /// One for each connection that may be in use.
    places: Arc<Semaphore>,
    idle: Mutex<Vec<(Session, Instant)>>,
    closed: AtomicBool,
    patience: Duration,
    statement_timeout: Option<Duration>,
    prepared_statements: bool,
}

impl Pool {
    pub(crate) fn new(connections: DatabaseConnection, options: &PoolOptions) -> Self {
        let most = match connections.get_database_backend() {
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
        let most = usize::try_from(most)
            .unwrap_or(1)
            .clamp(1, Semaphore::MAX_PERMITS);
        Self(Arc::new(Inner {
            connections,
            places: Arc::new(Semaphore::new(most)),
            idle: Mutex::default(),
            closed: AtomicBool::new(false),
            patience: options.acquire_timeout,
            statement_timeout: options.statement_timeout,
            prepared_statements: options.prepared_statements,
        }))
    }

    pub(crate) fn backend(&self) -> DbBackend {
        self.0.connections.get_database_backend()
    }

    /// sea-orm's own pool. What waits here goes back to it, so that it is not waited for in vain.
    pub(crate) fn connections(&self) -> &DatabaseConnection {
        self.clear();
        &self.0.connections
    }

    /// How long a connection, or SQLite's lock, is waited for.
    pub(crate) fn patience(&self) -> Duration {
        self.0.patience
    }

    /// How long a statement may take.
    pub(crate) fn statement_timeout(&self) -> Option<Duration> {
        self.0.statement_timeout
    }

    /// Whether statements are prepared under names.
    pub(crate) fn prepares(&self) -> bool {
        self.0.prepared_statements
    }

    /// A connection for `share`, which has it until it is dropped.
    ///
    /// # Errors
    /// None came free in time, or the database cannot be reached.
    pub(crate) async fn acquire(&self, share: Option<&Share>) -> Result<Held, DbErr> {
        let places = tokio::time::timeout(self.0.patience, self.places(share));
        let places = places
            .await
            .map_err(|_| DbErr::ConnectionAcquire(ConnAcquireErr::Timeout))?;
        let places =
            places.map_err(|_| DbErr::ConnectionAcquire(ConnAcquireErr::ConnectionClosed))?;
        while let Some((mut session, since)) = self.pop() {
            if since.elapsed() < TRUSTED || session.answers().await {
                return Ok(Held::new(self.clone(), session, places));
            }
            session.discard();
        }
        Ok(Held::new(
            self.clone(),
            Session::open(&self.0.connections).await?,
            places,
        ))
    }

    async fn places(
        &self,
        share: Option<&Share>,
    ) -> Result<Vec<OwnedSemaphorePermit>, AcquireError> {
        let mut places = Vec::new();
        // The common one last: who waits for their own keeps no place from others.
        let all = share
            .map_or(&[][..], |share| &share.places)
            .iter()
            .chain([&self.0.places]);
        for semaphore in all {
            places.push(Arc::clone(semaphore).acquire_owned().await?);
        }
        Ok(places)
    }

    fn pop(&self) -> Option<(Session, Instant)> {
        self.0
            .idle
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .pop()
    }

    /// Takes back a connection that is in order.
    pub(crate) fn put(&self, session: Session) {
        if self.0.closed.load(Ordering::Acquire) || session.age() > OLD {
            // sqlx takes it back, and closes it.
            return;
        }
        let mut idle = self.0.idle.lock().unwrap_or_else(PoisonError::into_inner);
        idle.push((session, Instant::now()));
        if idle
            .first()
            .is_some_and(|(_, since)| since.elapsed() > IDLE)
        {
            idle.remove(0);
        }
        drop(idle);
        if self.0.closed.load(Ordering::Acquire) {
            self.clear();
        }
    }

    /// Stops the statement of a session that nobody waits for any more; what is left of the
    /// session.
    pub(crate) async fn stop(&self, session: Session) -> Option<Session> {
        session.stop(&self.0.connections).await
    }

    fn clear(&self) {
        let idle = std::mem::take(&mut *self.0.idle.lock().unwrap_or_else(PoisonError::into_inner));
        drop(idle);
    }

    /// Closes all connections, those in use when they come back. The last one of SQLite writes its
    /// log to the file.
    ///
    /// # Errors
    /// What the driver says.
    pub(crate) async fn close(&self) -> Result<(), DbErr> {
        self.0.closed.store(true, Ordering::Release);
        let idle = std::mem::take(&mut *self.0.idle.lock().unwrap_or_else(PoisonError::into_inner));
        // One after the other: of two of SQLite that close at once, neither is the last.
        for (session, _) in idle {
            session.close().await;
        }
        self.0.connections.clone().close().await
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        if tokio::runtime::Handle::try_current().is_err() {
            // sqlx needs a runtime to take them back.
            let idle =
                std::mem::take(&mut *self.idle.lock().unwrap_or_else(PoisonError::into_inner));
            idle.into_iter().for_each(|(session, _)| session.discard());
        }
    }
}
