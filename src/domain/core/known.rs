//! Rows that a request has read and may use again. REST looks up the objects that an input refers to
//! before its mutation runs; the mutation then does not look them up a second time. Rows are never
//! kept for another request, and within a request only for a moment, because its client may take long
//! to send the body.

use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};
use entity::{custom_field, queue, ticket, user, user_settings};

use crate::domain::Clock;

/// How long rows may be used again.
const LIFETIME: TimeDelta = TimeDelta::seconds(1);

/// The rows that decide about email for a new ticket.
#[derive(Clone, Debug, Default)]
pub struct Notices {
    /// The user whose settings these are.
    pub user: Option<i32>,
    /// The user's settings, if there are any.
    pub settings: Option<user_settings::Model>,
    /// Names of templates with their languages.
    pub templates: Vec<(String, Option<String>)>,
    /// The domain of the site, if it has a row.
    pub site: Option<String>,
}

/// Rows of one request.
#[derive(Clone, Debug, Default)]
pub struct Rows {
    /// Queues in which the viewer may create tickets.
    pub queues: Vec<Arc<queue::Model>>,
    /// Users, whether or not the viewer may see them.
    pub users: Vec<Arc<user::Model>>,
    /// Tickets that the viewer works on.
    pub tickets: Vec<Arc<ticket::Model>>,
    /// Queues of these tickets.
    pub ticket_queues: Vec<Arc<queue::Model>>,
    /// IDs of articles that the viewer may read.
    pub kb_items: Vec<i32>,
    /// The rows that decide about email for a new ticket.
    pub notices: Option<Arc<Notices>>,
    /// The definitions of all custom fields that the viewer may see, in the order of the form.
    pub definitions: Option<Vec<Arc<custom_field::Model>>>,
}

impl Rows {
    /// The queue with this ID.
    #[must_use]
    pub fn queue(&self, id: Option<i32>) -> Option<&Arc<queue::Model>> {
        self.queues.iter().find(|queue| Some(queue.id) == id)
    }

    /// The user with this ID.
    #[must_use]
    pub fn user(&self, id: Option<i32>) -> Option<&Arc<user::Model>> {
        self.users.iter().find(|user| Some(user.id) == id)
    }

    /// The ticket with this ID.
    #[must_use]
    pub fn ticket(&self, id: Option<i32>) -> Option<&Arc<ticket::Model>> {
        self.tickets.iter().find(|ticket| Some(ticket.id) == id)
    }

    /// The queue with this ID, if it is one of the tickets' queues.
    #[must_use]
    pub fn ticket_queue(&self, id: i32) -> Option<&Arc<queue::Model>> {
        self.ticket_queues.iter().find(|queue| queue.id == id)
    }
}

/// The rows that a request has kept, with the time when the first of them was read. Clones share them.
#[derive(Clone, Debug, Default)]
pub struct KnownRows(Arc<Mutex<Option<Kept>>>);

/// Rows, and when the first of them was read.
type Kept = (DateTime<Utc>, Rows);

impl KnownRows {
    /// The rows that may be used now.
    #[must_use]
    pub fn recent(&self, clock: &Clock) -> Rows {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match kept.as_ref() {
            Some((read_at, rows)) if clock.now() - *read_at < LIFETIME => rows.clone(),
            _ => Rows::default(),
        }
    }

    /// Keeps rows that were read just now, together with the recent ones that they include.
    pub fn keep(&self, clock: &Clock, rows: Rows) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let now = clock.now();
        let read_at = match kept.as_ref() {
            Some((read_at, _)) if now - *read_at < LIFETIME => *read_at,
            _ => now,
        };
        *kept = Some((read_at, rows));
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn rows_are_known_for_a_moment() {
        let clock = Clock::fixed(DateTime::UNIX_EPOCH);
        let known = KnownRows::default();
        let rows = || Rows {
            kb_items: vec![1],
            ..Rows::default()
        };
        known.keep(&clock, rows());
        clock.advance(Duration::from_millis(900));
        assert_eq!(known.recent(&clock).kb_items, [1]);
        // Further rows do not prolong the life of the first.
        known.keep(&clock, rows());
        clock.advance(Duration::from_millis(100));
        assert!(known.recent(&clock).kb_items.is_empty());
        known.keep(&clock, rows());
        assert_eq!(known.recent(&clock).kb_items, [1]);
    }
}
