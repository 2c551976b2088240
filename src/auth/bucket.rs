//! Token buckets that hold a minute's worth of a limit and refill steadily (the generic cell rate
//! algorithm). `governor` does not fit: its buckets cannot go below zero, which subtracting the
//! grants of other processes requires.

use std::collections::HashMap;
use std::num::NonZeroU32;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::rate::Caller;
use crate::domain::Clock;

/// The time in nanoseconds in which an empty bucket refills.
const MINUTE: i64 = 60_000_000_000;
/// The number of uses after which full buckets are removed.
const FORGET_EVERY: u32 = 10_000;
/// A process reports its grants once they exceed this fraction of the limit.
const REPORTED_PART: u32 = 20;

/// The state of a bucket after a granted or denied request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RateLimitStatus {
    /// The size of the bucket: a minute's worth.
    pub limit: u32,
    /// The remaining amount.
    pub remaining: u32,
    /// Seconds until the bucket is full.
    pub reset: u64,
    /// Seconds until a denied request would be granted; `None` if it was granted.
    pub retry_after: Option<u64>,
}

/// The buckets of one limit.
#[derive(Debug)]
pub(super) struct Buckets {
    size: NonZeroU32,
    clock: Clock,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    buckets: HashMap<Caller, Bucket>,
    /// Callers with enough grants to report.
    due: Vec<Caller>,
    uses: u32,
}

#[derive(Clone, Copy, Debug)]
struct Bucket {
    /// When the bucket is full, in nanoseconds since 1970.
    full_at: i64,
    /// The amount granted since `since` and not reported yet.
    unreported: u32,
    since: i64,
    is_due: bool,
}

/// The amount that this process granted a caller since its last report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Grant {
    pub caller: Caller,
    /// The time in microseconds in which the amount refills.
    pub microseconds: i64,
}

impl Buckets {
    pub(super) fn new(size: NonZeroU32, clock: Clock) -> Self {
        Self {
            size,
            clock,
            state: Mutex::default(),
        }
    }

    /// Takes an amount from a caller's bucket if it has enough.
    pub(super) fn take(&self, caller: Caller, amount: NonZeroU32) -> RateLimitStatus {
        // More than a full bucket could never be granted. The settings prevent such costs.
        let amount = amount.min(self.size).get();
        let now = self.now();
        let mut state = self.state();
        state.uses = state.uses.wrapping_add(1);
        if state.uses.is_multiple_of(FORGET_EVERY) {
            state.forget_full(now);
        }
        let bucket = state.buckets.entry(caller).or_insert(Bucket {
            full_at: now,
            unreported: 0,
            since: now,
            is_due: false,
        });
        // A bucket is at most a minute's worth below zero, even if the clock was set back.
        bucket.full_at = bucket.full_at.clamp(now, now + 2 * MINUTE);
        let full_at = bucket.full_at + self.nanoseconds(amount);
        let wait = full_at - now - MINUTE;
        if wait > 0 {
            return self.status(bucket.full_at - now, Some(wait));
        }
        bucket.full_at = full_at;
        if !(0..MINUTE).contains(&(now - bucket.since)) && !bucket.is_due {
            (bucket.unreported, bucket.since) = (0, now);
        }
        bucket.unreported = bucket.unreported.saturating_add(amount);
        if !bucket.is_due && bucket.unreported >= self.size.get().div_ceil(REPORTED_PART) {
            bucket.is_due = true;
            state.due.push(caller);
        }
        self.status(full_at - now, None)
    }

    /// Whether there are grants to report.
    pub(super) fn has_grants(&self) -> bool {
        !self.state().due.is_empty()
    }

    /// Returns the grants to report, and marks them as reported.
    pub(super) fn take_grants(&self) -> Vec<Grant> {
        let now = self.now();
        let mut state = self.state();
        let due = std::mem::take(&mut state.due);
        let grants = due.into_iter().filter_map(|caller| {
            let bucket = state.buckets.get_mut(&caller)?;
            let microseconds = self.nanoseconds(bucket.unreported) / 1000;
            (bucket.unreported, bucket.since, bucket.is_due) = (0, now, false);
            Some(Grant {
                caller,
                microseconds,
            })
        });
        grants.collect()
    }

    /// Sets when a bucket is full according to all processes, in microseconds since 1970.
    pub(super) fn learn(&self, caller: Caller, full_at: i64) {
        let mut state = self.state();
        if let Some(bucket) = state.buckets.get_mut(&caller) {
            let known = full_at
                .saturating_mul(1000)
                .saturating_add(self.nanoseconds(bucket.unreported));
            bucket.full_at = bucket.full_at.max(known);
        }
    }

