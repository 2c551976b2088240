//! Fair turns for expensive work: password hashes and token lookups. Each caller waits in its own
//! lane, and one request per lane competes for the workers, so a flood from one address delays
//! another address by one request at most. Lanes are bounded; a full lane rejects with a time to
//! retry.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::domain::core::error::Rejection;

/// Seconds after which a rejected caller should retry.
const RETRY_AFTER: u64 = 1;
/// Maximum number of running and waiting password hashes of one caller, and of all.
const HASH_LANE_CAPACITY: usize = 16;
const HASH_TOTAL_CAPACITY: usize = 64;
/// Maximum time to wait for a password hash.
const HASH_TIMEOUT: Duration = Duration::from_secs(10);

/// The caller that a lane belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Lane {
    /// A caller that is not known yet, by address.
    Address(IpAddr),
    /// A caller whose credentials were correct before.
    Known([u8; 32]),
    /// A signed-in user, by ID.
    User(i32),
}

/// How much work may run and wait.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Concurrent work in all lanes.
    pub concurrency: usize,
    /// Concurrent work in one lane.
    pub lane_concurrency: usize,
    /// Maximum running and waiting in one lane.
    pub lane_capacity: usize,
    /// Maximum running and waiting in all lanes.
    pub total_capacity: usize,
    /// Maximum time to wait for a turn.
    pub timeout: Duration,
}

impl Limits {
    /// Limits for password hashes: half of the cores hash concurrently, a quarter for one caller.
    #[must_use]
    pub fn for_hashing() -> Self {
        let half = std::thread::available_parallelism().map_or(1, usize::from) / 2;
        Self {
            concurrency: half.max(1),
            lane_concurrency: (half / 2).max(1),
            lane_capacity: HASH_LANE_CAPACITY.max(half),
            total_capacity: HASH_TOTAL_CAPACITY.max(4 * half),
            timeout: HASH_TIMEOUT,
        }
    }
}

/// The lanes for one kind of work. Clones share them.
#[derive(Clone, Debug)]
pub struct Lanes(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    limits: Limits,
    work: Arc<Semaphore>,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    total: usize,
    /// The number of members of each lane, and the permits of the lane.
    lanes: HashMap<Lane, (usize, Arc<Semaphore>)>,
}

/// The permission to work until it is dropped.
#[derive(Debug)]
pub struct Turn {
    _work: OwnedSemaphorePermit,
    _own: OwnedSemaphorePermit,
    _member: Member,
}

/// A place in a lane.
#[derive(Debug)]
struct Member {
    lanes: Arc<Inner>,
    lane: Lane,
}

impl Lanes {
    /// Empty lanes.
    #[must_use]
    pub fn new(limits: Limits) -> Self {
        let work = Arc::new(Semaphore::new(limits.concurrency.max(1)));
        Self(Arc::new(Inner {
            limits,
            work,
            state: Mutex::default(),
        }))
    }

    /// Waits for a turn.
    ///
    /// # Errors
    /// [`Rejection::Busy`] if the lane or all lanes together are full, or the wait takes too long.
    pub async fn wait_for_turn(&self, lane: Lane) -> Result<Turn, Rejection> {
        let (member, own) = self.enter(lane)?;
        let turn = async {
            let own = own.acquire_owned().await.ok()?;
            let work = Arc::clone(&self.0.work).acquire_owned().await.ok()?;
            Some((own, work))
        };
        match tokio::time::timeout(self.0.limits.timeout, turn).await {
            Ok(Some((own, work))) => Ok(Turn {
                _work: work,
                _own: own,
                _member: member,
            }),
            Ok(None) | Err(_) => Err(Rejection::Busy(RETRY_AFTER)),
        }
    }

    fn enter(&self, lane: Lane) -> Result<(Member, Arc<Semaphore>), Rejection> {
        let limits = self.0.limits;
        let mut state = self.0.state.lock().unwrap_or_else(PoisonError::into_inner);
        let members = state.lanes.get(&lane).map_or(0, |(members, _)| *members);
        let total = match lane {
            // A quarter is reserved for known callers.
            Lane::Address(_) => limits.total_capacity * 3 / 4,
            Lane::Known(_) | Lane::User(_) => limits.total_capacity,
        };
        if members >= limits.lane_capacity || state.total >= total {
            return Err(Rejection::Busy(RETRY_AFTER));
        }
        state.total += 1;
        let entry = state.lanes.entry(lane);
        let (members, own) =
            entry.or_insert_with(|| (0, Arc::new(Semaphore::new(limits.lane_concurrency.max(1)))));
        *members += 1;
        Ok((
            Member {
                lanes: Arc::clone(&self.0),
                lane,
            },
            Arc::clone(own),
        ))
    }
}

impl Drop for Member {
    fn drop(&mut self) {
        let mut state = self
            .lanes
            .state
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        state.total = state.total.saturating_sub(1);
        if let Some((members, _)) = state.lanes.get_mut(&self.lane) {
            *members -= 1;
            if *members == 0 {
                state.lanes.remove(&self.lane);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lanes() -> Lanes {
        let timeout = Duration::from_millis(200);
        Lanes::new(Limits {
            concurrency: 1,
            lane_concurrency: 1,
            lane_capacity: 3,
            total_capacity: 7,
            timeout,
        })
    }

    fn address(last: u8) -> Lane {
        Lane::Address(IpAddr::from([10, 0, 0, last]))
    }

    #[tokio::test]
    async fn a_flood_delays_others_by_one_turn() {
        let lanes = Lanes::new(Limits {
            timeout: Duration::from_secs(60),
            ..lanes().0.limits
        });
        let order = Arc::new(Mutex::new(Vec::new()));
        let first = lanes.wait_for_turn(address(1)).await.unwrap();
        let mut waiting = Vec::new();
        for last in [1, 1, 2] {
            let (lanes, order) = (lanes.clone(), Arc::clone(&order));
            waiting.push(tokio::spawn(async move {
                let _turn = lanes.wait_for_turn(address(last)).await.unwrap();
                order.lock().unwrap().push(last);
            }));
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        drop(first);
        for each in waiting {
            each.await.unwrap();
        }
        // Address 1 queued again only after its first turn ended.
        assert_eq!(*order.lock().unwrap(), [2, 1, 1]);
    }

    #[tokio::test]
    async fn rejects_when_full_and_after_the_timeout() {
        let lanes = lanes();
        let turn = lanes.wait_for_turn(address(1)).await.unwrap();
        let wait = |last| {
            let lanes = lanes.clone();
            tokio::spawn(async move { lanes.wait_for_turn(address(last)).await.map(drop) })
        };
        let waiting = [wait(1), wait(1), wait(2), wait(3)];
        tokio::time::sleep(Duration::from_millis(50)).await;
        assert_eq!(
            lanes.wait_for_turn(address(1)).await.unwrap_err(),
            Rejection::Busy(1),
            "the lane is full"
        );
        assert!(lanes.enter(address(4)).is_err(), "all lanes are full");
        assert!(
            lanes.enter(Lane::Known([0; 32])).is_ok(),
            "only for unknown callers"
        );
        for each in waiting {
            assert_eq!(
                each.await.unwrap(),
                Err(Rejection::Busy(1)),
                "the wait ends"
            );
        }
        drop(turn);
        assert!(lanes.0.state.lock().unwrap().lanes.is_empty());
        assert!(lanes.wait_for_turn(address(4)).await.is_ok());
    }
}
