//! Finds changes that other programs make to the same tables, and inserts events for them. Django
//! does not report its writes, so the tables are polled for tickets, follow-ups and files with new
//! IDs, and for tickets with a new time of modification, that have no event yet. Deletions leave no
//! row to find and are not reported.
//!
//! Polling does not depend on subscribers, because a client that reconnects reads earlier events
//! from the log. A poll takes one statement if nothing was committed since the last one (five on
//! MariaDB), and otherwise six, regardless of the number of rows. Transactions may commit in
//! another order than they obtained their IDs and times, so each poll goes back by [`OVERLAP`], and
//! on PostgreSQL to the start of the oldest open transaction that wrote to the tables. Only one
//! process polls at a time. If two do, the second finds the events of the first.

mod changes;
mod progress;

use std::collections::HashSet;
use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::TimeDelta;
use entity::{Db, PoolOptions};
use sea_orm::{ConnectionTrait, DbBackend, Statement};
use tokio_util::sync::CancellationToken;

use super::Hub;
use crate::config::Config;
use crate::domain::unit::events::wait_for_turn;
use crate::domain::{Clock, Result};
use changes::Changes;
use progress::Progress;

/// How far the clocks of other programs may differ, and how long their transactions may take on
/// databases that cannot list open transactions, without a change being missed.
pub const OVERLAP: Duration = Duration::from_secs(60);
/// How long transactions may take on PostgreSQL, which lists them. A forgotten transaction delays
/// progress no longer than this.
const MAX_WAIT: Duration = Duration::from_secs(3600);
/// The open transactions that have written to the tables.
const WRITERS: &str = "SELECT virtualtransaction FROM pg_locks WHERE locktype = 'relation' AND mode = 'RowExclusiveLock' \
     AND granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database()) \
     AND relation IN ('helpdesk_ticket'::regclass, 'helpdesk_followup'::regclass, 'helpdesk_followupattachment'::regclass)";
/// The advisory lock of the process that polls, held as long as its connection lives ("dskwatch" in
/// ASCII).
const LEADER: i64 = 0x6473_6b77_6174_6368;
/// The advisory lock of a transaction that inserts events for the changes found.
const WRITER: i64 = LEADER + 1;

/// Polls for changes by other programs.
pub struct Watcher {
    /// A separate connection. It holds the lock, and SQLite reports through it whether other
    /// connections have committed.
    session: Db,
    hub: Hub,
    clock: Clock,
    keep: TimeDelta,
    overlap: Duration,
    progress: Progress,
    /// The newest rows at a time, and the transactions that could still commit older ones. It
    /// becomes the progress after the overlap.
    candidate: Option<(Instant, Progress, HashSet<String>)>,
    last_complete_poll: Option<Instant>,
    token: Option<String>,
    polls: u64,
}

impl std::fmt::Debug for Watcher {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Watcher")
            .field("progress", &self.progress)
            .finish_non_exhaustive()
    }
}

/// Polls until the process stops, and reconnects after errors.
pub(super) async fn run(hub: Hub, config: Arc<Config>, clock: Clock, stopping: CancellationToken) {
    while !stopping.is_cancelled() {
        match Box::pin(stopping.run_until_cancelled(Watcher::open(&hub, &config, &clock))).await {
            Some(Ok(mut watcher)) => {
                stopping
                    .run_until_cancelled(watcher.poll_until_error())
                    .await;
                if let Err(error) = watcher.session.close().await {
                    tracing::debug!(%error, "could not close a connection");
                }
            }
            Some(Err(error)) => tracing::warn!(%error, "cannot look for changes by other programs"),
            None => return,
        }
        stopping
            .run_until_cancelled(tokio::time::sleep(Duration::from_secs(5)))
            .await;
    }
}

impl Watcher {
    /// Continues at the progress of the last process. If that is older than events are kept, starts
    /// at the newest rows.
    ///
    /// # Errors
    /// Database errors.
    pub async fn open(hub: &Hub, config: &Config, clock: &Clock) -> Result<Self> {
        let options = PoolOptions {
            max_connections: 1,
            ..PoolOptions::default()
        };
        let session = Db::connect(config.database.session_url(), &options).await?;
        let keep = TimeDelta::hours(config.live.keep_hours.into());
        let now = clock.now();
        let newest = Progress::newest(&session, now).await?;
        let saved = Progress::load(&session, now - keep).await?;
        let progress = saved.unwrap_or(newest);
        let watcher = Self {
            session,
            hub: hub.clone(),
            clock: clock.clone(),
            keep,
            overlap: OVERLAP,
            progress,
            candidate: None,
            last_complete_poll: None,
            token: None,
            polls: 0,
        };
        watcher.progress.save(hub.db()).await?;
        Ok(watcher)
    }

    /// Sets another overlap, for tests.
    #[must_use]
    pub fn with_overlap(self, overlap: Duration) -> Self {
        Self { overlap, ..self }
    }

    /// The number of statements sent so far, including inserts of events.
    #[must_use]
    pub fn statements(&self) -> u64 {
        self.session.statement_count() + self.hub.statements()
    }

