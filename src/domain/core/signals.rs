//! How operations reach what runs beside them: the outbox worker, the reader of the event log, and
//! the renderer of webhook bodies. Only signals and traits; the work is done in `delivery`, `live`
//! and `compat`.

use std::sync::Arc;

use tokio::sync::Notify;

use super::context::Context;
use super::error::Result;

/// Signals that events were written to the log. A clone is the same signal.
#[derive(Clone, Debug, Default)]
pub struct EventSignal(Arc<EventWaiters>);

#[derive(Debug, Default)]
struct EventWaiters {
    /// Wakes the reader of this process.
    reader: Notify,
    /// Wakes the task that notifies other processes.
    announcer: Notify,
}

impl EventSignal {
    /// Wakes the reader of this process and has other processes notified. Call it after the commit.
    pub fn written_here(&self) {
        self.0.reader.notify_one();
        self.0.announcer.notify_one();
    }

    /// Wakes the reader of this process: another process may have written events.
    pub fn written_elsewhere(&self) {
        self.0.reader.notify_one();
    }

    /// Returns after events were written, here or elsewhere. One waiter is woken per signal.
    pub async fn written(&self) {
        self.0.reader.notified().await;
    }

    /// Returns after this process wrote events that other processes were not notified of.
    pub async fn unannounced(&self) {
        self.0.announcer.notified().await;
    }
}

/// The outbox as operations use it, besides its table. A clone wakes the same worker.
#[derive(Clone, Debug, Default)]
pub struct Outbox {
    woken: Arc<Notify>,
    bodies: Option<Arc<dyn WebhookBodies>>,
}

impl Outbox {
    /// An outbox whose webhooks get their bodies from `bodies`. The default one has no bodies and
    /// writes no webhooks.
    #[must_use]
    pub fn new(bodies: Arc<dyn WebhookBodies>) -> Self {
        Self {
            woken: Arc::default(),
            bodies: Some(bodies),
        }
    }

    /// The renderer of webhook bodies.
    #[must_use]
    pub fn bodies(&self) -> Option<&Arc<dyn WebhookBodies>> {
        self.bodies.as_ref()
    }

    /// Wakes the worker of this process: there is something to deliver.
    pub fn wake(&self) {
        self.woken.notify_one();
    }

    /// Returns after [`Outbox::wake`] was called, even if that was before this call.
    pub async fn woken(&self) {
        self.woken.notified().await;
    }
}

/// The event that a webhook reports.
#[derive(Clone, Copy, Debug)]
pub struct WebhookEvent<'a> {
    /// The number of the ticket.
    pub ticket: i32,
    /// The slug of its queue.
    pub queue_slug: &'a str,
    /// The number of the follow-up; none for a new ticket.
    pub followup: Option<i32>,
}

/// Renders webhook bodies. They show a ticket as the REST API does, which is a layer above the
/// domain.
#[async_trait::async_trait]
pub trait WebhookBodies: Send + Sync + std::fmt::Debug {
    /// The JSON body that reports `event`, read with `context`.
    ///
    /// # Errors
    /// Errors of reading the ticket.
    async fn body(&self, context: &Context, event: WebhookEvent<'_>) -> Result<String>;
}
