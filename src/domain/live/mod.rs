//! The event log and its subscribers. A unit of work inserts its events into the log
//! (`deskql_event`) within its transaction. [`watch`] finds changes that Django makes and inserts
//! events for them. One reader per process follows the log and sends new events to all subscribers.
//! A client that reconnects continues after the last event that it received. Protocols are in
//! `http`.

mod batch;
mod cursor;
mod hub;
mod log;
mod prune;
mod subscription;
mod wakeups;
pub mod watch;

pub use batch::{Batch, Shared};
pub use cursor::Cursor;
pub use hub::Hub;
pub use log::Tail;
pub use prune::prune;
pub use subscription::{Part, Subscription};
pub use wakeups::check_broker;

use chrono::{DateTime, Utc};
use entity::event;

use crate::domain::access::in_memory::TicketAccess;
use crate::domain::unit::events::Kind;

/// The program that made a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, async_graphql::Enum)]
#[graphql(name = "TicketEventOrigin")]
pub enum Origin {
    /// deskql, through GraphQL or REST.
    Here,
    /// Another program that writes to the same tables, such as django-helpdesk. Its changes are
    /// found by comparing rows: several changes in a row may become one event, and deletions are
    /// not reported.
    Elsewhere,
}

/// An event of the log.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// The position in the log. Later events have higher IDs.
    pub id: i64,
    /// When it was logged.
    pub at: DateTime<Utc>,
    /// The kind of event.
    pub kind: Kind,
    /// The program that made the change.
    pub origin: Origin,
    /// The ID of the ticket.
    pub ticket: i32,
    /// The ID of the follow-up.
    pub followup: Option<i32>,
    /// The ID of the file.
    pub attachment: Option<i32>,
    /// The ID of the user who made the change.
    pub actor: Option<i32>,
    /// Whether the follow-up was public.
    public: bool,
    /// The ID of the ticket's queue at that time.
    pub queue: Option<i32>,
    /// The ID of the queue that the ticket left.
    pub old_queue: Option<i32>,
    final_access: Option<TicketAccess>,
}

impl Event {
    /// `None` for a kind that a newer release introduced.
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
            final_access: row.gone.and_then(|text| serde_json::from_str(&text).ok()),
        })
    }
}
