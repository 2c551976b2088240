//! What every operation is handed first: who asks, when, and what it may use.

use std::sync::{Arc, Mutex, PoisonError};

use entity::Db;

use crate::config::Config;
use crate::domain::core::lanes::Lanes;
use crate::domain::core::signals::{EventSignal, Outbox};
use crate::domain::{Clock, Dialect, Tasks, Viewer};
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
    /// Whose rules the operation follows: the graph's, or django-helpdesk's.
    pub dialect: Dialect,
    /// Where events are told, and heard of.
    pub events: EventSignal,
    /// The tickets that this request opened or changed.
    pub opened: WrittenTickets,
    /// The writes that are under way.
    pub tasks: Tasks,
    /// The lanes in which passwords are hashed.
    pub hash_lanes: Lanes,
    /// The language of the request, else of the site: of what it stores, and of what it is answered
    /// by REST.
    pub language: Language,
}

/// Tickets that this request wrote to: its answer shows them, even where the viewer may open
/// tickets in a queue without working on it, or has just assigned a ticket to somebody else.
#[derive(Clone, Debug, Default)]
pub struct WrittenTickets(Arc<Mutex<Vec<i32>>>);

impl WrittenTickets {
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
