//! Failed sign-ins, counted in this process and in the database for all processes. If the database
//! fails, only this process counts, and nobody is kept from signing in.

use std::sync::Arc;
use std::time::Duration;

use chrono::DateTime;
use entity::Db;
use tokio::sync::Semaphore;

use super::client::ALLOWANCE_SECONDS;
use super::throttle::{Subject, Throttle};
use crate::config::Config;
use crate::domain;
use crate::domain::Clock;
use crate::domain::core::error::Rejection;
use crate::domain::desk::accounts::{self, LoginSubject, LoginSubjectState};

/// Maximum number of failures written concurrently; the others are counted only in this process.
const MAX_WRITERS: usize = 4;
/// Maximum time to wait for the database.
const DATABASE_TIMEOUT: Duration = Duration::from_secs(2);
/// One in this many written failures also deletes outdated rows.
const PRUNE_EVERY: u32 = 50;

/// The failed sign-ins. Clones share them.
#[derive(Clone, Debug)]
pub(super) struct Failures {
    pub throttle: Throttle,
    clock: Clock,
    shared: Option<Shared>,
}

#[derive(Clone, Debug)]
struct Shared {
    db: Db,
    writers: Arc<Semaphore>,
}

impl Failures {
    pub(super) fn new(db: Db, config: &Config, clock: Clock) -> Self {
        let throttle = Throttle::new(
            &config.auth,
            config.server.max_anonymous_requests_per_minute,
            clock.clone(),
        );
        let shared = config.auth.throttle_in_database;
        let shared = shared.then(|| Shared {
            db,
            writers: Arc::new(Semaphore::new(MAX_WRITERS)),
        });
        Self {
            throttle,
            clock,
            shared,
        }
    }

    /// Rejects an attempt if one of the subjects has too many failures in this process.
    pub(super) fn check(&self, subjects: &[Subject]) -> Result<(), Rejection> {
        subjects
            .iter()
            .try_for_each(|subject| self.throttle.check(subject))
    }

    /// Rejects an attempt if one of the subjects has too many failures in all processes; one
    /// statement. Returns whether failures of the last subject are stored.
    pub(super) async fn check_shared(&self, subjects: &[Subject]) -> Result<bool, Rejection> {
        self.check(subjects)?;
        let (Some(shared), counted) = (&self.shared, limited_subjects(subjects)) else {
            return Ok(false);
        };
        if counted.is_empty() {
            return Ok(false);
        }
        let query = accounts::login_failures(&shared.db, &counted, self.now(), self.window());
        let standings = match tokio::time::timeout(DATABASE_TIMEOUT, query).await {
            Ok(Ok(standings)) => standings,
            failed => {
                tracing::warn!(
                    error = error_text(failed),
                    "could not read the failed sign-ins of other processes"
                );
                return Ok(false);
            }
        };
        self.lock(subjects, &standings);
        self.check(subjects)?;
        let last = subjects.last().map(|subject| hex(&subject.key));
        Ok(standings
            .iter()
            .any(|standing| Some(&standing.subject) == last.as_ref()))
    }

    /// Counts a failure of each subject.
    pub(super) async fn record(&self, subjects: &[Subject]) {
        for subject in subjects {
            self.throttle.record(subject);
        }
        let (Some(shared), counted) = (self.shared.clone(), limited_subjects(subjects)) else {
            return;
        };
        let Ok(writer) = Arc::clone(&shared.writers).try_acquire_owned() else {
            return;
        };
        if counted.is_empty() {
            return;
        }
        let (now, window) = (self.now(), self.window());
        // A separate task, so that the failure counts even if the caller disconnects.
        let write = tokio::spawn(async move {
            let _writer = writer;
            let standings =
                accounts::record_login_failures(&shared.db, &counted, now, window).await?;
            if rand::random_ratio(1, PRUNE_EVERY) {
                // Acts of strangers are counted in the same table, over a longer time.
                let kept = window.max(1000 * i64::try_from(ALLOWANCE_SECONDS).unwrap_or(0));
                accounts::prune_login_failures(&shared.db, now - 2 * kept).await?;
            }
            Ok::<_, domain::Error>(standings)
        });
        match tokio::time::timeout(DATABASE_TIMEOUT, write).await {
            Ok(Ok(Ok(standings))) => self.lock(subjects, &standings),
            Ok(Ok(Err(error))) => {
                tracing::warn!(%error, "could not count a failed sign-in for other processes")
            }
            Ok(Err(error)) => {
                tracing::error!(%error, "the task that counts a failed sign-in ended early")
            }
            Err(_) => tracing::warn!("timed out counting a failed sign-in for other processes"),
        }
    }

    /// Resets the failures of a subject; `stored` says whether the database has some.
    pub(super) async fn reset(&self, subject: &Subject, stored: bool) {
        self.throttle.reset(subject);
        let Some(shared) = self.shared.as_ref().filter(|_| stored) else {
            return;
        };
        let subject = hex(&subject.key);
        let forget = accounts::forget_login_failures(&shared.db, &subject);
        match tokio::time::timeout(DATABASE_TIMEOUT, forget).await {
            Ok(Ok(())) => {}
            failed => tracing::warn!(
                error = error_text(failed),
                "could not reset failed sign-ins"
            ),
        }
    }

    fn lock(&self, subjects: &[Subject], standings: &[LoginSubjectState]) {
        for subject in subjects {
            let name = hex(&subject.key);
            let found = standings.iter().find(|standing| standing.subject == name);
            let until = found
                .and_then(|found| found.locked_until)
                .and_then(DateTime::from_timestamp_millis);
            if let Some(until) = until {
                self.throttle.lock(subject, until);
            }
        }
    }

    fn now(&self) -> i64 {
        self.clock.now().timestamp_millis()
    }

    fn window(&self) -> i64 {
        self.throttle.window().num_milliseconds()
    }
}

fn error_text<T>(failed: Result<domain::Result<T>, tokio::time::error::Elapsed>) -> String {
    match failed {
        Ok(Ok(_)) => String::new(),
        Ok(Err(error)) => error.to_string(),
        Err(elapsed) => elapsed.to_string(),
    }
}

/// The subjects that have a limit, as the database names them.
fn limited_subjects(subjects: &[Subject]) -> Vec<LoginSubject> {
    let counted = subjects.iter().filter(|subject| subject.limit > 0);
    counted
        .map(|subject| LoginSubject {
            subject: hex(&subject.key),
            limit: subject.limit,
        })
        .collect()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
