//! One reader for all subscribers of a process: it follows the log and hands on what is new.
//! Whoever falls further behind than the buffer is long is told so, and nobody holds up the others.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use entity::Db;
use sea_orm::ConnectionTrait;
use tokio::sync::{broadcast, watch};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::subscription::Subscription;
use super::wakeups::{self, Way};
use super::{Batch, Cursor, Tail, log, prune};
use crate::config::Config;
use crate::domain::core::signals::EventSignal;
use crate::domain::{Clock, Code, Error, Result};

/// How often a reader looks again for a number that somebody may still bring.
const SOON: Duration = Duration::from_millis(20);
/// How often old events are cleared away.
const PRUNE: Duration = Duration::from_secs(600);

/// The process' ear at the log; a clone is the same one.
#[derive(Clone)]
pub struct Hub(Arc<Inner>);

struct Inner {
    db: Db,
    config: Arc<Config>,
    clock: Clock,
    signal: EventSignal,
    reads: AtomicBool,
    /// The number up to which events were handed on; nothing until the reader has come to the end
    /// of the log once.
    place: watch::Sender<Option<i64>>,
    live: broadcast::Sender<Arc<Batch>>,
    /// What runs in the background, and the word to stop.
    tasks: TaskTracker,
    stopping: CancellationToken,
}

impl std::fmt::Debug for Hub {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Hub")
            .field("place", &*self.0.place.borrow())
            .finish_non_exhaustive()
    }
}

impl Hub {
    /// A hub that does nothing until somebody subscribes, or [`Hub::start`] is called.
    #[must_use]
    pub fn new(db: &Db, config: &Arc<Config>, clock: &Clock) -> Self {
        Self(Arc::new(Inner {
            db: db.with_own_counter(),
            config: Arc::clone(config),
            clock: clock.clone(),
            signal: EventSignal::default(),
            reads: AtomicBool::new(false),
            place: watch::Sender::new(None),
            live: broadcast::Sender::new(config.live.buffer.max(1)),
            tasks: TaskTracker::new(),
            stopping: CancellationToken::new(),
        }))
    }

    /// Begins what a service does all the time: reading the log, listening to other processes,
    /// looking for changes that others make, clearing away what is old.
    pub fn start(&self) {
        self.read();
        self.until_stopped(self.clone().prune());
        if self.0.config.live.watch {
            let (config, stopping) = (Arc::clone(&self.0.config), self.0.stopping.clone());
            self.0.tasks.spawn(super::watch::run(
                self.clone(),
                config,
                self.0.clock.clone(),
                stopping,
            ));
        }
        if let Some(way) = Way::of(&self.0.config, self.0.db.get_database_backend()) {
            self.until_stopped(wakeups::run(self.clone(), way));
        }
    }

    fn until_stopped(&self, work: impl Future<Output = ()> + Send + 'static) {
        self.0
            .tasks
            .spawn(self.0.stopping.clone().run_until_cancelled_owned(work));
    }

    /// Stops what [`Hub::start`] began, and waits until it has released its connections to the
    /// database.
    pub async fn stop(&self) {
        self.0.stopping.cancel();
        self.0.tasks.close();
        self.0.tasks.wait().await;
    }

    /// The signal by which operations wake this hub after a commit.
    #[must_use]
    pub fn signal(&self) -> EventSignal {
        self.0.signal.clone()
    }

    /// Statements sent so far on behalf of all subscribers.
    #[must_use]
    pub fn statements(&self) -> u64 {
        self.0.db.statement_count()
    }

    /// The database, with a counter of its own.
    pub(super) fn db(&self) -> &Db {
        &self.0.db
    }

    pub(super) fn config(&self) -> &Config {
        &self.0.config
    }

    /// The place behind the newest event that was handed on.
    ///
    /// # Errors
    /// The log cannot be read.
    pub async fn place(&self) -> Result<Cursor> {
        self.read();
        let mut place = self.0.place.subscribe();
        let patience = Duration::from_secs(self.0.config.database.acquire_seconds);
        let known = tokio::time::timeout(patience, place.wait_for(Option::is_some)).await;
        let place = known
            .ok()
            .and_then(std::result::Result::ok)
            .and_then(|place| *place);
        place
            .map(Cursor)
            .ok_or_else(|| Error::Internal("the log of events cannot be read".into()))
    }

    /// All events from now on, or from `after` on: what the log has, and then what comes, without a
    /// gap and nothing twice.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a cursor that is none, [`Error::CursorExpired`] for one that the log
    /// does not go back to.
    pub async fn subscribe(&self, after: Option<&str>) -> Result<Subscription> {
        match after {
            None => {
                // In this order: what comes between the two is received, and known to be behind the
                // place.
                let live = self.receiver();
                let place = self.place().await?;
                Ok(Subscription::live(self.clone(), live, place.0))
            }
            Some(text) => {
                let cursor =
                    Cursor::decode(text).ok_or_else(|| Error::field("after", Code::Invalid))?;
                self.resume(cursor).await
            }
        }
    }

    /// All events behind a place.
    ///
    /// # Errors
    /// [`Error::CursorExpired`]; what the database says.
    pub async fn resume(&self, after: Cursor) -> Result<Subscription> {
        self.place().await?;
        if !log::keeps(&self.0.db, after.0).await? {
            return Err(Error::CursorExpired);
        }
        Ok(Subscription::behind(self.clone(), after.0))
    }

    pub(super) fn receiver(&self) -> broadcast::Receiver<Arc<Batch>> {
        self.0.live.subscribe()
    }

    /// The reader, once a process.
    fn read(&self) {
        if !self.0.reads.swap(true, Ordering::AcqRel) {
            // It must not keep the hub alive: when all others have let go of it, it ends.
            let (hub, db) = (Arc::downgrade(&self.0), self.0.db.clone());
            self.until_stopped(async move {
                let mut tail = None;
                loop {
                    let Some(hub) = hub.upgrade().map(Hub) else {
                        return;
                    };
                    if let Err(error) = hub.step(&db, &mut tail).await {
                        tracing::warn!(%error, "the log of events could not be read");
                        tokio::time::sleep(Duration::from_secs(1)).await;
                    }
                }
            });
        }
    }

    /// Hands on what is new, or waits for it a while.
    async fn step(&self, db: &Db, tail: &mut Option<Tail>) -> Result<()> {
        let tail = match tail {
            Some(tail) => tail,
            None => tail.insert(Tail::open(db).await?),
        };
        let rows = tail.next().await?;
        let place = tail.last();
        if rows.is_empty() {
            if self.0.place.borrow().is_none() {
                self.0.place.send_replace(Some(place));
            }
            let most = if tail.waits() {
                SOON
            } else {
                Duration::from_millis(self.0.config.live.poll_milliseconds)
            };
            let _ = tokio::time::timeout(most, self.0.signal.written()).await;
            return Ok(());
        }
        // The place first: who subscribes between the two reads up to it in the log.
        if self.0.place.borrow().is_some() {
            self.0.place.send_replace(Some(place));
            // Nobody may listen.
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
                    Ok(rows) => tracing::debug!(rows, "old events were cleared away"),
                    Err(error) => tracing::warn!(%error, "old events could not be cleared away"),
                }
            }
            tokio::time::sleep(PRUNE).await;
        }
    }
}
