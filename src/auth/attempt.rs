//! One try to sign in with a password: whose failures it counts among, and in which lane it waits
//! for its turn.

use std::sync::atomic::{AtomicBool, Ordering};

use super::failures::Failures;
use super::lanes::Lane;
use super::throttle::Subject;
use crate::domain::core::error::Rejection;

/// A try.
#[derive(Debug)]
pub(super) struct Attempt<'a> {
    failures: &'a Failures,
    /// Where it waits.
    pub lane: Lane,
    /// What refuses it while there are too many failures; the account last. Empty: nothing does.
    subjects: Vec<Subject>,
    stored: AtomicBool,
}

impl<'a> Attempt<'a> {
    pub(super) fn new(failures: &'a Failures, lane: Lane, subjects: Vec<Subject>) -> Self {
        Self {
            failures,
            lane,
            subjects,
            stored: AtomicBool::new(false),
        }
    }

    /// Refuses it while there are too many failures, as this process knows.
    pub(super) fn check(&self) -> Result<(), Rejection> {
        self.failures.check(&self.subjects)
    }

    /// Refuses it while there are too many failures, as all processes know.
    pub(super) async fn check_shared(&self) -> Result<(), Rejection> {
        if !self.subjects.is_empty() {
            self.stored.store(
                self.failures.check_shared(&self.subjects).await?,
                Ordering::Relaxed,
            );
        }
        Ok(())
    }

    /// Whether the database knows failures of the account.
    pub(super) fn is_stored(&self) -> bool {
        self.stored.load(Ordering::Relaxed)
    }
}
