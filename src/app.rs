//! The running service: what was opened at start and is shared by all requests.

use std::sync::Arc;

use entity::Db;

use crate::config::Config;
use crate::domain::{Clock, Context, Opened, Viewer};
use crate::graphql::Schema;
use crate::storage::Storage;

/// Everything that a request needs; a clone shares it.
#[derive(Clone)]
pub struct App {
    /// The settings.
    pub config: Arc<Config>,
    /// The database.
    pub db: Db,
    /// The files.
    pub storage: Storage,
    /// The time.
    pub clock: Clock,
    /// The graph.
    pub schema: Schema,
}

impl App {
    /// The surroundings of a new request of `viewer`.
    #[must_use]
    pub fn context(&self, viewer: Viewer) -> Context {
        Context {
            db: self.db.metered(),
            viewer,
            config: Arc::clone(&self.config),
            clock: self.clock.clone(),
            storage: self.storage.clone(),
            max_page_size: Some(self.config.graphql.max_page_size),
            opened: Opened::default(),
        }
    }
}
