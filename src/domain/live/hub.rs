//! The reader of the log, which all subscribers of a process share. It sends new events through one
//! bounded channel. A subscriber that falls behind by more than the buffer's size gets an error, so
//! a slow subscriber does not delay others.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use entity::Db;
use sea_orm::ConnectionTrait;
use tokio::sync::{broadcast, watch};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::subscription::Subscription;
use super::wakeups::{self, Transport};
use super::{Batch, Cursor, Tail, log, prune};
use crate::config::Config;
use crate::domain::core::signals::EventSignal;
use crate::domain::{Clock, Code, Error, Result};

/// The pause before the log is read again if an ID is missing that an open transaction may still
/// commit.
const GAP_POLL: Duration = Duration::from_millis(20);
/// The pause between deletions of old events.
const PRUNE_INTERVAL: Duration = Duration::from_secs(600);

/// The process's subscription to the log. Clones share it.
#[derive(Clone)]
pub struct Hub(Arc<Inner>);

struct Inner {
    db: Db,
    config: Arc<Config>,
    clock: Clock,
    signal: EventSignal,
    reading: AtomicBool,
    /// The ID of the last event that was sent; none until the reader has reached the end of the log
    /// once.
    position: watch::Sender<Option<i64>>,
    live: broadcast::Sender<Arc<Batch>>,
    /// Background tasks, and the token that stops them.
    tasks: TaskTracker,
    stopping: CancellationToken,
}

impl std::fmt::Debug for Hub {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Hub")
            .field("position", &*self.0.position.borrow())
            .finish_non_exhaustive()
    }
}

impl Hub {
    /// Creates a hub that does nothing until the first subscription or [`Hub::start`].
    #[must_use]
    pub fn new(db: &Db, config: &Arc<Config>, clock: &Clock) -> Self {
        Self(Arc::new(Inner {
            db: db.with_own_counter(),
            config: Arc::clone(config),
            clock: clock.clone(),
            signal: EventSignal::default(),
            reading: AtomicBool::new(false),
            position: watch::Sender::new(None),
            live: broadcast::Sender::new(config.live.buffer.max(1)),
            tasks: TaskTracker::new(),
            stopping: CancellationToken::new(),
        }))
    }

    /// Starts the background tasks of a service: it reads the log, exchanges wake-ups with other
    /// processes, looks for changes by other programs, and deletes old events.
    pub fn start(&self) {
        self.start_reader();
        self.spawn_until_stopped(self.clone().prune());
        if self.0.config.live.watch {
            let (config, stopping) = (Arc::clone(&self.0.config), self.0.stopping.clone());
            self.0.tasks.spawn(super::watch::run(
                self.clone(),
                config,
                self.0.clock.clone(),
                stopping,
            ));
        }
        if let Some(transport) = Transport::of(&self.0.config, self.0.db.get_database_backend()) {
            self.spawn_until_stopped(wakeups::run(self.clone(), transport));
        }
    }

    fn spawn_until_stopped(&self, work: impl Future<Output = ()> + Send + 'static) {
        self.0
            .tasks
            .spawn(self.0.stopping.clone().run_until_cancelled_owned(work));
    }

    /// Stops all background tasks, and waits until they have released their connections to the
    /// database.
    pub async fn stop(&self) {
        self.0.stopping.cancel();
        self.0.tasks.close();
        self.0.tasks.wait().await;
    }

    /// The signal that operations send after a commit.
    #[must_use]
    pub fn signal(&self) -> EventSignal {
        self.0.signal.clone()
    }

    /// The number of statements sent so far for all subscribers.
    #[must_use]
    pub fn statements(&self) -> u64 {
        self.0.db.statement_count()
    }

    /// The database, with a separate counter of statements.
    pub(super) fn db(&self) -> &Db {
        &self.0.db
    }

    pub(super) fn config(&self) -> &Config {
        &self.0.config
    }