    /// The time in nanoseconds since 1970.
    fn now(&self) -> i64 {
        self.clock.now().timestamp_micros().saturating_mul(1000)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The time in nanoseconds in which the amount refills.
    fn nanoseconds(&self, amount: u32) -> i64 {
        let whole = i128::from(amount) * i128::from(MINUTE) / i128::from(self.size.get());
        // An amount is at most the size.
        i64::try_from(whole).unwrap_or(MINUTE)
    }

    /// `until_full` and `wait` are nanoseconds.
    fn status(&self, until_full: i64, wait: Option<i64>) -> RateLimitStatus {
        let limit = self.size.get();
        let left = i128::from((MINUTE - until_full).max(0)) * i128::from(limit);
        let seconds = |nanoseconds: i64| {
            u64::try_from(nanoseconds).map_or(0, |nanoseconds| nanoseconds.div_ceil(1_000_000_000))
        };
        RateLimitStatus {
            limit,
            remaining: u32::try_from(left / i128::from(MINUTE)).unwrap_or(limit),
            reset: seconds(until_full),
            retry_after: wait.map(|wait| seconds(wait).max(1)),
        }
    }
}

impl State {
    fn forget_full(&mut self, now: i64) {
        self.buckets
            .retain(|_, bucket| bucket.full_at > now || bucket.is_due);
        self.buckets.shrink_to_fit();
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    const ADA: Caller = Caller::User(1);

    fn clock() -> Clock {
        Clock::fixed("2026-01-01T00:00:00Z".parse().unwrap())
    }

    fn number(number: u32) -> NonZeroU32 {
        NonZeroU32::new(number).unwrap()
    }

    fn buckets(size: u32) -> Buckets {
        Buckets::new(number(size), clock())
    }

    fn granted(limit: u32, remaining: u32, reset: u64) -> RateLimitStatus {
        RateLimitStatus {
            limit,
            remaining,
            reset,
            retry_after: None,
        }
    }

    #[test]
    fn a_bucket_holds_a_minutes_worth_and_fills_steadily() {
        let buckets = buckets(60);
        assert_eq!(buckets.take(ADA, number(30)), granted(60, 30, 30));
        assert_eq!(buckets.take(ADA, number(30)), granted(60, 0, 60));
        assert_eq!(
            buckets.take(Caller::User(2), number(30)),
            granted(60, 30, 30),
            "somebody else's"
        );
        let refused = buckets.take(ADA, number(1));
        assert_eq!((refused.remaining, refused.retry_after), (0, Some(1)));
        assert_eq!(buckets.take(ADA, number(30)).retry_after, Some(30));
        buckets.clock.advance(Duration::from_secs(29));
        assert_eq!(buckets.take(ADA, number(30)).retry_after, Some(1));
        buckets.clock.advance(Duration::from_secs(1));
        assert_eq!(buckets.take(ADA, number(30)), granted(60, 0, 60));
        buckets.clock.advance(Duration::from_secs(3600));
        assert_eq!(buckets.take(ADA, number(1)), granted(60, 59, 1));
    }

    #[test]
    fn limits_of_any_size_are_counted_exactly() {
        for size in [1, 7, 60_000, 60_000_000, u32::MAX] {
            let buckets = buckets(size);
            let most = number(size);
            assert_eq!(buckets.take(ADA, most).retry_after, None, "{size}");
            assert_eq!(buckets.take(ADA, most).retry_after, Some(60), "{size}");
            buckets.clock.advance(Duration::from_secs(60));
            assert_eq!(buckets.take(ADA, most).retry_after, None, "{size}");
        }
    }

    #[test]
    fn grants_are_reported_from_a_part_of_the_limit_on() {
        let buckets = buckets(100);
        buckets.take(ADA, number(4));
        assert!(!buckets.has_grants());
        buckets.take(ADA, number(1));
        buckets.take(ADA, number(5));
        assert!(buckets.has_grants());
        let grant = Grant {
            caller: ADA,
            microseconds: 6_000_000,
        };
        assert_eq!(buckets.take_grants(), [grant]);
        assert!(!buckets.has_grants());
        // Little at a time is nothing to report, however long it goes on.
        for _ in 0..10 {
            buckets.clock.advance(Duration::from_secs(61));
            buckets.take(ADA, number(4));
        }
        assert!(!buckets.has_grants());
    }

    #[test]
    fn what_others_granted_is_subtracted_and_owed() {
        let buckets = buckets(60);
        let now = buckets.clock.now().timestamp_micros();
        buckets.take(ADA, number(10));
        buckets.take_grants();
        buckets.take(ADA, number(5));
        // Others granted twenty.
        buckets.learn(ADA, now + 30_000_000);
        assert_eq!(buckets.take(ADA, number(5)), granted(60, 20, 40));
        buckets.learn(ADA, now + 90_000_000);
        let refused = buckets.take(ADA, number(1));
        assert_eq!((refused.remaining, refused.retry_after), (0, Some(41)));
        // A minute's worth is owed at most.
        buckets.learn(ADA, now + 900_000_000);
        assert_eq!(buckets.take(ADA, number(1)).retry_after, Some(61));
    }

    #[test]
    fn full_buckets_are_forgotten() {
        let buckets = buckets(1_000_000);
        for user in 0..5000 {
            buckets.take(Caller::User(user), number(1));
        }
        buckets.clock.advance(Duration::from_secs(60));
        for _ in 0..FORGET_EVERY {
            buckets.take(ADA, number(1));
        }
        assert_eq!(buckets.state().buckets.len(), 1);
    }
}
