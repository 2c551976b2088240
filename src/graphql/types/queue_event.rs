//! Events of queues: summaries of the events of their tickets.

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

/// The queues of a batch of events, shared by all subscribers.
struct BatchQueues(Arc<Queues>);

/// Events of a queue's tickets in a batch.
#[derive(Debug)]
pub struct QueueEvent {
    /// ID of the last summarized event in the log.
    pub(crate) last: i64,
    at: DateTime,
    queue: Queue,
    number: i32,
    kinds: Vec<Kind>,
    count: OpenTicketCount,
}

impl QueueEvent {
    /// Creates events from `touched`: the database ID of each queue, the index of its last event in
    /// the batch, and the kinds of its events.
    pub fn all<C>(
        touched: impl IntoIterator<Item = (i32, (usize, Vec<Kind>))>,
        batch: &Batch,
        shared: &Shared,
        counts: &HashMap<i32, OpenTicketCount>,
    ) -> C
    where
        C: FromIterator<Self>,
    {
        let queues = shared.of_all(|_| {
            let queues = batch
                .events
                .iter()
                .flat_map(|event| [event.queue, event.old_queue])
                .flatten();
            BatchQueues(Arc::new(Queues::unread(queues)))
        });
        let events = touched.into_iter().map(|(number, (index, kinds))| {
            let event = &batch.events[index];
            let count = counts.get(&number).copied().unwrap_or_default();
            let queue = Queue::new(&queues.0, number);
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

/// A summary of recent events in a queue, with current numbers of tickets.
#[Object]
impl QueueEvent {
    /// Global ID of the event.
    async fn id(&self) -> ID {
        ID(URL_SAFE_NO_PAD.encode(format!("QueueEvent:{}:{}", self.number, self.last)))
    }

    /// Cursor of the event. As `after` of a subscription, it resumes after this event.
    async fn cursor(&self) -> String {
        Cursor(self.last).encode()
    }

    /// Date and time when the last of these events was recorded.
    async fn created_at(&self) -> DateTime {
        self.at
    }

    /// The queue.
    async fn queue(&self) -> &Queue {
        &self.queue
    }

    /// Kinds of the events, each once.
    async fn kinds(&self) -> &[Kind] {
        &self.kinds
    }

    /// Number of open tickets in the queue.
    async fn open_ticket_count(&self) -> i32 {
        i32::try_from(self.count.open).unwrap_or(i32::MAX)
    }

    /// Number of open tickets in the queue that have no owner.
    async fn unassigned_ticket_count(&self) -> i32 {
        i32::try_from(self.count.unassigned).unwrap_or(i32::MAX)
    }
}
