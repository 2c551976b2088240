//! The worker: claims due entries of the outbox, delivers them and records the outcome. It looks
//! for due entries when a commit wakes it, when a delivery ends, and at intervals, because other
//! processes write to the table too.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use entity::Db;
use tokio::task::{Id, JoinSet};

use super::{Deliver, Deliverers};
use crate::config;
use crate::domain::core::signals::Outbox;
use crate::domain::delivery::outbox::admin;
use crate::domain::delivery::outbox::claims::{
    Capacity, Channel, ClaimedEntry, Claims, Failure, Outcome,
};
use crate::domain::{Clock, Result};

/// Attempts to record an outcome, one second apart, while the database fails.
const RECORD_ATTEMPTS: usize = 20;
/// Upper limit for one delivery, whatever its deliverer's own timeouts are.
const MAX_DELIVERY_TIME: Duration = Duration::from_secs(600);
/// Interval between warnings about parked entries.
const PARKED_WARNING_INTERVAL: Duration = Duration::from_secs(3600);

/// Delivers outbox entries until it is stopped.
pub struct Worker {
    claims: Claims,
    db: Db,
    outbox: Outbox,
    settings: config::Outbox,
    deliverers: Deliverers,
}

impl std::fmt::Debug for Worker {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Worker")
            .field("claims", &self.claims)
            .finish_non_exhaustive()
    }
}

/// The running deliveries.
#[derive(Default)]
struct Running {
    tasks: JoinSet<()>,
    claimed: HashMap<Id, (i64, Channel)>,
}

impl Running {
    fn ids(&self) -> Vec<i64> {
        self.claimed.values().map(|(id, _)| *id).collect()
    }
}

impl Worker {
    /// Creates a worker that `outbox` wakes.
    #[must_use]
    pub fn new(
        db: Db,
        clock: Clock,
        outbox: Outbox,
        settings: config::Outbox,
        deliverers: Deliverers,
    ) -> Self {
        let claims = Claims::new(db.clone(), clock, settings.clone());
        Self {
            claims,
            db,
            outbox,
            settings,
            deliverers,
        }
    }

    /// Works until `stop` completes, then starts no more deliveries and waits for the running ones.
    pub async fn run(self, stop: impl Future<Output = ()>) {
        if self.deliverers.is_empty() {
            return;
        }
        let mut stop = std::pin::pin!(stop);
        let mut running = Running::default();
        let mut poll =
            tokio::time::interval(Duration::from_millis(self.settings.poll_milliseconds));
        poll.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        let mut renewal =
            tokio::time::interval(Duration::from_secs(self.settings.lease_seconds.into()) / 3);
        renewal.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        let mut parked_warning = tokio::time::interval(PARKED_WARNING_INTERVAL);
        let mut failing = false;
        loop {
            tokio::select! {
                biased;
                () = &mut stop => break,
                Some(ended) = running.tasks.join_next_with_id() => remove(&mut running, ended),
                _ = renewal.tick() => self.renew(&running).await,
                _ = parked_warning.tick() => self.warn_about_parked().await,
                () = self.outbox.woken() => {}
                _ = poll.tick() => {}
            }
            match self.start_due(&mut running).await {
                Ok(()) => failing = false,
                // Log the first failure only, not one per poll.
                Err(error) if !failing => {
                    failing = true;
                    tracing::error!(
                        error = &error as &dyn std::error::Error,
                        "cannot read the outbox; retrying"
                    );
                }
                Err(_) => {}
            }
        }
        if !running.tasks.is_empty() {
            tracing::info!(
                deliveries = running.tasks.len(),
                "stopping: waiting for running deliveries"
            );
        }
        while !running.tasks.is_empty() {
            tokio::select! {
                Some(ended) = running.tasks.join_next_with_id() => remove(&mut running, ended),
                _ = renewal.tick() => self.renew(&running).await,
            }
        }
    }

