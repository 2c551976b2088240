//! What happened to tickets, told while it happens. A unit of work notes its events, and they are
//! written to a log (`deskql_event`) in its own transaction; changes that Django makes are found by
//! [`watch`] and written there, too. One reader a process follows the log and hands what is new to
//! all subscribers; who comes back after a break reads on in the log from the event that they had
//! last. Not the place for protocols: those are `http`'s.

mod batch;
mod cursor;
mod hub;
mod log;
mod notify;
mod prune;
mod subscription;
mod unseen;
pub mod watch;
mod write;

pub use batch::{Batch, Shared};
pub use cursor::Cursor;
pub use hub::Hub;
pub use log::{Tail, turn};
pub use notify::broker_answers;
pub use prune::prune;
pub use subscription::{Part, Subscription};
pub(crate) use write::write;

use chrono::{DateTime, Utc};
use entity::event;

use crate::domain::access::in_memory::Marks;

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, async_graphql::Enum)]
#[graphql(name = "TicketEventKind")]
pub enum Kind {
    /// A ticket was opened.
    Created,
    /// Something of a ticket itself changed: status, owner, queue, text, custom fields and so on.
    Updated,
    /// A ticket was deleted with everything that hung on it. Its `ticket` is null.
    Deleted,
    /// A follow-up was added.
    FollowUpAdded,
    /// A follow-up was changed.
    FollowUpUpdated,
    /// A follow-up was deleted, or moved to another ticket. Its `followUp` is null where it is
    /// gone.
    FollowUpDeleted,
    /// A file was added to a follow-up.
    AttachmentAdded,
    /// A file was changed or replaced.
    AttachmentUpdated,
    /// A file was deleted. Its `attachment` is null.
    AttachmentDeleted,
}

impl Kind {
    const NAMES: [(Self, &'static str); 9] = [
        (Self::Created, "created"),
        (Self::Updated, "updated"),
        (Self::Deleted, "deleted"),
        (Self::FollowUpAdded, "followup_added"),
        (Self::FollowUpUpdated, "followup_updated"),
        (Self::FollowUpDeleted, "followup_deleted"),
        (Self::AttachmentAdded, "attachment_added"),
        (Self::AttachmentUpdated, "attachment_updated"),
        (Self::AttachmentDeleted, "attachment_deleted"),
    ];

    /// The name in the log.
    fn name(self) -> &'static str {
        Self::NAMES
            .iter()
            .find(|(kind, _)| *kind == self)
            .map_or("", |(_, name)| name)
    }

    fn of(name: &str) -> Option<Self> {
        Self::NAMES
            .iter()
            .find(|(_, known)| *known == name)
            .map(|(kind, _)| *kind)
    }

    /// Whether it happened to a follow-up or to its files, so that only those hear of it who see
    /// the follow-up.
    #[must_use]
    pub fn is_of_followup(self) -> bool {
        !matches!(self, Self::Created | Self::Updated | Self::Deleted)
    }
}

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

/// An event as a unit of work notes it.
#[derive(Clone, Debug)]
pub struct Note {
    kind: Kind,
    ticket: i32,
    followup: Option<i32>,
    attachment: Option<i32>,
    public: bool,
    old_queue: Option<i32>,
    gone: Option<Marks>,
}

impl Note {
    /// Something that happened to a ticket.
    #[must_use]
    pub fn new(kind: Kind, ticket: i32) -> Self {
        Self {
            kind,
            ticket,
            followup: None,
            attachment: None,
            public: false,
            old_queue: None,
            gone: None,
        }
    }

    /// With the follow-up that it happened to, or that tells of it; and whether that is public.
    #[must_use]
    pub fn followup(self, id: i32, public: bool) -> Self {
        Self {
            followup: Some(id),
            public,
            ..self
        }
    }

    /// With the file that it happened to.
    #[must_use]
    pub fn attachment(self, id: i32) -> Self {
        Self {
            attachment: Some(id),
            ..self
        }
    }

    /// With the queue that the ticket left.
    #[must_use]
    pub fn from_queue(self, id: Option<i32>) -> Self {
        Self {
            old_queue: id,
            ..self
        }
    }

    /// With the marks of a ticket that is no more: afterwards nobody can look up who could see it.
    #[must_use]
    pub fn gone(self, marks: Marks) -> Self {
        Self {
            gone: Some(marks),
            ..self
        }
    }
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
    gone: Option<Marks>,
}

impl Event {
    /// `None` for a kind that a newer release wrote.
    fn of(row: event::Model) -> Option<Self> {
        Some(Self {
            id: row.id,
            at: DateTime::from_timestamp_micros(row.at).unwrap_or_default(),
            kind: Kind::of(&row.kind)?,
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
