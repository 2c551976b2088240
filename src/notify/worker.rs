//! The worker: takes what is due out of the outbox, has it delivered, and says what became of it.
//! It begins when it is woken, when a delivery has ended, and every now and then, since other
//! processes write to the table as well.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use entity::Db;
use tokio::task::{Id, JoinSet};

use super::{Deliver, Deliverers};
use crate::config;
use crate::domain::outbox::claims::{Channel, Claimed, Claims, Failure, Fate, Room};
use crate::domain::outbox::{Outbox, mending};
use crate::domain::{Clock, Result};

/// How often an outcome is written down again when the database does not take it, with a second
/// between.
const TRIES_TO_NOTE: usize = 20;
/// The longest that a delivery may take, whatever its deliverer promised.
const LONGEST: Duration = Duration::from_secs(600);
/// How often given-up entries are pointed out.
const REMINDER: Duration = Duration::from_secs(3600);

/// Delivers until it is asked to stop.
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

/// What is under way.
#[derive(Default)]
struct UnderWay {
    tasks: JoinSet<()>,
    claimed: HashMap<Id, (i64, Channel)>,
}

impl UnderWay {
    fn ids(&self) -> Vec<i64> {
        self.claimed.values().map(|(id, _)| *id).collect()
    }
}

impl Worker {
    /// A worker on a database; `outbox` wakes it.
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

    /// Works until `stop` is done; then begins nothing more, and ends when what is under way has
    /// ended.
    pub async fn run(self, stop: impl Future<Output = ()>) {
        if self.deliverers.is_empty() {
            return;
        }
        let mut stop = std::pin::pin!(stop);
        let mut under_way = UnderWay::default();
        let mut poll =
            tokio::time::interval(Duration::from_millis(self.settings.poll_milliseconds));
        poll.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        let mut renewal =
            tokio::time::interval(Duration::from_secs(self.settings.lease_seconds.into()) / 3);
        renewal.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        let mut reminder = tokio::time::interval(REMINDER);
        let mut faulty = false;
        loop {
            tokio::select! {
                biased;
                () = &mut stop => break,
                Some(ended) = under_way.tasks.join_next_with_id() => forget(&mut under_way, ended),
                _ = renewal.tick() => self.renew(&under_way).await,
                _ = reminder.tick() => self.remind().await,
                () = self.outbox.woken() => {}
                _ = poll.tick() => {}
            }
            match self.begin(&mut under_way).await {
                Ok(()) => faulty = false,
                // Said once, not twice a second.
                Err(error) if !faulty => {
                    faulty = true;
                    tracing::error!(
                        error = &error as &dyn std::error::Error,
                        "the outbox cannot be read"
                    );
                }
                Err(_) => {}
            }
        }
        if !under_way.tasks.is_empty() {
            tracing::info!(
                deliveries = under_way.tasks.len(),
                "stopping: deliveries under way may finish"
            );
        }
        while !under_way.tasks.is_empty() {
            tokio::select! {
                Some(ended) = under_way.tasks.join_next_with_id() => forget(&mut under_way, ended),
                _ = renewal.tick() => self.renew(&under_way).await,
            }
        }
    }

    /// Begins everything that is due and has room.
    async fn begin(&self, under_way: &mut UnderWay) -> Result<()> {
        loop {
            let mut room = Room {
                kinds: self
                    .deliverers
                    .iter()
                    .map(|deliverer| deliverer.kind())
                    .collect(),
                free: self
                    .settings
                    .max_concurrency
                    .saturating_sub(under_way.tasks.len()),
                per_channel: self.settings.concurrency,
                busy: HashMap::new(),
            };
            for (_, channel) in under_way.claimed.values() {
                *room.busy.entry(channel.clone()).or_default() += 1;
            }
            let taken = self.claims.claim(&room).await?;
            if taken.is_empty() {
                return Ok(());
            }
            for claimed in taken {
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
                let task = under_way.tasks.spawn(task).id();
                under_way.claimed.insert(task, (id, channel));
            }
        }
    }

    async fn renew(&self, under_way: &UnderWay) {
        if under_way.claimed.is_empty() {
            return;
        }
        if let Err(error) = self.claims.renew(&under_way.ids()).await {
            // Others may take them then; what is under way arrives twice.
            tracing::warn!(
                error = &error as &dyn std::error::Error,
                "claims on outbox entries were not renewed"
            );
        }
    }

    /// Points out what was given up.
    async fn remind(&self) {
        if let Ok(mending::Counts {
            parked: parked @ 1..,
            ..
        }) = mending::counts(&self.db).await
        {
            tracing::warn!(
                parked,
                "mails or webhooks were given up; to see and mend them: deskql outbox list --parked"
            );
        }
    }
}

fn forget(under_way: &mut UnderWay, ended: std::result::Result<(Id, ()), tokio::task::JoinError>) {
    let id = match ended {
        Ok((id, ())) => id,
        Err(error) => {
            tracing::error!(%error, "a delivery broke off");
            error.id()
        }
    };
    under_way.claimed.remove(&id);
}

/// Delivers one entry and notes what became of it.
async fn deliver(claims: Claims, deliverer: Arc<dyn Deliver>, claimed: Claimed) {
    let (id, attempt) = (claimed.id, claimed.attempt);
    let (kind, destination) = (
        claimed.delivery.kind().name(),
        claimed.delivery.destination(),
    );
    let outcome = tokio::time::timeout(LONGEST, deliverer.deliver(&claimed)).await;
    let outcome =
        outcome.unwrap_or_else(|_| Err(Failure::passing("it took longer than ten minutes")));
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
    for _ in 0..TRIES_TO_NOTE {
        let noted = match &outcome {
            Ok(()) => claims.delivered(id).await.map(|()| None),
            Err(failure) => claims
                .failed(&claimed, failure)
                .await
                .map(|fate| Some((fate, failure))),
        };
        match noted {
            Ok(Some((Fate::Parked, failure))) => {
                let why = failure.message.as_str();
                tracing::error!(
                    id,
                    kind,
                    destination,
                    attempt,
                    why,
                    "given up: deskql outbox retry {id}"
                );
                return;
            }
            Ok(Some((Fate::Later(pause), failure))) => {
                let (why, seconds) = (failure.message.as_str(), pause.as_secs());
                // Often at first, then ever more seldom: a receiver that is down for days should
                // not fill the log.
                if attempt.is_power_of_two() {
                    tracing::warn!(
                        id,
                        kind,
                        destination,
                        attempt,
                        why,
                        seconds,
                        "not delivered; it is tried again"
                    );
                }
                return;
            }
            Ok(_) => return,
            Err(error) => {
                tracing::warn!(
                    id,
                    error = &error as &dyn std::error::Error,
                    "what became of a delivery is not noted yet"
                );
                tokio::time::sleep(Duration::from_secs(1)).await;
            }
        }
    }
}
