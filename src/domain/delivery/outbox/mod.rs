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

pub mod admin;
pub mod backoff;
pub mod claims;
pub mod enqueue;
pub mod mail;
pub mod webhook;

use entity::Tx;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

pub use claims::Claimed;
pub use mail::Mail;
pub use webhook::Webhook;

use crate::domain::unit::outbox::Row;
pub use crate::domain::unit::outbox::State;
use crate::domain::{Clock, Error, Result, unit};

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
    /// The row to insert.
    ///
    /// # Errors
    /// [`Error::Internal`] if the delivery cannot be serialized.
    pub fn row(&self) -> Result<Row> {
        Ok(Row {
            kind: self.delivery.kind().name(),
            ticket: self.ticket,
            destination: self.delivery.destination(),
            lane: self.lane(),
            payload: serde_json::to_string(&self.delivery)
                .map_err(|error| Error::Internal(Box::new(error)))?,
        })
    }

    /// What has an order among itself.
    fn lane(&self) -> Option<String> {
        let ticket = self.ticket?;
        let (kind, address) = (self.delivery.kind().name(), self.delivery.address());
        let digest = Sha256::digest(format!("{ticket}:{kind}:{address}"));
        Some(digest.iter().map(|byte| format!("{byte:02x}")).collect())
    }
}

/// Inserts entries, due at once: one statement per thousand.
///
/// # Errors
/// Database errors.
pub async fn insert(tx: &Tx, clock: &Clock, entries: &[Entry]) -> Result<()> {
    let rows = entries.iter().map(Entry::row).collect::<Result<Vec<_>>>()?;
    unit::outbox::insert(tx, clock, &rows).await
}
