//! A subscriber's position in the log. It first reads stored events from the log, then receives new
//! ones from the hub.

use std::sync::Arc;

use tokio::sync::broadcast;
use tokio::sync::broadcast::error::RecvError;

use super::{Batch, Hub, log};
use crate::domain::{Error, Result};

/// Maximum number of stored events per read.
const PAGE: u64 = 100;

/// The events after a position, in order.
#[derive(Debug)]
pub struct Subscription {
    hub: Hub,
    live: Option<broadcast::Receiver<Arc<Batch>>>,
    last: i64,
}

/// Events that arrive together.
#[derive(Debug)]
pub struct Part {
    /// The batch, which may be shared with other subscribers.
    pub batch: Arc<Batch>,
    /// The index of the first event that is new to this subscriber.
    pub from: usize,
}

impl Subscription {
    pub(super) fn live(hub: Hub, live: broadcast::Receiver<Arc<Batch>>, last: i64) -> Self {
        Self {
            hub,
            live: Some(live),
            last,
        }
    }

    pub(super) fn replay(hub: Hub, last: i64) -> Self {
        Self {
            hub,
            live: None,
            last,
        }
    }

    /// The ID of the last event that was returned, or of the position where the subscription began.
    #[must_use]
    pub fn last(&self) -> i64 {
        self.last
    }

    /// Waits for the next events.
    ///
    /// # Errors
    /// [`Error::TooSlow`] if more events arrived than the buffer holds; database errors.
    pub async fn next(&mut self) -> Result<Part> {
        loop {
            let batch = match &mut self.live {
                Some(live) => match live.recv().await {
                    Ok(batch) => batch,
                    Err(RecvError::Lagged(_)) => return Err(Error::TooSlow),
                    Err(RecvError::Closed) => {
                        return Err(Error::Internal(
                            "the reader of the event log has stopped".into(),
                        ));
                    }
                },
                None => match self.page().await? {
                    Some(batch) => batch,
                    None => continue,
                },
            };
            let from = batch.events.partition_point(|event| event.id <= self.last);
            if let Some(event) = batch.events.get(from..).and_then(<[_]>::last) {
                self.last = event.id;
                return Ok(Part { batch, from });
            }
        }
    }

    /// A page of stored events; `None` at the end of the log, where new events follow.
    async fn page(&mut self) -> Result<Option<Arc<Batch>>> {
        // Create the receiver first: events before this moment are in the log, later ones are
        // received.
        let live = self.hub.receiver();
        let end = self.hub.position().await?.0;
        let rows = log::rows_after(self.hub.db(), self.last, end, PAGE).await?;
        let Some(last) = rows.last().map(|row| row.id) else {
            self.live = Some(live);
            return Ok(None);
        };
        let batch = Batch::new(self.hub.db(), rows);
        if batch.events.is_empty() {
            // All events are of kinds that this release does not know.
            self.last = last;
            return Ok(None);
        }
        Ok(Some(Arc::new(batch)))
    }
}
