//! Delivers the entries of the outbox: a worker, and one [`Deliver`] per kind of entry. Which
//! entries exist, who receives them and when they are due is decided in `domain::outbox`.

pub mod mail;
pub mod spam;
pub mod webhook;
pub mod worker;

use std::sync::Arc;

use entity::Db;

use crate::config::Config;
use crate::domain::Clock;
use crate::domain::delivery::outbox::{ClaimedEntry, Kind};
use crate::storage::Storage;

pub use crate::domain::delivery::outbox::claims::Failure;
pub use worker::Worker;

/// Delivers entries of one kind.
#[async_trait::async_trait]
pub trait Deliver: Send + Sync {
    /// The kind of entries it delivers.
    fn kind(&self) -> Kind;

    /// Delivers an entry of that kind within a bounded time. May be called again for a delivered
    /// entry, because a worker can die before it records the delivery.
    ///
    /// # Errors
    /// Why the delivery failed, and whether a retry may help.
    async fn deliver(&self, claimed: &ClaimedEntry) -> Result<(), Failure>;
}

/// One deliverer per kind. Entries of a kind without a deliverer stay in the outbox.
pub type Deliverers = Vec<Arc<dyn Deliver>>;

/// Creates the deliverers for email and webhooks. Email reads templates from `db` and attachments
/// from `storage`.
///
/// # Errors
/// A TLS file or the webhook secret of the settings is invalid.
pub fn deliverers(
    config: &Arc<Config>,
    clock: &Clock,
    db: &Db,
    storage: &Storage,
) -> anyhow::Result<Deliverers> {
    let mail = mail::Sender::new(
        Arc::clone(config),
        clock.clone(),
        db.clone(),
        storage.clone(),
    )?;
    Ok(vec![
        Arc::new(mail),
        Arc::new(webhook::Sender::new(config, clock.clone())?),
    ])
}
