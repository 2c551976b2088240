//! Limits how many of a pool's connections one caller uses at once, so that no caller can block all
//! others.

use std::collections::HashMap;
use std::fmt;
use std::hash::Hash;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use tokio::sync::Semaphore;

/// Number of callers after which those without open requests are forgotten.
const FORGET_AT: usize = 1000;

/// A caller's share of a pool. Clones are the same share.
#[derive(Clone, Debug)]
pub struct Share {
    /// A statement needs a permit from each.
    pub(crate) semaphores: Vec<Arc<Semaphore>>,
}

/// The shares of all callers, identified by `K`.
#[derive(Debug)]
pub struct Shares<K> {
    size: usize,
    callers: Mutex<Callers<K>>,
}

#[derive(Debug)]
struct Callers<K> {
    semaphores: HashMap<K, Weak<Semaphore>>,
    /// Size of the map at which callers are forgotten next.
    forget_at: usize,
}

impl<K: Eq + Hash + fmt::Debug> Shares<K> {
    /// Shares of `size` connections each, at least one.
    #[must_use]
    pub fn new(size: usize) -> Self {
        let callers = Callers {
            semaphores: HashMap::new(),
            forget_at: FORGET_AT,
        };
        Self {
            size: size.clamp(1, Semaphore::MAX_PERMITS),
            callers: Mutex::new(callers),
        }
    }

    /// The share of a caller, which all of the caller's requests have in common.
    #[must_use]
    pub fn of(&self, caller: K) -> Share {
        let mut callers = self.callers.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(semaphore) = callers.semaphores.get(&caller).and_then(Weak::upgrade) {
            return Share {
                semaphores: vec![semaphore],
            };
        }
        if callers.semaphores.len() >= callers.forget_at {
            callers
                .semaphores
                .retain(|_, semaphore| semaphore.strong_count() > 0);
            callers.forget_at = (callers.semaphores.len() * 2).max(FORGET_AT);
        }
        let semaphore = Arc::new(Semaphore::new(self.size));
        callers
            .semaphores
            .insert(caller, Arc::downgrade(&semaphore));
        Share {
            semaphores: vec![semaphore],
        }
    }

    /// The share of a caller within `group`, which limits several callers together.
    #[must_use]
    pub fn of_group_member(&self, caller: K, group: &Arc<Semaphore>) -> Share {
        let mut share = self.of(caller);
        share.semaphores.push(Arc::clone(group));
        share
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_of_a_caller_share_permits() {
        let shares = Shares::new(2);
        let (first, second, other) = (shares.of(1), shares.of(1), shares.of(2));
        let _permits = Arc::clone(&first.semaphores[0])
            .try_acquire_many_owned(2)
            .unwrap();
        assert!(second.semaphores[0].try_acquire().is_err());
        assert!(other.semaphores[0].try_acquire().is_ok());
    }

    #[test]
    fn forgets_callers_without_requests() {
        let shares = Shares::new(2);
        for caller in 1..=3000 {
            drop(shares.of(caller));
        }
        assert!(shares.callers.lock().unwrap().semaphores.len() <= FORGET_AT);
    }
}
