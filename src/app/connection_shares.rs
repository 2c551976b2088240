//! How many of the database's connections one caller may use at the same time, so that nobody can
//! use the whole pool.

use std::sync::Arc;

use entity::share::{Share, Shares};
use tokio::sync::Semaphore;

use crate::auth::Caller;
use crate::config;

/// The shares of all callers.
#[derive(Debug)]
pub struct ConnectionShares {
    users: Shares<Caller>,
    anonymous: Shares<Caller>,
    /// The share of all anonymous callers together.
    all_anonymous: Arc<Semaphore>,
}

impl ConnectionShares {
    pub(super) fn new(settings: &config::Database) -> Self {
        let permits = |number: u32| {
            usize::try_from(number)
                .unwrap_or(usize::MAX)
                .clamp(1, Semaphore::MAX_PERMITS)
        };
        Self {
            users: Shares::new(permits(settings.share())),
            anonymous: Shares::new(permits(settings.share() / 2)),
            all_anonymous: Arc::new(Semaphore::new(permits(settings.max_connections / 2))),
        }
    }

    /// The share of a caller.
    #[must_use]
    pub fn of(&self, caller: Caller) -> Share {
        match caller {
            Caller::User(_) => self.users.of(caller),
            Caller::Address(_) => self.anonymous.of_group_member(caller, &self.all_anonymous),
        }
    }
}
