//! Delivers what the outbox holds: a worker, and for each kind of delivery somebody who knows how.
//! What is delivered, to whom and when is `domain::outbox`'s; here nothing is decided and no table
//! is read.

pub mod mail;
pub mod webhook;
pub mod worker;

use std::sync::Arc;

use entity::Db;

use crate::config::Config;
use crate::domain::Clock;
use crate::domain::outbox::{Claimed, Kind};
use crate::storage::Storage;

pub use crate::domain::outbox::claims::Failure;
pub use worker::Worker;

/// Delivers entries of one kind.
#[async_trait::async_trait]
pub trait Deliver: Send + Sync {
    /// The kind that it delivers.
    fn kind(&self) -> Kind;

    /// Delivers an entry of that kind. Runs for a bounded time, and may be run again for one that
    /// was delivered: its worker may die before it could say so.
    ///
    /// # Errors
    /// Why it was not delivered, and whether another try may help.
    async fn deliver(&self, claimed: &Claimed) -> Result<(), Failure>;
}

/// Those who deliver; kinds that nobody delivers stay in the outbox.
pub type Deliverers = Vec<Arc<dyn Deliver>>;

/// Those who deliver as the settings say. Mails read their files from `storage`, and what they need
/// of `db` through `domain`.
///
/// # Errors
/// Settings that cannot be used.
pub fn deliverers(
    config: &Arc<Config>,
    clock: &Clock,
    db: &Db,
    storage: &Storage,
) -> anyhow::Result<Deliverers> {
    let mails = mail::Sender::new(
        Arc::clone(config),
        clock.clone(),
        db.clone(),
        storage.clone(),
    )?;
    Ok(vec![
        Arc::new(mails),
        Arc::new(webhook::Sender::new(config, clock.clone())?),
    ])
}
