//! One subscriber's way along the log: first what is in it behind their place, then what comes
//! live.

use std::sync::Arc;

use tokio::sync::broadcast;
use tokio::sync::broadcast::error::RecvError;

use super::{Batch, Hub, log};
use crate::domain::{Error, Result};

/// Most events that are read at once on the way to the end of the log.
const PAGE: u64 = 100;

/// Events behind a place, one after the other.
#[derive(Debug)]
pub struct Subscription {
    hub: Hub,
    live: Option<broadcast::Receiver<Arc<Batch>>>,
    last: i64,
}

/// Events that come together.
#[derive(Debug)]
pub struct Part {
    /// A batch, which others may have, too.
    pub batch: Arc<Batch>,
    /// Where in it the new events begin.
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

    pub(super) fn behind(hub: Hub, last: i64) -> Self {
        Self {
            hub,
            live: None,
            last,
        }
    }

    /// The number of the last event that was handed out, or behind which it begins.
    #[must_use]
    pub fn last(&self) -> i64 {
        self.last
    }

    /// The next events; waits for them.
    ///
    /// # Errors
    /// [`Error::TooSlow`] where more came than are kept for a subscriber; what the database says.
    pub async fn next(&mut self) -> Result<Part> {
        loop {
            let batch = match &mut self.live {
                Some(live) => match live.recv().await {
                    Ok(batch) => batch,
                    Err(RecvError::Lagged(_)) => return Err(Error::TooSlow),
                    Err(RecvError::Closed) => {
                        return Err(Error::Internal("the log is not read any more".into()));
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

    /// A page of the log; `None` at its end, where what comes live follows on.
    async fn page(&mut self) -> Result<Option<Arc<Batch>>> {
        // The receiver first: what is handed on from here is received, and what was before is in
        // the log.
        let live = self.hub.receiver();
        let place = self.hub.place().await?.0;
        let rows = log::behind(self.hub.db(), self.last, place, PAGE).await?;
        let Some(last) = rows.last().map(|row| row.id) else {
            self.live = Some(live);
            return Ok(None);
        };
        let batch = Batch::new(self.hub.db(), rows);
        if batch.events.is_empty() {
            // Of kinds that are not known here.
            self.last = last;
            return Ok(None);
        }
        Ok(Some(Arc::new(batch)))
    }
}
