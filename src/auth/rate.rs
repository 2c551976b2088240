//! Rate limits per minute: a bucket for each user, and one for each anonymous address, that refills
//! continuously and holds one minute's worth. A process grants from its own buckets. Once a second,
//! and only for callers who use more than a small part of a limit, it reports what it granted and
//! reads what other processes granted, so ordinary callers cost no statement.

use std::net::{IpAddr, Ipv6Addr};
use std::num::NonZeroU32;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use entity::Db;
use sha2::{Digest as _, Sha256};

pub use super::bucket::RateLimitStatus;
use super::bucket::{Buckets, Grant};
use crate::config::Config;
use crate::domain::desk::accounts::{self, Usage};
use crate::domain::{self, Clock, Viewer};

/// Time between a grant and its report.
const EXCHANGE_AFTER: Duration = Duration::from_secs(1);
/// Maximum time to wait for the database.
const TIMEOUT: Duration = Duration::from_secs(2);
/// One in this many reports also deletes rows of full buckets.
const PRUNE_INTERVAL: u32 = 50;

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

/// All buckets. Clones share them.
#[derive(Clone, Debug)]
pub struct RateLimits(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    request_buckets: CallerBuckets,
    cost_buckets: CallerBuckets,
    /// Where several processes count together.
    shared: Option<Shared>,
}

#[derive(Debug)]
struct Shared {
    db: Db,
    clock: Clock,
    /// Whether an exchange is scheduled.
    is_scheduled: AtomicBool,
}

/// The buckets of users and of anonymous callers.
#[derive(Debug)]
struct CallerBuckets {
    users: Option<Buckets>,
    anonymous: Option<Buckets>,
}

impl CallerBuckets {
    /// Strangers never have more than users; 0 is any number.
    fn new(users: u32, anonymous: u32, clock: &Clock) -> Self {
        let buckets =
            |size: u32| NonZeroU32::new(size).map(|size| Buckets::new(size, clock.clone()));
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

    fn of(&self, caller: Caller) -> Option<&Buckets> {
        match caller {
            Caller::User(_) => self.users.as_ref(),
            Caller::Address(_) => self.anonymous.as_ref(),
        }
    }
}

impl RateLimits {
    /// Full buckets, as large as the settings say; those of size 0 are none. With `db`, several
    /// processes count together there: what a caller uses elsewhere is known after a second.
    #[must_use]
    pub fn new(config: &Config, clock: &Clock, db: Option<Db>) -> Self {
        let (server, graphql) = (&config.server, &config.graphql);
        let shared = db.map(|db| Shared {
            db,
            clock: clock.clone(),
            is_scheduled: AtomicBool::new(false),
        });
        Self(Arc::new(Inner {
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
            shared,
        }))
    }

    /// Takes one request; `None` where requests are not counted.
    #[must_use]
    pub fn count_request(&self, caller: Caller) -> Option<RateLimitStatus> {
        self.take(&self.0.request_buckets, caller, NonZeroU32::MIN)
    }

    /// Takes the cost of an operation of the graph; `None` where it is not counted.
    #[must_use]
    pub fn count_cost(&self, caller: Caller, cost: usize) -> Option<RateLimitStatus> {
        let cost =
            NonZeroU32::new(u32::try_from(cost).unwrap_or(u32::MAX)).unwrap_or(NonZeroU32::MIN);
        self.take(&self.0.cost_buckets, caller, cost)
    }

    fn take(
        &self,
        kind: &CallerBuckets,
        caller: Caller,
        amount: NonZeroU32,
    ) -> Option<RateLimitStatus> {
        let buckets = kind.of(caller)?;
        let status = buckets.take(caller, amount);
        if let Some(shared) = &self.0.shared
            && buckets.has_grants()
            && !shared.is_scheduled.swap(true, Ordering::AcqRel)
            && let Ok(runtime) = tokio::runtime::Handle::try_current()
        {
            let inner = Arc::clone(&self.0);
            runtime.spawn(async move {
                tokio::time::sleep(EXCHANGE_AFTER).await;
                if let Some(shared) = &inner.shared {
                    shared.is_scheduled.store(false, Ordering::Release);
                    let kinds = [
                        ("requests", &inner.request_buckets),
                        ("cost", &inner.cost_buckets),
                    ];
                    shared.exchange(kinds).await;
                }
            });
        }
        Some(status)
    }
}

impl Shared {
    /// Reports what this process granted, and learns what the others did.
    async fn exchange(&self, kinds: [(&str, &CallerBuckets); 2]) {
        let mut reported = Vec::new();
        for (name, kind) in kinds {
            for buckets in [&kind.users, &kind.anonymous].into_iter().flatten() {
                for Grant {
                    caller,
                    microseconds,
                } in buckets.take_grants()
                {
                    reported.push((subject(name, caller), microseconds, caller, buckets));
                }
            }
        }
        if reported.is_empty() {
            return;
        }
        let used: Vec<Usage> = reported
            .iter()
            .map(|(subject, amount, ..)| Usage {
                subject: subject.clone(),
                amount: *amount,
            })
            .collect();
        let now = self.clock.now().timestamp_micros();
        let record = async {
            let rows = accounts::record_usage(&self.db, &used, now).await?;
            if rand::random_ratio(1, PRUNE_INTERVAL) {
                accounts::prune_usage(&self.db, now).await?;
            }
            Ok::<_, domain::Error>(rows)
        };
        match tokio::time::timeout(TIMEOUT, record).await {
            Ok(Ok(rows)) => {
                for (subject, _, caller, buckets) in reported {
                    if let Some(row) = rows.iter().find(|row| row.subject == subject) {
                        buckets.learn(caller, row.full_at);
                    }
                }
            }
            Ok(Err(error)) => {
                tracing::warn!(%error, "requests could not be counted for other processes");
            }
            Err(_) => tracing::warn!("counting requests for other processes takes too long"),
        }
    }
}

/// The name of a caller's bucket in the database.
fn subject(kind: &str, caller: Caller) -> String {
    let caller = match caller {
        Caller::User(id) => format!("{kind} user {id}"),
        Caller::Address(address) => format!("{kind} address {address}"),
    };
    let digest = Sha256::digest(caller);
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(text: &str) -> Caller {
        Caller::of(&Viewer::Anonymous, text.parse().unwrap())
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
        let rate_limits = RateLimits::new(&config, &Clock::system(), None);
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
            let rate_limits = RateLimits::new(&config, &Clock::system(), None);
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
