//! Rate limits per minute: a bucket for each user, and one for each anonymous address, that refills
//! continuously and holds one minute's worth. Counted in this process only.

use std::net::{IpAddr, Ipv6Addr};
use std::num::NonZeroU32;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use chrono::{DateTime, Utc};
use governor::clock::Clock as GovernorClock;
use governor::middleware::StateInformationMiddleware;
use governor::nanos::Nanos;
use governor::state::keyed::DashMapStateStore;
use governor::{Quota, RateLimiter};

use crate::config::Config;
use crate::domain::{Clock, Viewer};

/// Number of requests after which full buckets are dropped.
const CLEANUP_INTERVAL: u32 = 10_000;

/// The caller whose requests are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Caller {
    /// A signed-in user, by ID.
    User(i32),
    /// An anonymous caller, by address.
    Address(IpAddr),
}

impl Caller {
    /// The caller of a request of `viewer` from `address`.
    #[must_use]
    pub fn of(viewer: &Viewer, address: IpAddr) -> Self {
        viewer
            .id()
            .map_or_else(|| Self::Address(client_network(address)), Self::User)
    }
}

/// The address that represents a customer: for IPv6 the /64 prefix, which belongs to one customer.
pub(super) fn client_network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() >> 64 << 64)),
        address => address,
    }
}

/// A bucket after a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RateLimitStatus {
    /// The capacity: one minute's worth.
    pub limit: u32,
    /// The amount left in the bucket.
    pub remaining: u32,
    /// Seconds until the bucket is full.
    pub reset: u64,
    /// Seconds until the rejected request would be granted; `None` if it was granted.
    pub retry_after: Option<u64>,
}

/// All buckets. Clones share them.
#[derive(Clone, Debug)]
pub struct RateLimits {
    request_buckets: CallerBuckets,
    cost_buckets: CallerBuckets,
}

/// The buckets of users and of anonymous callers.
#[derive(Clone, Debug)]
struct CallerBuckets {
    users: Option<Arc<Buckets>>,
    anonymous: Option<Arc<Buckets>>,
}

impl CallerBuckets {
    /// Anonymous callers never get more than users; 0 means unlimited.
    fn new(users: u32, anonymous: u32, clock: &Clock) -> Self {
        let buckets = |size: u32| {
            NonZeroU32::new(size).map(|size| Arc::new(Buckets::new(size, clock.clone())))
        };
        let least = [users, anonymous]
            .into_iter()
            .filter(|size| *size > 0)
            .min()
            .unwrap_or(0);
        Self {
            users: buckets(users),
            anonymous: buckets(least),
        }
    }

    fn take(&self, caller: Caller, amount: NonZeroU32) -> Option<RateLimitStatus> {
        let buckets = match caller {
            Caller::User(_) => &self.users,
            Caller::Address(_) => &self.anonymous,
        };
        buckets.as_ref().map(|buckets| buckets.take(caller, amount))
    }
}

impl RateLimits {
    /// Full buckets of the configured sizes; size 0 means unlimited.
    #[must_use]
    pub fn new(config: &Config, clock: &Clock) -> Self {
        let (server, graphql) = (&config.server, &config.graphql);
        Self {
            request_buckets: CallerBuckets::new(
                server.max_requests_per_minute,
                server.max_anonymous_requests_per_minute,
                clock,
            ),
            cost_buckets: CallerBuckets::new(
                graphql.max_cost_per_minute,
                graphql.max_anonymous_cost_per_minute,
                clock,
            ),
        }
    }

    /// Counts one request; `None` if requests are unlimited.
    #[must_use]
    pub fn count_request(&self, caller: Caller) -> Option<RateLimitStatus> {
        self.request_buckets.take(caller, NonZeroU32::MIN)
    }

    /// Counts the cost of a GraphQL operation; `None` if the cost is unlimited.
    #[must_use]
    pub fn count_cost(&self, caller: Caller, cost: usize) -> Option<RateLimitStatus> {
        let cost =
            NonZeroU32::new(u32::try_from(cost).unwrap_or(u32::MAX)).unwrap_or(NonZeroU32::MIN);
        self.cost_buckets.take(caller, cost)
    }
}

#[derive(Debug)]
struct Buckets {
    size: NonZeroU32,
    clock: MonotonicClock,
    limiter:
        RateLimiter<Caller, DashMapStateStore<Caller>, MonotonicClock, StateInformationMiddleware>,
    requests: AtomicU32,
}

impl Buckets {
    fn new(size: NonZeroU32, clock: Clock) -> Self {
        let clock = MonotonicClock {
            started: clock.now(),
            clock,
        };
        let limiter = RateLimiter::new(
            Quota::per_minute(size),
            DashMapStateStore::default(),
            clock.clone(),
        );
        Self {
            size,
            clock,
            limiter,
            requests: AtomicU32::new(0),
        }
    }

