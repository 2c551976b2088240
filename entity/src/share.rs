//! How many of a pool's connections one caller may use at the same time, so that nobody keeps all
//! others waiting.

use std::collections::HashMap;
use std::fmt;
use std::hash::Hash;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use tokio::sync::Semaphore;

/// So many callers are remembered before those that ask for nothing are forgotten.
const REMEMBERED: usize = 1000;

/// A caller's part of a pool. A clone is the same part.
#[derive(Clone, Debug)]
pub struct Share {
    /// A statement needs a place in each of these.
    pub(crate) places: Vec<Arc<Semaphore>>,
}

/// The shares of all callers.
#[derive(Debug)]
pub struct Shares<K> {
    size: usize,
    callers: Mutex<Callers<K>>,
}

#[derive(Debug)]
struct Callers<K> {
    places: HashMap<K, Weak<Semaphore>>,
    forget_at: usize,
}

impl<K: Eq + Hash + fmt::Debug> Shares<K> {
    /// Shares of `size` connections each, at least one.
    #[must_use]
    pub fn new(size: usize) -> Self {
        let callers = Callers {
            places: HashMap::new(),
            forget_at: REMEMBERED,
        };
        Self {
            size: size.clamp(1, Semaphore::MAX_PERMITS),
            callers: Mutex::new(callers),
        }
    }

    /// The share of a caller: the same for all of their requests.
    #[must_use]
    pub fn of(&self, caller: K) -> Share {
        let mut callers = self.callers.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(places) = callers.places.get(&caller).and_then(Weak::upgrade) {
            return Share {
                places: vec![places],
            };
        }
        if callers.places.len() >= callers.forget_at {
            callers.places.retain(|_, places| places.strong_count() > 0);
            callers.forget_at = (callers.places.len() * 2).max(REMEMBERED);
        }
        let places = Arc::new(Semaphore::new(self.size));
        callers.places.insert(caller, Arc::downgrade(&places));
        Share {
            places: vec![places],
        }
    }

    /// A share of which `all`, the same for several callers, is a part: together they have no more
    /// than it holds.
    #[must_use]
    pub fn within(&self, caller: K, all: &Arc<Semaphore>) -> Share {
        let mut share = self.of(caller);
        share.places.push(Arc::clone(all));
        share
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_caller_has_one_share_and_is_forgotten() {
        let shares = Shares::new(2);
        let (first, second, other) = (shares.of(1), shares.of(1), shares.of(2));
        let place = Arc::clone(&first.places[0])
            .try_acquire_many_owned(2)
            .unwrap();
        assert!(second.places[0].try_acquire().is_err());
        assert!(other.places[0].try_acquire().is_ok());
        drop((first, second, place));
        for caller in 3..=3000 {
            drop(shares.of(caller));
        }
        assert!(shares.callers.lock().unwrap().places.len() <= REMEMBERED);
    }
}
