//! What happened in a queue, in short.

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::{ID, Object};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::domain::desk::queues::OpenTicketCount;
use crate::domain::live::{Batch, Cursor, Shared};
use crate::domain::unit::events::Kind;
use crate::graphql::scalars::DateTime;
use crate::graphql::types::Queue;
use crate::graphql::types::queue::Queues;

/// The queues of a batch of events, for all who hear of them.
struct Known(Arc<Queues>);

/// What happened in a queue.
#[derive(Debug)]
pub struct QueueEvent {
    /// The last event that is summed up.
    pub(crate) last: i64,
    at: DateTime,
    queue: Queue,
    number: i32,
    kinds: Vec<Kind>,
    count: OpenTicketCount,
}

impl QueueEvent {
    /// Events of queues: the number of each, the place of its last event in the batch, and what
    /// happened.
    pub fn all<C>(
        touched: impl IntoIterator<Item = (i32, (usize, Vec<Kind>))>,
        batch: &Batch,
        shared: &Shared,
        counts: &HashMap<i32, OpenTicketCount>,
    ) -> C
    where
        C: FromIterator<Self>,
    {
        let known = shared.of_all(|_| {
            let queues = batch
                .events
                .iter()
                .flat_map(|event| [event.queue, event.old_queue])
                .flatten();
            Known(Arc::new(Queues::unread(queues)))
        });
        let events = touched.into_iter().map(|(number, (at, kinds))| {
            let event = &batch.events[at];
            let count = counts.get(&number).copied().unwrap_or_default();
            let queue = Queue::new(&known.0, number);
            Self {
                last: event.id,
                at: DateTime(event.at.into()),
                queue,
                number,
                kinds,
                count,
            }
        });
        events.collect()
    }
}

/// That something happened in a queue, and how many tickets wait there now.
#[Object]
impl QueueEvent {
    /// The global id.
    async fn id(&self) -> ID {
        ID(URL_SAFE_NO_PAD.encode(format!("QueueEvent:{}:{}", self.number, self.last)))
    }

    /// The place behind this event: keep it, and give it to `after` when you come back.
    async fn cursor(&self) -> String {
        Cursor(self.last).encode()
    }

    /// When the last of it was noted.
    async fn at(&self) -> DateTime {
        self.at
    }

    /// The queue.
    async fn queue(&self) -> &Queue {
        &self.queue
    }

    /// What happened to its tickets, each kind once.
    async fn kinds(&self) -> &[Kind] {
        &self.kinds
    }

    /// How many open tickets it has now.
    async fn open_tickets(&self) -> i32 {
        i32::try_from(self.count.open).unwrap_or(i32::MAX)
    }

    /// How many of these have no owner.
    async fn unassigned_tickets(&self) -> i32 {
        i32::try_from(self.count.unassigned).unwrap_or(i32::MAX)
    }
}
