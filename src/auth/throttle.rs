//! Failed logins, counted by name and address, so that guessing does not pay. What is counted is `login`'s.

use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use moka::sync::Cache;
use sha2::{Digest, Sha256};

use super::rate::customer;
use crate::config;
use crate::domain::Clock;
use crate::domain::error::Rejection;

/// Most names and addresses remembered; each takes about a hundred bytes, and each new one costs a guesser the work of
/// a hash.
const CAPACITY: u64 = 50_000;

/// A name and an address, in a fixed length.
pub(super) type Key = [u8; 32];

/// Counts failures.
#[derive(Clone, Debug)]
pub(super) struct Throttle {
    limit: u32,
    window: TimeDelta,
    clock: Clock,
    failures: Cache<Key, Arc<Mutex<Failures>>>,
}

#[derive(Debug)]
struct Failures {
    count: u32,
    /// When the first of them was, or the one that reached the limit.
    since: DateTime<Utc>,
}

impl Throttle {
    pub(super) fn new(config: &config::Auth, clock: Clock) -> Self {
        let seconds = config.throttle_seconds.clamp(1, 86_400);
        // Twice: failures are counted for one length of time and tries refused for another.
        let kept = Duration::from_secs(seconds * 2);
        Self {
            limit: config.throttle_failures,
            window: TimeDelta::seconds(i64::try_from(seconds).unwrap_or(86_400)),
            clock,
            failures: Cache::builder().max_capacity(CAPACITY).time_to_idle(kept).build(),
        }
    }

    /// What a login is counted under.
    pub(super) fn key(name: &str, address: IpAddr) -> Key {
        let address = customer(address);
        Sha256::new().chain_update(address.to_string()).chain_update([0]).chain_update(name).finalize().into()
    }

    /// Refuses a try while there are too many failures.
    pub(super) fn check(&self, key: &Key) -> Result<(), Rejection> {
        let Some(failures) = self.failures.get(key).filter(|_| self.limit > 0) else { return Ok(()) };
        let failures = failures.lock().unwrap_or_else(PoisonError::into_inner);
        let left = failures.since + self.window - self.clock.now();
        if failures.count < self.limit || left <= TimeDelta::zero() {
            return Ok(());
        }
        Err(Rejection::Throttled(u64::try_from((left + TimeDelta::milliseconds(999)).num_seconds()).unwrap_or(1)))
    }

    /// Counts a failure.
    pub(super) fn failed(&self, key: &Key) {
        if self.limit == 0 {
            return;
        }
        let now = self.clock.now();
        let failures = self.failures.get_with(*key, || Arc::new(Mutex::new(Failures { count: 0, since: now })));
        let mut failures = failures.lock().unwrap_or_else(PoisonError::into_inner);
        // A clock that was set back begins anew as well.
        if now - failures.since >= self.window || now < failures.since {
            *failures = Failures { count: 0, since: now };
        }
        failures.count = failures.count.saturating_add(1);
        if failures.count == self.limit {
            failures.since = now;
            tracing::warn!(failures = failures.count, "logins of one name from one address are refused for a while");
        }
    }

    /// Forgets the failures of a login that succeeded.
    pub(super) fn succeeded(&self, key: &Key) {
        self.failures.invalidate(key);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn throttle(limit: u32, at: &str) -> Throttle {
        let mut config = config::Config::default().auth;
        (config.throttle_failures, config.throttle_seconds) = (limit, 60);
        Throttle::new(&config, clock(at))
    }

    fn clock(at: &str) -> Clock {
        Clock::fixed(format!("2026-01-01T00:{at}Z").parse().unwrap())
    }

    fn key(name: &str, address: &str) -> Key {
        Throttle::key(name, address.parse().unwrap())
    }

    #[test]
    fn the_limit_refuses_for_the_window() {
        let mut throttle = throttle(3, "00:00");
        let ada = key("ada", "10.0.0.1");
        throttle.failed(&ada);
        throttle.failed(&ada);
        assert_eq!(throttle.check(&ada), Ok(()));
        throttle.clock = clock("00:30.5");
        throttle.failed(&ada);
        assert_eq!(throttle.check(&ada), Err(Rejection::Throttled(60)));
        assert_eq!(throttle.check(&key("ada", "10.0.0.2")), Ok(()), "another address");
        assert_eq!(throttle.check(&key("bob", "10.0.0.1")), Ok(()), "another name");
        throttle.clock = clock("01:30");
        assert_eq!(throttle.check(&ada), Err(Rejection::Throttled(1)));
        throttle.clock = clock("01:30.5");
        assert_eq!(throttle.check(&ada), Ok(()));
        throttle.failed(&ada);
        assert_eq!(throttle.check(&ada), Ok(()), "counted from the beginning");
    }

    #[test]
    fn failures_age() {
        let mut throttle = throttle(2, "00:00");
        let ada = key("ada", "10.0.0.1");
        throttle.failed(&ada);
        throttle.clock = clock("01:00");
        throttle.failed(&ada);
        assert_eq!(throttle.check(&ada), Ok(()));
        throttle.failed(&ada);
        assert_eq!(throttle.check(&ada), Err(Rejection::Throttled(60)));
    }

    #[test]
    fn a_success_forgets() {
        let throttle = throttle(2, "00:00");
        let ada = key("ada", "10.0.0.1");
        throttle.failed(&ada);
        throttle.succeeded(&ada);
        throttle.failed(&ada);
        assert_eq!(throttle.check(&ada), Ok(()));
    }

    #[test]
    fn zero_switches_it_off() {
        let throttle = throttle(0, "00:00");
        let ada = key("ada", "10.0.0.1");
        for _ in 0..100 {
            throttle.failed(&ada);
        }
        assert_eq!(throttle.check(&ada), Ok(()));
    }

    #[test]
    fn addresses_of_one_customer_are_one() {
        assert_eq!(key("ada", "2001:db8:1:2::1"), key("ada", "2001:db8:1:2:ffff::9"));
        assert_ne!(key("ada", "2001:db8:1:2::1"), key("ada", "2001:db8:1:3::1"));
        assert_eq!(key("ada", "::ffff:10.0.0.1"), key("ada", "10.0.0.1"));
    }
}
