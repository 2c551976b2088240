//! The progress of a subscription. The transport restarts a subscription after its last event when
//! the viewer's permissions change; the client does not notice.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use crate::domain::Result;
use crate::domain::live::{Cursor, Hub, Subscription};

/// The position of a subscription in the event log. The transport puts it into the request's data.
/// Clones share it.
#[derive(Clone, Debug)]
pub struct Place(Arc<Positions>);

#[derive(Debug)]
struct Positions {
    /// The last event that was passed to the execution.
    reached: AtomicI64,
    /// The last event that was answered or skipped.
    done: AtomicI64,
}

/// The position of a subscription that has not started.
const NOT_STARTED: i64 = -1;

impl Default for Place {
    fn default() -> Self {
        Self(Arc::new(Positions {
            reached: AtomicI64::new(NOT_STARTED),
            done: AtomicI64::new(NOT_STARTED),
        }))
    }
}

impl Place {
    /// Records that an event is passed to the execution.
    pub(super) fn reach(&self, id: i64) {
        self.0.reached.store(id, Ordering::Release);
    }

    /// Records that an event is skipped. All earlier events have been answered: events are handled
    /// one after another.
    pub(super) fn skip(&self, id: i64) {
        self.reach(id);
        self.answered();
    }

    /// Records that the last event was answered.
    pub fn answered(&self) {
        self.0
            .done
            .store(self.0.reached.load(Ordering::Acquire), Ordering::Release);
    }

    /// Whether the subscription has started. From then on, it misses no event.
    #[must_use]
    pub fn has_started(&self) -> bool {
        self.0.done.load(Ordering::Acquire) != NOT_STARTED
    }

    /// Subscribes after the last answered event; the first time, after `after`.
    pub(super) async fn subscribe(&self, hub: &Hub, after: Option<&str>) -> Result<Subscription> {
        let subscription = match self.0.done.load(Ordering::Acquire) {
            NOT_STARTED => hub.subscribe(after).await?,
            last => hub.resume(Cursor(last)).await?,
        };
        // So that nothing is missed if the subscription restarts before its first event.
        self.skip(subscription.last());
        Ok(subscription)
    }
}
