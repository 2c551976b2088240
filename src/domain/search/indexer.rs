//! The indexer of a running service: it builds outdated documents again about once a second.

use std::pin::Pin;
use std::time::{Duration, Instant};

use super::index;
use crate::domain::Result;
use entity::Db;

/// Pause between two looks for recorded changes.
const PAUSE: Duration = Duration::from_millis(500);
/// Pause after an error.
const PAUSE_AFTER_ERROR: Duration = Duration::from_secs(5);
/// Interval between checks that the triggers exist.
const CHECK_INTERVAL: Duration = Duration::from_secs(60);
/// Pause between two runs through all tickets if there are no triggers; at least as many times as
/// long as a run takes.
const RUN_INTERVAL: Duration = Duration::from_secs(60);
const RUN_SHARE: u32 = 10;

/// Looks whether the database has all triggers.
pub type HasTriggers = fn(Db) -> Pin<Box<dyn Future<Output = Result<bool>> + Send>>;

/// Runs until it is dropped.
pub async fn run(db: Db, has_triggers: HasTriggers) {
    let mut indexer = Indexer {
        db,
        checked: None,
        run_began: None,
        next_run: Instant::now(),
        is_tracked: true,
    };
    let mut is_failing = false;
    loop {
        let pause = match indexer.turn(has_triggers).await {
            Ok(true) => {
                is_failing = false;
                // Lets other writers proceed on SQLite.
                Duration::from_millis(1)
            }
            Ok(false) => {
                is_failing = false;
                PAUSE
            }
            Err(error) => {
                if !is_failing {
                    tracing::warn!(%error, "could not update the search; retrying");
                }
                is_failing = true;
                PAUSE_AFTER_ERROR
            }
        };
        tokio::time::sleep(pause).await;
    }
}

struct Indexer {
    db: Db,
    /// When the triggers were checked.
    checked: Option<Instant>,
    /// When a run through all tickets began.
    run_began: Option<Instant>,
    next_run: Instant,
    is_tracked: bool,
}

impl Indexer {
    /// One look. Returns whether there is more to do at once.
    async fn turn(&mut self, has_triggers: HasTriggers) -> Result<bool> {
        if self.checked.is_none_or(|at| at.elapsed() >= CHECK_INTERVAL) {
            self.check(has_triggers).await?;
            self.checked = Some(Instant::now());
        }
        if !self.is_tracked && self.run_began.is_none() && Instant::now() >= self.next_run {
            index::start_run(&self.db).await?;
            self.run_began = Some(Instant::now());
        }
        if !index::is_due(&self.db).await? {
            if let Some(began) = self.run_began.take() {
                let pause = RUN_INTERVAL.max(began.elapsed() * RUN_SHARE);
                self.next_run = Instant::now() + pause;
            }
            return Ok(false);
        }
        Ok(index::step(&self.db).await?.more)
    }

    /// Finds out whether triggers record changes.
    async fn check(&mut self, has_triggers: HasTriggers) -> Result<()> {
        let Some(state) = index::state(&self.db).await?.filter(|state| state.enabled) else {
            self.is_tracked = true;
            return Ok(());
        };
        self.is_tracked = state.tracked;
        if state.tracked && !has_triggers(self.db.clone()).await? {
            tracing::warn!(
                "triggers of the search are missing, so that it finds changes late; to restore \
                 them, run: deskql migrate"
            );
            index::lose_track(&self.db).await?;
            self.is_tracked = false;
        }
        Ok(())
    }
}
