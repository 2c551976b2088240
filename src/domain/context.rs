//! What every operation is handed first: who asks, when, and what it may use.

use std::sync::Arc;

use entity::Db;

use crate::config::Config;
use crate::domain::{Clock, Viewer};
use crate::storage::Storage;

/// The surroundings of one request.
#[derive(Clone, Debug)]
pub struct Context {
    /// The database, with a counter of this request's statements.
    pub db: Db,
    /// Who asks.
    pub viewer: Viewer,
    /// The settings.
    pub config: Arc<Config>,
    /// The time.
    pub clock: Clock,
    /// The files.
    pub storage: Storage,
    /// Most rows of a page; `None` for documents of our own.
    pub max_page_size: Option<u32>,
}