    fn take(&self, caller: Caller, amount: NonZeroU32) -> RateLimitStatus {
        if self.requests.fetch_add(1, Ordering::Relaxed) % CLEANUP_INTERVAL == CLEANUP_INTERVAL - 1
        {
            self.limiter.retain_recent();
            self.limiter.shrink_to_fit();
        }
        let limit = self.size.get();
        // A request above the capacity could never be granted; the configuration rules this out.
        let amount = amount.min(self.size);
        match self.limiter.check_key_n(&caller, amount) {
            Ok(Ok(state)) => {
                let remaining = state.remaining_burst_capacity().min(limit);
                RateLimitStatus {
                    limit,
                    remaining,
                    reset: self.seconds_for(limit - remaining),
                    retry_after: None,
                }
            }
            Ok(Err(not_until)) => {
                let wait = not_until.wait_time_from(self.clock.now());
                let wait = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
                let remaining = amount.get().saturating_sub(self.amount_in(wait)).min(limit);
                RateLimitStatus {
                    limit,
                    remaining,
                    reset: self.seconds_for(limit - remaining),
                    retry_after: Some(wait.max(1)),
                }
            }
            Err(_) => RateLimitStatus {
                limit,
                remaining: 0,
                reset: 60,
                retry_after: Some(60),
            },
        }
    }

    /// Seconds in which this amount refills.
    fn seconds_for(&self, amount: u32) -> u64 {
        (u64::from(amount) * 60).div_ceil(u64::from(self.size.get()))
    }

    /// The amount that refills in this time.
    fn amount_in(&self, seconds: u64) -> u32 {
        u32::try_from(
            seconds
                .saturating_mul(u64::from(self.size.get()))
                .div_ceil(60),
        )
        .unwrap_or(u32::MAX)
    }
}

/// The domain's clock for governor.
#[derive(Clone, Debug)]
struct MonotonicClock {
    clock: Clock,
    started: DateTime<Utc>,
}

impl GovernorClock for MonotonicClock {
    type Instant = Nanos;

    fn now(&self) -> Nanos {
        // If the clock is set back, time stands still.
        (self.clock.now() - self.started)
            .to_std()
            .unwrap_or_default()
            .into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clock(at: &str) -> Clock {
        Clock::fixed(format!("2026-01-01T00:{at}Z").parse().unwrap())
    }

    fn buckets(size: u32) -> Buckets {
        Buckets::new(NonZeroU32::new(size).unwrap(), clock("00:00"))
    }

    fn address(text: &str) -> Caller {
        Caller::of(&Viewer::Anonymous, text.parse().unwrap())
    }

    #[test]
    fn a_bucket_holds_one_minutes_worth_and_refills() {
        let buckets = buckets(60);
        let (ada, thirty) = (Caller::User(1), NonZeroU32::new(30).unwrap());
        let granted = |remaining, reset| RateLimitStatus {
            limit: 60,
            remaining,
            reset,
            retry_after: None,
        };
        assert_eq!(buckets.take(ada, thirty), granted(30, 30));
        assert_eq!(buckets.take(ada, thirty), granted(0, 60));
        assert_eq!(
            buckets.take(Caller::User(2), thirty),
            granted(30, 30),
            "another user"
        );
        let refused = buckets.take(ada, NonZeroU32::MIN);
        assert_eq!((refused.remaining, refused.retry_after), (0, Some(1)));
        assert_eq!(buckets.take(ada, thirty).retry_after, Some(30));
    }

    #[test]
    fn a_bucket_refills_with_time() {
        // Ten refill in 100 ms.
        let size = NonZeroU32::new(6000).unwrap();
        let buckets = Buckets::new(size, Clock::system());
        assert_eq!(buckets.take(Caller::User(1), size).retry_after, None);
        assert_eq!(buckets.take(Caller::User(1), size).retry_after, Some(60));
        std::thread::sleep(std::time::Duration::from_millis(100));
        assert_eq!(
            buckets
                .take(Caller::User(1), NonZeroU32::new(10).unwrap())
                .retry_after,
            None
        );
    }

    #[test]
    fn counts_ipv6_callers_by_network() {
        assert_eq!(address("2001:db8:1:2::1"), address("2001:db8:1:2:ffff::9"));
        assert_ne!(address("2001:db8:1:2::1"), address("2001:db8:1:3::1"));
        assert_eq!(address("::ffff:10.0.0.1"), address("10.0.0.1"));
    }

    #[test]
    fn counts_nothing_without_limits() {
        let mut config = Config::default();
        (
            config.server.max_requests_per_minute,
            config.server.max_anonymous_requests_per_minute,
        ) = (0, 0);
        (
            config.graphql.max_cost_per_minute,
            config.graphql.max_anonymous_cost_per_minute,
        ) = (0, 0);
        let rate_limits = RateLimits::new(&config, &Clock::system());
        assert_eq!(
            (
                rate_limits.count_request(Caller::User(1)),
                rate_limits.count_cost(Caller::User(1), 5)
            ),
            (None, None)
        );
    }

    #[test]
    fn anonymous_callers_never_get_more_than_users() {
        let limits = |users, anonymous| {
            let mut config = Config::default();
            config.server.max_requests_per_minute = users;
            config.server.max_anonymous_requests_per_minute = anonymous;
            let rate_limits = RateLimits::new(&config, &Clock::system());
            [Caller::User(1), address("10.0.0.1")]
                .map(|caller| rate_limits.count_request(caller).map(|status| status.limit))
        };
        assert_eq!(limits(10, 5), [Some(10), Some(5)]);
        assert_eq!(
            limits(10, 20),
            [Some(10), Some(10)],
            "never more than users"
        );
        assert_eq!(limits(10, 0), [Some(10), Some(10)]);
        assert_eq!(limits(0, 5), [None, Some(5)]);
    }
}
