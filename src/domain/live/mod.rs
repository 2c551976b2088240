//! What happened to tickets, told while it happens. A unit of work notes its events, and they are
//! written to a log (`deskql_event`) in its own transaction; changes that Django makes are found by
//! [`watch`] and written there, too. One reader a process follows the log and hands what is new to
//! all subscribers; who comes back after a break reads on in the log from the event that they had
//! last. Not the place for protocols: those are `http`'s.

mod batch;
mod cursor;
mod hub;
mod log;
mod prune;
mod subscription;
mod unseen;
mod wakeups;
pub mod watch;

pub use batch::{Batch, Shared};
pub use cursor::Cursor;
pub use hub::Hub;
pub use log::Tail;
pub use prune::prune;
pub use subscription::{Part, Subscription};
pub use wakeups::broker_answers;

use chrono::{DateTime, Utc};
use entity::event;

use crate::domain::access::in_memory::TicketAccess;
use crate::domain::unit::events::Kind;

/// Who made a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, async_graphql::Enum)]
#[graphql(name = "TicketEventOrigin")]
pub enum Origin {
    /// This service, by GraphQL or REST.
    Here,
    /// Something else that writes the same tables, such as django-helpdesk. It is told what is new
    /// in the tables, so several changes in a row may be one event, and deletions are not told.
    Elsewhere,
}

/// An event out of the log.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// The place in the log; later events have higher ones.
    pub id: i64,
    /// When it was written.
    pub at: DateTime<Utc>,
    /// What happened.
    pub kind: Kind,
    /// Who made the change.
    pub origin: Origin,
    /// The number of the ticket.
    pub ticket: i32,
    /// The number of the follow-up.
    pub followup: Option<i32>,
    /// The number of the file.
    pub attachment: Option<i32>,
    /// The number of who did it.
    pub actor: Option<i32>,
    /// Whether the follow-up was public.
    public: bool,
    /// The number of the ticket's queue then.
    pub queue: Option<i32>,
    /// The number of the queue that the ticket left.
    pub old_queue: Option<i32>,
    gone: Option<TicketAccess>,
}

impl Event {
    /// `None` for a kind that a newer release wrote.
    fn of(row: event::Model) -> Option<Self> {
        Some(Self {
            id: row.id,
            at: DateTime::from_timestamp_micros(row.at).unwrap_or_default(),
            kind: Kind::from_name(&row.kind)?,
            origin: if row.elsewhere {
                Origin::Elsewhere
            } else {
                Origin::Here
            },
            ticket: row.ticket_id,
            followup: row.followup_id,
            attachment: row.attachment_id,
            actor: row.actor_id,
            public: row.public,
            queue: row.queue_id,
            old_queue: row.old_queue_id,
            gone: row.gone.and_then(|text| serde_json::from_str(&text).ok()),
        })
    }
}
