//! The outbox. Email and webhooks that a change causes are inserted in its transaction, and a
//! worker delivers them afterwards, until they arrive or are given up. This module has the table
//! and its claims; `crate::delivery` sends.
//!
//! Delivery is at least once: if a worker dies between sending an entry and deleting it, the next
//! worker sends it again. Order is kept per ticket and destination: an entry waits for older
//! entries of the same ticket to the same address or receiver, but not for entries to others. So a
//! receiver that is down, or an address that is rejected, delays only its own entries. Parked
//! entries delay nothing.

pub mod admin;
pub mod administration;
pub mod backoff;
pub mod claims;
pub mod enqueue;
pub mod mail;
pub mod notice;
pub mod webhook;

use entity::Tx;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

pub use claims::ClaimedEntry;
pub use mail::Mail;
pub use webhook::Webhook;

use crate::domain::unit::outbox::Row;
pub use crate::domain::unit::outbox::State;
use crate::domain::{Clock, Error, Result, unit};

/// The kind of a delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// An email to a person.
    Mail,
    /// An HTTP request to a program.
    Webhook,
}

impl Kind {
    /// All kinds.
    pub const ALL: [Self; 2] = [Self::Mail, Self::Webhook];

    /// The value of the column.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Mail => "mail",
            Self::Webhook => "webhook",
        }
    }

    fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// The content of a delivery.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Delivery {
    /// An email.
    Mail(Box<Mail>),
    /// An email about an account.
    Notice(Box<notice::Notice>),
    /// A webhook.
    Webhook(Webhook),
}

impl Delivery {
    /// Its kind.
    #[must_use]
    pub fn kind(&self) -> Kind {
        match self {
            Self::Mail(_) | Self::Notice(_) => Kind::Mail,
            Self::Webhook(_) => Kind::Webhook,
        }
    }

    /// The destination as operators may see it. For a webhook it is the origin, because path and
    /// query may be secret.
    #[must_use]
    pub fn destination(&self) -> String {
        match self {
            Self::Mail(mail) => mail.headers.destination(),
            Self::Notice(notice) => notice.headers.destination(),
            Self::Webhook(webhook) => webhook::origin(&webhook.url),
        }
    }

    /// The complete destination.
    fn address(&self) -> String {
        match self {
            Self::Mail(mail) => mail.headers.destination(),
            Self::Notice(notice) => notice.headers.destination(),
            Self::Webhook(webhook) => webhook.url.clone(),
        }
    }
}

/// An entry to insert.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// The ID of its ticket. Entries without a ticket have no order.
    pub ticket: Option<i32>,
    /// The content of a delivery.
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

    /// The lane: entries with the same lane are delivered in order.
    fn lane(&self) -> Option<String> {
        let ticket = self.ticket?;
        let (kind, address) = (self.delivery.kind().name(), self.delivery.address());
        let digest = Sha256::digest(format!("{ticket}:{kind}:{address}"));
        Some(digest.iter().map(|byte| format!("{byte:02x}")).collect())
    }
}

/// Inserts entries, due at once: one statement per thousand entries.
///
/// # Errors
/// Database errors.
pub async fn insert(tx: &Tx, clock: &Clock, entries: &[Entry]) -> Result<()> {
    let rows = entries.iter().map(Entry::row).collect::<Result<Vec<_>>>()?;
    unit::outbox::insert(tx, clock, &rows).await
}