    /// The position after the last event that was sent.
    ///
    /// # Errors
    /// The log cannot be read.
    pub async fn position(&self) -> Result<Cursor> {
        self.start_reader();
        let mut position = self.0.position.subscribe();
        let timeout = Duration::from_secs(self.0.config.database.acquire_seconds);
        let known = tokio::time::timeout(timeout, position.wait_for(Option::is_some)).await;
        let position = known
            .ok()
            .and_then(std::result::Result::ok)
            .and_then(|position| *position);
        position
            .map(Cursor)
            .ok_or_else(|| Error::Internal("the event log cannot be read".into()))
    }

    /// Subscribes to new events, or to all events after the cursor `after`. No event is missing or
    /// delivered twice.
    ///
    /// # Errors
    /// [`Error::Invalid`] for an invalid cursor; [`Error::CursorExpired`] if the log no longer
    /// contains the events after it.
    pub async fn subscribe(&self, after: Option<&str>) -> Result<Subscription> {
        match after {
            None => {
                // This order matters: an event between the two is received, and is known to be
                // after the position.
                let live = self.receiver();
                let position = self.position().await?;
                Ok(Subscription::live(self.clone(), live, position.0))
            }
            Some(text) => {
                let cursor =
                    Cursor::decode(text).ok_or_else(|| Error::field("after", Code::Invalid))?;
                self.resume(cursor).await
            }
        }
    }

    /// Subscribes to all events after a position.
    ///
    /// # Errors
    /// [`Error::CursorExpired`]; database errors.
    pub async fn resume(&self, after: Cursor) -> Result<Subscription> {
        self.position().await?;
        if !log::reaches_back_to(&self.0.db, after.0).await? {
            return Err(Error::CursorExpired);
        }
        Ok(Subscription::replay(self.clone(), after.0))
    }

    pub(super) fn receiver(&self) -> broadcast::Receiver<Arc<Batch>> {
        self.0.live.subscribe()
    }

    /// Starts the reader of this process, unless it runs.
    fn start_reader(&self) {
        if !self.0.reading.swap(true, Ordering::AcqRel) {
            // The task holds a weak reference, so that it ends when the hub is dropped.
            let (hub, db) = (Arc::downgrade(&self.0), self.0.db.clone());
            self.spawn_until_stopped(async move {
                let mut tail = None;
                loop {
                    let Some(hub) = hub.upgrade().map(Hub) else {
                        return;
                    };
                    if let Err(error) = hub.read_or_wait(&db, &mut tail).await {
                        tracing::warn!(%error, "could not read the event log");
                        tokio::time::sleep(Duration::from_secs(1)).await;
                    }
                }
            });
        }
    }

    /// Sends new events, or waits a while if there are none.
    async fn read_or_wait(&self, db: &Db, tail: &mut Option<Tail>) -> Result<()> {
        let tail = match tail {
            Some(tail) => tail,
            None => tail.insert(Tail::open(db).await?),
        };
        let rows = tail.next().await?;
        let position = tail.last();
        if rows.is_empty() {
            if self.0.position.borrow().is_none() {
                self.0.position.send_replace(Some(position));
            }
            let pause = if tail.is_waiting() {
                GAP_POLL
            } else {
                Duration::from_millis(self.0.config.live.poll_milliseconds)
            };
            let _ = tokio::time::timeout(pause, self.0.signal.written()).await;
            return Ok(());
        }
        // The position is updated first: a new subscriber reads up to it from the log.
        if self.0.position.borrow().is_some() {
            self.0.position.send_replace(Some(position));
            // There may be no subscribers.
            let _ = self.0.live.send(Arc::new(Batch::new(db, rows)));
        }
        Ok(())
    }

    async fn prune(self) {
        let hub = Arc::downgrade(&self.0);
        drop(self);
        loop {
            {
                let Some(hub) = hub.upgrade() else { return };
                let hours = i64::from(hub.config.live.keep_hours);
                let limit = hub.clock.now() - chrono::TimeDelta::hours(hours);
                match prune::prune(&hub.db, limit).await {
                    Ok(0) => {}
                    Ok(rows) => tracing::debug!(rows, "deleted old events"),
                    Err(error) => tracing::warn!(%error, "could not delete old events"),
                }
            }
            tokio::time::sleep(PRUNE_INTERVAL).await;
        }
    }
}
