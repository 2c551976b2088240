//! Counts failed sign-ins in this process, by account and address and by address. `login` decides
//! what counts as a failure; `failures` adds those of other processes.

use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use moka::sync::Cache;
use sha2::{Digest, Sha256};

use super::rate::client_network;
use crate::config;
use crate::domain::Clock;
use crate::domain::core::error::Rejection;

/// Maximum number of remembered subjects. Each takes about a hundred bytes.
const CAPACITY: u64 = 50_000;

/// A digest of what is counted.
pub(super) type Key = [u8; 32];

/// A subject whose failures are counted, and the limit; 0 means unlimited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Subject {
    pub key: Key,
    pub limit: u32,
}

#[derive(Clone, Debug)]
pub(super) struct Throttle {
    account_limit: u32,
    address_limit: u32,
    window: TimeDelta,
    clock: Clock,
    failures: Cache<Key, Arc<Mutex<Failures>>>,
}

#[derive(Debug)]
struct Failures {
    count: u32,
    /// Time of the first failure, or of the one that reached the limit.
    since: DateTime<Utc>,
}

impl Throttle {
    /// `requests` is the number of requests that an address may send per minute, 0 for unlimited.
    /// An address may not fail more often than that.
    pub(super) fn new(config: &config::Auth, requests: u32, clock: Clock) -> Self {
        let seconds = config.throttle_seconds.clamp(1, 86_400);
        // Twice: failures are counted during one window, and attempts are rejected during the next.
        let lifetime = Duration::from_secs(seconds * 2);
        let of_address = config.throttle_address_failures;
        Self {
            account_limit: config.throttle_failures,
            address_limit: [of_address, requests]
                .into_iter()
                .filter(|limit| *limit > 0)
                .min()
                .unwrap_or(0),
            window: TimeDelta::seconds(i64::try_from(seconds).unwrap_or(86_400)),
            clock,
            failures: Cache::builder()
                .max_capacity(CAPACITY)
                .time_to_idle(lifetime)
                .build(),
        }
    }

    /// An account, whichever spelling of the username found it, from an address.
    pub(super) fn account(&self, user_id: i32, address: IpAddr) -> Subject {
        Subject {
            key: key(b"account", user_id.to_string().as_bytes(), address),
            limit: self.account_limit,
        }
    }

    /// A username without an account, from an address.
    pub(super) fn name(&self, name: &str, address: IpAddr) -> Subject {
        Subject {
            key: key(b"name", name.as_bytes(), address),
            limit: self.account_limit,
        }
    }

    /// All callers of an address.
    pub(super) fn address(&self, address: IpAddr) -> Subject {
        Subject {
            key: key(b"address", b"", address),
            limit: self.address_limit,
        }
    }

    /// The time during which failures are counted, and attempts rejected.
    pub(super) fn window(&self) -> TimeDelta {
        self.window
    }

    /// Rejects an attempt if there are too many failures.
    pub(super) fn check(&self, subject: &Subject) -> Result<(), Rejection> {
        let Some(failures) = self
            .failures
            .get(&subject.key)
            .filter(|_| subject.limit > 0)
        else {
            return Ok(());
        };
        let failures = failures.lock().unwrap_or_else(PoisonError::into_inner);
        let left = failures.since + self.window - self.clock.now();
        if failures.count < subject.limit || left <= TimeDelta::zero() {
            return Ok(());
        }
        Err(Rejection::Throttled(
            u64::try_from((left + TimeDelta::milliseconds(999)).num_seconds()).unwrap_or(1),
        ))
    }

    pub(super) fn record(&self, subject: &Subject) {
        if subject.limit == 0 {
            return;
        }
        let now = self.clock.now();
        let failures = self.failures.get_with(subject.key, || {
            Arc::new(Mutex::new(Failures {
                count: 0,
                since: now,
            }))
        });
        let mut failures = failures.lock().unwrap_or_else(PoisonError::into_inner);
        // Also start again if the clock was set back.
        if now - failures.since >= self.window || now < failures.since {
            *failures = Failures {
                count: 0,
                since: now,
            };
        }
        failures.count = failures.count.saturating_add(1);
        if failures.count == subject.limit {
            failures.since = now;
            tracing::warn!(
                failures = failures.count,
                "too many failed sign-ins; rejecting further ones for a while"
            );
        }
    }

    /// Rejects attempts until `until`, because another process does.
    pub(super) fn lock(&self, subject: &Subject, until: DateTime<Utc>) {
        let since = until - self.window;
        let failures = self.failures.get_with(subject.key, || {
            Arc::new(Mutex::new(Failures { count: 0, since }))
        });
        let mut failures = failures.lock().unwrap_or_else(PoisonError::into_inner);
        // Keep a longer lock of this process.
        if failures.count < subject.limit || failures.since < since {
            *failures = Failures {
                count: subject.limit,
                since,
            };
        }
    }

