//! How far a subscription came, so that it can be begun anew behind that with other rights,
//! unnoticed by the client.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use crate::domain::Result;
use crate::domain::live::{Cursor, Hub, Subscription};

/// The place of a subscription in the log; a clone is the same one. The transport puts it into the
/// request's data.
#[derive(Clone, Debug)]
pub struct Place(Arc<Numbers>);

#[derive(Debug)]
struct Numbers {
    /// Of the event that was handed to the execution last.
    reached: AtomicI64,
    /// Of the last event that is done with.
    done: AtomicI64,
}

/// The subscription has not begun.
const NOWHERE: i64 = -1;

impl Default for Place {
    fn default() -> Self {
        Self(Arc::new(Numbers {
            reached: AtomicI64::new(NOWHERE),
            done: AtomicI64::new(NOWHERE),
        }))
    }
}

impl Place {
    /// An event is handed to the execution.
    pub(super) fn reach(&self, id: i64) {
        self.0.reached.store(id, Ordering::Release);
    }

    /// An event is not for this subscription. All before it were answered, or it would not have
    /// been looked at.
    pub(super) fn pass(&self, id: i64) {
        self.reach(id);
        self.answered();
    }

    /// What was handed over last has been answered.
    pub fn answered(&self) {
        self.0
            .done
            .store(self.0.reached.load(Ordering::Acquire), Ordering::Release);
    }

    /// Whether the subscription has begun: it misses nothing from here on.
    #[must_use]
    pub fn has_begun(&self) -> bool {
        self.0.done.load(Ordering::Acquire) != NOWHERE
    }

    /// Subscribes behind what was done with; the first time, behind `after`.
    pub(super) async fn subscribe(&self, hub: &Hub, after: Option<&str>) -> Result<Subscription> {
        let subscription = match self.0.done.load(Ordering::Acquire) {
            NOWHERE => hub.subscribe(after).await?,
            last => hub.resume(Cursor(last)).await?,
        };
        // So that nothing is left out should it begin anew before the first event.
        self.pass(subscription.last());
        Ok(subscription)
    }
}
