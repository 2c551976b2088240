//! Rows that others wrote and that have no event yet, and the events that tell of them.

use chrono::{DateTime, Utc};
use sea_orm::sea_query::InsertStatement;

use crate::domain::Result;
use crate::domain::unit::events::{self, Kind, Note};

/// Most rows of each table that are taken up at once.
pub(super) const ROWS: u64 = 500;

/// Rows without an event.
pub(super) struct Changes {
    /// Number, and whether it is new.
    pub tickets: Vec<(i32, bool)>,
    /// Number, ticket, whether it is public, author.
    pub followups: Vec<(i32, i32, bool, Option<i32>)>,
    /// Number, follow-up, ticket, author.
    pub attachments: Vec<(i32, i32, i32, Option<i32>)>,
}

impl Changes {
    pub(super) fn count(&self) -> usize {
        self.tickets.len() + self.followups.len() + self.attachments.len()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.count() == 0
    }

    /// Whether there are no more than these.
    pub(super) fn whole(&self) -> bool {
        let longest = self
            .tickets
            .len()
            .max(self.followups.len())
            .max(self.attachments.len());
        u64::try_from(longest).is_ok_and(|longest| longest < ROWS)
    }

    /// One statement for all: new tickets, what was said on them, what else changed.
    pub(super) fn insert(&self, now: DateTime<Utc>) -> Result<InsertStatement> {
        let tickets = |kind: Kind, new: bool| {
            let these = self
                .tickets
                .iter()
                .filter(move |(_, is_new)| *is_new == new);
            these.map(move |(ticket, _)| (Note::new(kind, *ticket), None))
        };
        let followups = self.followups.iter().map(|(id, ticket, public, author)| {
            (
                Note::new(Kind::FollowUpAdded, *ticket).followup(*id, *public),
                *author,
            )
        });
        let attachments = self
            .attachments
            .iter()
            .map(|(id, followup, ticket, author)| {
                (
                    Note::new(Kind::AttachmentAdded, *ticket)
                        .followup(*followup, false)
                        .attachment(*id),
                    *author,
                )
            });
        let notes: Vec<(Note, Option<i32>)> = tickets(Kind::Created, true)
            .chain(followups)
            .chain(attachments)
            .chain(tickets(Kind::Updated, false))
            .collect();
        events::insert(
            now.timestamp_micros(),
            true,
            notes.iter().map(|(note, actor)| (note, *actor)),
        )
    }
}