    /// Starts due deliveries up to the concurrency limits.
    async fn start_due(&self, running: &mut Running) -> Result<()> {
        loop {
            let mut capacity = Capacity {
                kinds: self
                    .deliverers
                    .iter()
                    .map(|deliverer| deliverer.kind())
                    .collect(),
                free: self
                    .settings
                    .max_concurrency
                    .saturating_sub(running.tasks.len()),
                per_channel: self.settings.concurrency,
                busy: HashMap::new(),
            };
            for (_, channel) in running.claimed.values() {
                *capacity.busy.entry(channel.clone()).or_default() += 1;
            }
            let entries = self.claims.claim(&capacity).await?;
            if entries.is_empty() {
                return Ok(());
            }
            for claimed in entries {
                let kind = claimed.delivery.kind();
                let Some(deliverer) = self
                    .deliverers
                    .iter()
                    .find(|deliverer| deliverer.kind() == kind)
                else {
                    continue;
                };
                let (id, channel) = (claimed.id, claimed.channel());
                let task = deliver(self.claims.clone(), Arc::clone(deliverer), claimed);
                let task = running.tasks.spawn(task).id();
                running.claimed.insert(task, (id, channel));
            }
        }
    }

    async fn renew(&self, running: &Running) {
        if running.claimed.is_empty() {
            return;
        }
        if let Err(error) = self.claims.renew(&running.ids()).await {
            // Another worker may claim them then, and they arrive twice.
            tracing::warn!(
                error = &error as &dyn std::error::Error,
                "cannot renew the claims of running deliveries; they may arrive twice"
            );
        }
    }

    async fn warn_about_parked(&self) {
        if let Ok(admin::Counts {
            parked: parked @ 1..,
            ..
        }) = admin::counts(&self.db).await
        {
            tracing::warn!(
                parked,
                "some emails or webhooks could not be delivered; run: deskql outbox list --parked"
            );
        }
    }
}

fn remove(running: &mut Running, ended: std::result::Result<(Id, ()), tokio::task::JoinError>) {
    let id = match ended {
        Ok((id, ())) => id,
        Err(error) => {
            tracing::error!(%error, "a delivery task failed");
            error.id()
        }
    };
    running.claimed.remove(&id);
}

/// Delivers one entry and records the outcome.
async fn deliver(claims: Claims, deliverer: Arc<dyn Deliver>, claimed: ClaimedEntry) {
    let (id, attempt) = (claimed.id, claimed.attempt);
    let (kind, destination) = (
        claimed.delivery.kind().name(),
        claimed.delivery.destination(),
    );
    let outcome = tokio::time::timeout(MAX_DELIVERY_TIME, deliverer.deliver(&claimed)).await;
    let outcome = outcome.unwrap_or_else(|_| {
        Err(Failure::temporary(
            "the delivery took longer than 10 minutes",
        ))
    });
    match &outcome {
        Ok(()) => tracing::debug!(id, kind, destination, attempt, "delivered"),
        Err(failure) => tracing::debug!(
            id,
            kind,
            destination,
            attempt,
            failure = failure.message,
            "not delivered"
        ),
    }
    for _ in 0..RECORD_ATTEMPTS {
        let recorded = match &outcome {
            Ok(()) => claims.remove_delivered(id).await.map(|()| None),
            Err(failure) => claims
                .record_failure(&claimed, failure)
                .await
                .map(|outcome| Some((outcome, failure))),
        };
        match recorded {
            Ok(Some((Outcome::Parked, failure))) => {
                let why = failure.message.as_str();
                tracing::error!(
                    id,
                    kind,
                    destination,
                    attempt,
                    why,
                    "not delivered and parked; to retry: deskql outbox retry {id}"
                );
                return;
            }
            Ok(Some((Outcome::Later(pause), failure))) => {
                let (why, seconds) = (failure.message.as_str(), pause.as_secs());
                // Log ever more rarely: a receiver that is down for days must not fill the log.
                if attempt.is_power_of_two() {
                    tracing::warn!(
                        id,
                        kind,
                        destination,
                        attempt,
                        why,
                        seconds,
                        "not delivered; retrying later"
                    );
                }
                return;
            }
            Ok(_) => return,
            Err(error) => {
                tracing::warn!(
                    id,
                    error = &error as &dyn std::error::Error,
                    "cannot record the outcome of a delivery yet; retrying"
                );
                tokio::time::sleep(Duration::from_secs(1)).await;
            }
        }
    }
}
