//! The context of a request: the first argument of every operation.

use std::sync::{Arc, Mutex, PoisonError};

use entity::Db;

use crate::config::Config;
use crate::domain::core::lanes::Lanes;
use crate::domain::core::signals::{EventSignal, Outbox};
use crate::domain::{Client, Clock, Dialect, Tasks, Viewer};
use crate::storage::Storage;
use crate::translation::Language;

/// The viewer of a request, its time, and the services that operations use.
#[derive(Clone, Debug)]
pub struct Context {
    /// The database. It counts the statements of this request.
    pub db: Db,
    /// The caller.
    pub viewer: Viewer,
    /// The settings.
    pub config: Arc<Config>,
    /// The source of time.
    pub clock: Clock,
    /// The storage of files.
    pub storage: Storage,
    /// The outbox, for deliveries after the commit.
    pub outbox: Outbox,
    /// Maximum number of rows of a page; `None` for REST's documents.
    pub max_page_size: Option<u32>,
    /// The rules that operations follow: the graph's, or django-helpdesk's.
    pub dialect: Dialect,
    /// Signals that events were written to the log.
    pub events: EventSignal,
    /// The tickets that this request created or changed.
    pub written_tickets: WrittenTickets,
    /// The running writes.
    pub tasks: Tasks,
    /// The lanes for password hashes.
    pub hash_lanes: Lanes,
    /// The language of the request, or else of the site. It applies to stored texts and REST
    /// responses.
    pub language: Language,
    /// The program that sent the request.
    pub client: Client,
}

/// Tickets that this request wrote to. Its response shows them even if the viewer may only create
/// tickets in their queue, or has just assigned them to somebody else.
#[derive(Clone, Debug, Default)]
pub struct WrittenTickets(Arc<Mutex<Vec<i32>>>);

impl WrittenTickets {
    /// Adds a ticket.
    pub fn add(&self, ticket: i32) {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(ticket);
    }

    /// The numbers of the tickets.
    #[must_use]
    pub fn ids(&self) -> Vec<i32> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}
