//! One attempt to sign in with a password: the subjects whose failures are counted, and the lane in
//! which it waits for its turn.

use std::sync::atomic::{AtomicBool, Ordering};

use super::failures::Failures;
use super::throttle::Subject;
use crate::domain::core::error::Rejection;
use crate::domain::core::lanes::Lane;

/// An attempt to sign in.
#[derive(Debug)]
pub(super) struct Attempt<'a> {
    failures: &'a Failures,
    pub lane: Lane,
    /// Too many failures of one of these reject the attempt; the account comes last. Empty: no
    /// limit.
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

    /// Rejects the attempt if this process counted too many failures.
    pub(super) fn check(&self) -> Result<(), Rejection> {
        self.failures.check(&self.subjects)
    }

    /// Rejects the attempt if all processes together counted too many failures.
    pub(super) async fn check_shared(&self) -> Result<(), Rejection> {
        if !self.subjects.is_empty() {
            self.stored.store(
                self.failures.check_shared(&self.subjects).await?,
                Ordering::Relaxed,
            );
        }
        Ok(())
    }

    /// Whether failures of the account are stored in the database.
    pub(super) fn is_stored(&self) -> bool {
        self.stored.load(Ordering::Relaxed)
    }
}
