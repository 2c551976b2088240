//! The outbox: what a change has to tell people (mails) and programs (webhooks) is written with the
//! change, in its transaction, and delivered afterwards by a worker, until it arrives or is given
//! up. Nothing is sent here: this is the table, who may take what out of it, and when.
//! `crate::delivery` does the sending.
//!
//! Delivery is at least once: a worker that dies between sending and saying so leaves its entry to
//! the next one. Order is kept for each ticket and destination: an entry waits for older ones of
//! the same ticket to the same address or receiver. Not for those of the ticket to others, so that
//! a receiver that is down, or an address that its server does not take, holds back nothing but its
//! own. An entry that was given up holds back nothing.

pub mod claims;
pub mod filling;
pub mod mail;
pub mod mending;
pub mod pauses;
pub mod webhook;

use std::sync::Arc;

use entity::{Tx, outbox};
use sea_orm::{ActiveValue::Set, EntityTrait};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use tokio::sync::Notify;

pub use claims::Claimed;
pub use mail::Mail;
pub use webhook::{Bodies, Webhook};

use crate::domain::{Clock, Error, Result};

/// Entries that one statement inserts at most: databases bound the number of values.
const BATCH: usize = 1000;

/// What kind of thing is delivered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// A mail to a person.
    Mail,
    /// A request to a program.
    Webhook,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Mail, Self::Webhook];

    /// As the table has it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Mail => "mail",
            Self::Webhook => "webhook",
        }
    }

    fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// How an entry stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// To be delivered, now or later.
    Pending,
    /// Given up, until somebody says otherwise.
    Parked,
}

impl State {
    /// As the table has it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Parked => "parked",
        }
    }
}

/// What is delivered.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Delivery {
    /// A mail.
    Mail(Box<Mail>),
    /// A webhook.
    Webhook(Webhook),
}

impl Delivery {
    /// What kind it is.
    #[must_use]
    pub fn kind(&self) -> Kind {
        match self {
            Self::Mail(_) => Kind::Mail,
            Self::Webhook(_) => Kind::Webhook,
        }
    }

    /// Where it goes, as it may be shown: a webhook's path and query may be secret, so its origin.
    #[must_use]
    pub fn destination(&self) -> String {
        match self {
            Self::Mail(mail) => mail.headers.destination(),
            Self::Webhook(webhook) => webhook::origin(&webhook.url),
        }
    }

    /// Where it goes, exactly.
    fn address(&self) -> String {
        match self {
            Self::Mail(mail) => mail.headers.destination(),
            Self::Webhook(webhook) => webhook.url.clone(),
        }
    }
}

/// Something to be delivered.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// The ticket that it is about; what is about none has no order.
    pub ticket: Option<i32>,
    /// What is delivered.
    pub delivery: Delivery,
}

impl Entry {
    /// What has an order among itself.
    fn lane(&self) -> Option<String> {
        let ticket = self.ticket?;
        let (kind, address) = (self.delivery.kind().name(), self.delivery.address());
        let digest = Sha256::digest(format!("{ticket}:{kind}:{address}"));
        Some(digest.iter().map(|byte| format!("{byte:02x}")).collect())
    }
}

/// What operations need of the outbox besides its table: a worker to wake, and the bodies of
/// webhooks.
#[derive(Clone, Debug, Default)]
pub struct Outbox {
    woken: Arc<Notify>,
    bodies: Option<Arc<dyn Bodies>>,
}

impl Outbox {
    /// One whose webhooks get their bodies from `bodies`. A default one has none and writes no
    /// webhooks.
    #[must_use]
    pub fn new(bodies: Arc<dyn Bodies>) -> Self {
        Self {
            woken: Arc::default(),
            bodies: Some(bodies),
        }
    }

    /// Tells the worker of this process that there is something to deliver.
    pub fn wake(&self) {
        self.woken.notify_one();
    }

    /// Waits until somebody says that there is something to deliver, which may have been before.
    pub async fn woken(&self) {
        self.woken.notified().await;
    }
}

/// Writes entries, due at once, with a transaction; in one statement as long as they are not more
/// than a thousand.
///
/// # Errors
/// What the database says.
pub async fn insert(tx: &Tx, clock: &Clock, entries: &[Entry]) -> Result<()> {
    let now = clock.now().timestamp_millis();
    for entries in entries.chunks(BATCH) {
        let mut rows = Vec::with_capacity(entries.len());
        for entry in entries {
            rows.push(outbox::ActiveModel {
                kind: Set(entry.delivery.kind().name().to_owned()),
                ticket_id: Set(entry.ticket),
                destination: Set(entry.delivery.destination()),
                lane: Set(entry.lane()),
                payload: Set(serde_json::to_string(&entry.delivery)
                    .map_err(|error| Error::Internal(Box::new(error)))?),
                state: Set(State::Pending.name().to_owned()),
                created_at: Set(now),
                pending_since: Set(now),
                due_at: Set(now),
                attempts: Set(0),
                ..Default::default()
            });
        }
        outbox::Entity::insert_many(rows)
            .exec_without_returning(tx)
            .await?;
    }
    Ok(())
}
