//! What every operation is handed first: who asks, when, and what it may use.

use std::sync::{Arc, Mutex, PoisonError};

use entity::Db;

use crate::config::Config;
use crate::domain::events::Hub;
use crate::domain::outbox::Outbox;
use crate::domain::{Clock, Tasks, Viewer};
use crate::storage::Storage;
use crate::translation::Language;

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
    /// What is delivered after the commit goes through here.
    pub outbox: Outbox,
    /// Most rows of a page; `None` for documents of our own.
    pub max_page_size: Option<u32>,
    /// Whether the request came by REST, where django-helpdesk's own ways hold: its writes leave
    /// the traces that django-helpdesk's leave, and no others.
    pub rest: bool,
    /// Where events are told, and heard of.
    pub events: Hub,
    /// The tickets that this request opened or changed.
    pub opened: Opened,
    /// The writes that are under way.
    pub tasks: Tasks,
    /// The language of the request, else of the site: of what it stores, and of what it is answered
    /// by REST.
    pub language: Language,
}

/// Tickets that this request wrote to: its answer shows them, even where the viewer may open
/// tickets in a queue without working on it, or has just assigned a ticket to somebody else.
#[derive(Clone, Debug, Default)]
pub struct Opened(Arc<Mutex<Vec<i32>>>);

impl Opened {
    /// Remembers a ticket.
    pub fn add(&self, ticket: i32) {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(ticket);
    }

    /// The numbers of all of them.
    #[must_use]
    pub fn ids(&self) -> Vec<i32> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}