    /// Polls until a database error.
    async fn poll_until_error(&mut self) {
        let pause = Duration::from_millis(self.hub.config().live.poll_milliseconds);
        loop {
            let begun = Instant::now();
            if let Err(error) = self.poll().await {
                tracing::warn!(%error, "could not look for changes by other programs");
                return;
            }
            // Slow polls are followed by longer pauses, so that they do not occupy the database.
            tokio::time::sleep(pause.max(begun.elapsed() * 2)).await;
        }
    }

    /// Polls once. Returns the number of inserted events.
    ///
    /// # Errors
    /// Database errors.
    pub async fn poll(&mut self) -> Result<usize> {
        let token = match self.change_token().await? {
            Some(token) => token,
            // Another process polls.
            None => return Ok(0),
        };
        if self.token.as_ref() == Some(&token)
            && self
                .last_complete_poll
                .is_some_and(|time| time.elapsed() < self.overlap)
        {
            return Ok(0);
        }
        self.token = None;
        // List writers before reading the tables: rows of a transaction that is no longer listed
        // are visible below.
        let due = self
            .candidate
            .as_ref()
            .is_none_or(|(then, ..)| then.elapsed() >= self.overlap);
        let writers = if due {
            self.writers().await?
        } else {
            HashSet::new()
        };
        let newest = Progress::newest(&self.session, self.clock.now()).await?;
        let (mut written, mut complete) = (0, true);
        if !self.find_changes(&self.session).await?.is_empty() {
            (written, complete) = self.write().await?;
        }
        if complete {
            self.token = Some(token);
            self.last_complete_poll = Some(Instant::now());
            if due {
                self.advance(newest, writers).await?;
            }
        }
        Ok(written)
    }

    /// A value that changes whenever something was committed; `None` if another process polls.
    async fn change_token(&mut self) -> Result<Option<String>> {
        let backend = self.session.get_database_backend();
        let sql = match backend {
            DbBackend::Sqlite => {
                let row = self
                    .session
                    .query_one_raw(Statement::from_string(backend, "PRAGMA data_version"))
                    .await?;
                let version = row.map(|row| row.try_get_by_index::<i64>(0)).transpose()?;
                return Ok(Some(version.unwrap_or_default().to_string()));
            }
            DbBackend::Postgres => {
                format!("SELECT pg_try_advisory_lock({LEADER}), txid_current_snapshot()::text")
            }
            // Without privileges, MariaDB does not reveal whether something was committed, so the
            // value differs for each poll.
            _ => {
                self.polls += 1;
                format!(
                    "SELECT COALESCE(IS_USED_LOCK(name) = CONNECTION_ID(), FALSE) OR GET_LOCK(name, 0) = 1, '{}' \
                     FROM (SELECT CONCAT('deskql-watch:', MD5(DATABASE())) AS name) AS lock_of_database",
                    self.polls
                )
            }
        };
        let Some(row) = self
            .session
            .query_one_raw(Statement::from_string(backend, sql))
            .await?
        else {
            return Ok(None);
        };
        Ok(if row.try_get_by_index(0)? {
            Some(row.try_get_by_index(1)?)
        } else {
            None
        })
    }

    /// Accepts the rows that were newest an overlap ago as progress, unless a transaction of that
    /// time is still open.
    async fn advance(&mut self, newest: Progress, writers: HashSet<String>) -> Result<()> {
        if let Some((then, progress, before)) = &self.candidate {
            if !before.is_disjoint(&writers) && then.elapsed() < MAX_WAIT {
                return Ok(());
            }
            self.progress = *progress;
            self.progress.save(self.hub.db()).await?;
        }
        self.candidate = Some((Instant::now(), newest, writers));
        Ok(())
    }

    /// The open transactions that have written to the tables; none on databases that cannot list
    /// them.
    async fn writers(&self) -> Result<HashSet<String>> {
        let backend = self.session.get_database_backend();
        if backend != DbBackend::Postgres {
            return Ok(HashSet::new());
        }
        let rows = self
            .session
            .query_all_raw(Statement::from_string(backend, WRITERS))
            .await?;
        Ok(rows
            .iter()
            .map(|row| row.try_get_by_index(0))
            .collect::<Result<_, _>>()?)
    }

    /// Inserts events for all changes without one. Returns their number, and whether no more
    /// changes are left.
    async fn write(&self) -> Result<(usize, bool)> {
        let tx = self.hub.db().begin().await?;
        if tx.get_database_backend() == DbBackend::Postgres {
            tx.execute_unprepared(&format!("SELECT pg_advisory_xact_lock({WRITER})"))
                .await?;
        }
        wait_for_turn(&tx).await?;
        // Read again, because another process may have inserted events before this one got the
        // lock.
        let changes = self.find_changes(&tx).await?;
        let (count, complete) = (changes.count(), changes.is_complete());
        if count > 0 {
            tx.execute(&changes.insert(self.clock.now())?).await?;
        }
        tx.commit().await?;
        if count > 0 {
            self.hub.signal().written_here();
        }
        Ok((count, complete))
    }

    async fn find_changes(&self, db: &impl ConnectionTrait) -> Result<Changes> {
        let now = self.clock.now();
        Changes::find(db, self.progress, self.keep, self.overlap, now).await
    }
}