    /// Resets the failures of a subject that signed in.
    pub(super) fn reset(&self, subject: &Subject) {
        self.failures.invalidate(&subject.key);
    }
}

fn key(kind: &[u8], who: &[u8], address: IpAddr) -> Key {
    let address = client_network(address).to_string();
    Sha256::new()
        .chain_update(kind)
        .chain_update([0])
        .chain_update(address)
        .chain_update([0])
        .chain_update(who)
        .finalize()
        .into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn throttle(limit: u32, at: &str) -> Throttle {
        let mut config = config::Config::default().auth;
        (config.throttle_failures, config.throttle_seconds) = (limit, 60);
        Throttle::new(&config, 0, clock(at))
    }

    fn clock(at: &str) -> Clock {
        Clock::fixed(format!("2026-01-01T00:{at}Z").parse().unwrap())
    }

    fn subject(throttle: &Throttle, name: &str, address: &str) -> Subject {
        throttle.name(name, address.parse().unwrap())
    }

    #[test]
    fn rejects_attempts_for_one_window() {
        let mut throttle = throttle(3, "00:00");
        let ada = subject(&throttle, "ada", "10.0.0.1");
        throttle.record(&ada);
        throttle.record(&ada);
        assert_eq!(throttle.check(&ada), Ok(()));
        throttle.clock = clock("00:30.5");
        throttle.record(&ada);
        assert_eq!(throttle.check(&ada), Err(Rejection::Throttled(60)));
        assert_eq!(
            throttle.check(&subject(&throttle, "ada", "10.0.0.2")),
            Ok(()),
            "another address"
        );
        assert_eq!(
            throttle.check(&subject(&throttle, "bob", "10.0.0.1")),
            Ok(()),
            "another name"
        );
        throttle.clock = clock("01:30");
        assert_eq!(throttle.check(&ada), Err(Rejection::Throttled(1)));
        throttle.clock = clock("01:30.5");
        assert_eq!(throttle.check(&ada), Ok(()));
        throttle.record(&ada);
        assert_eq!(throttle.check(&ada), Ok(()), "the count starts again");
    }

    #[test]
    fn forgets_failures_after_the_window() {
        let mut throttle = throttle(2, "00:00");
        let ada = subject(&throttle, "ada", "10.0.0.1");
        throttle.record(&ada);
        throttle.clock = clock("01:00");
        throttle.record(&ada);
        assert_eq!(throttle.check(&ada), Ok(()));
        throttle.record(&ada);
        assert_eq!(throttle.check(&ada), Err(Rejection::Throttled(60)));
    }

    #[test]
    fn a_success_resets_the_count() {
        let throttle = throttle(2, "00:00");
        let ada = subject(&throttle, "ada", "10.0.0.1");
        throttle.record(&ada);
        throttle.reset(&ada);
        throttle.record(&ada);
        assert_eq!(throttle.check(&ada), Ok(()));
    }

    #[test]
    fn zero_means_unlimited() {
        let throttle = throttle(0, "00:00");
        let ada = subject(&throttle, "ada", "10.0.0.1");
        for _ in 0..100 {
            throttle.record(&ada);
        }
        assert_eq!(throttle.check(&ada), Ok(()));
    }

    #[test]
    fn counts_addresses_of_one_customer_together() {
        let throttle = throttle(1, "00:00");
        let key = |name: &str, address: &str| subject(&throttle, name, address).key;
        assert_eq!(
            key("ada", "2001:db8:1:2::1"),
            key("ada", "2001:db8:1:2:ffff::9")
        );
        assert_ne!(key("ada", "2001:db8:1:2::1"), key("ada", "2001:db8:1:3::1"));
        assert_eq!(key("ada", "::ffff:10.0.0.1"), key("ada", "10.0.0.1"));
        assert_ne!(
            key("1", "10.0.0.1"),
            throttle.account(1, "10.0.0.1".parse().unwrap()).key
        );
    }

    #[test]
    fn keeps_the_longer_lock() {
        let mut throttle = throttle(5, "00:00");
        let ada = subject(&throttle, "ada", "10.0.0.1");
        throttle.lock(&ada, clock("00:20").now());
        assert_eq!(throttle.check(&ada), Err(Rejection::Throttled(20)));
        throttle.lock(&ada, clock("00:10").now());
        assert_eq!(
            throttle.check(&ada),
            Err(Rejection::Throttled(20)),
            "the longer one stays"
        );
        throttle.clock = clock("00:20");
        assert_eq!(throttle.check(&ada), Ok(()));
    }

    #[test]
    fn an_address_may_not_fail_more_often_than_it_may_ask() {
        let limit = |failures, requests| {
            let mut config = config::Config::default().auth;
            config.throttle_address_failures = failures;
            Throttle::new(&config, requests, clock("00:00"))
                .address("10.0.0.1".parse().unwrap())
                .limit
        };
        assert_eq!(
            [limit(100, 0), limit(100, 10), limit(0, 10), limit(0, 0)],
            [100, 10, 10, 0]
        );
    }
}
