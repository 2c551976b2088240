//! Undelivered email and webhooks.

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::{Context, Object, Result};
use chrono::{DateTime as Moment, Utc};
use entity::outbox;
use entity::values::Timestamp;

use crate::domain::delivery::outbox::{Kind, State, administration};
use crate::domain::tickets;
use crate::graphql::budget::LongText;
use crate::graphql::connection::Row;
use crate::graphql::loaders::Once;
use crate::graphql::scalars::{BigInt, DateTime};
use crate::graphql::types::{Ticket, Tickets, context};

/// Kind of a delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq, async_graphql::Enum)]
pub enum OutboxKind {
    /// An email.
    Mail,
    /// An HTTP request to a receiver of webhooks.
    Webhook,
}

/// State of a delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq, async_graphql::Enum)]
pub enum OutboxState {
    /// It waits for its next attempt.
    Pending,
    /// It was given up, until somebody retries or drops it.
    Parked,
}

impl From<OutboxState> for State {
    fn from(state: OutboxState) -> Self {
        match state {
            OutboxState::Pending => Self::Pending,
            OutboxState::Parked => Self::Parked,
        }
    }
}

/// Entries that were read together.
#[derive(Debug, Default)]
pub struct OutboxEntries {
    rows: Vec<outbox::Model>,
    tickets: Once<HashMap<i32, Ticket>>,
}

/// An entry of a batch.
#[derive(Clone, Debug)]
pub struct OutboxEntry {
    batch: Arc<OutboxEntries>,
    index: usize,
}

impl OutboxEntries {
    /// Creates a batch from rows.
    pub fn of_rows(rows: Vec<outbox::Model>) -> Vec<OutboxEntry> {
        let batch = Arc::new(Self {
            rows,
            ..Self::default()
        });
        (0..batch.rows.len())
            .map(|index| OutboxEntry {
                batch: Arc::clone(&batch),
                index,
            })
            .collect()
    }
}

impl OutboxEntry {
    fn model(&self) -> &outbox::Model {
        &self.batch.rows[self.index]
    }
}

impl Row<outbox::Model> for OutboxEntry {
    fn row(&self) -> Option<&outbox::Model> {
        self.batch.rows.get(self.index)
    }
}

fn moment(milliseconds: i64) -> DateTime {
    let moment: Moment<Utc> = Moment::from_timestamp_millis(milliseconds).unwrap_or_default();
    DateTime(Timestamp::from(moment))
}

/// An email or a webhook that is not delivered yet. Its content is not shown.
#[Object]
impl OutboxEntry {
    /// Database ID of the entry.
    async fn database_id(&self) -> BigInt {
        BigInt(self.model().id)
    }

    /// Kind of the delivery. Null for a kind that another version of deskql introduced.
    async fn kind(&self) -> Option<OutboxKind> {
        let name = &self.model().kind;
        let kind = Kind::ALL.into_iter().find(|kind| kind.name() == name)?;
        Some(match kind {
            Kind::Mail => OutboxKind::Mail,
            Kind::Webhook => OutboxKind::Webhook,
        })
    }

    /// State of the delivery.
    async fn state(&self) -> OutboxState {
        if self.model().state == State::Parked.name() {
            OutboxState::Parked
        } else {
            OutboxState::Pending
        }
    }

    /// Ticket that the delivery is about. Null if it was deleted.
    async fn ticket(&self, ctx: &Context<'_>) -> Result<Option<Ticket>> {
        let Some(ticket) = self.model().ticket_id else {
            return Ok(None);
        };
        let read = || async {
            let ids: Vec<i32> = self
                .batch
                .rows
                .iter()
                .filter_map(|row| row.ticket_id)
                .collect();
            let rows = tickets::list::by_ids(context(ctx), &ids).await?;
            let tickets = Tickets::of_rows(rows).into_iter();
            Ok(tickets.map(|ticket| (ticket.model().id, ticket)).collect())
        };
        Ok(self.batch.tickets.get(read).await?.get(&ticket).cloned())
    }

    /// Recipients of an email, or the origin of a webhook receiver without its path, which may be
    /// secret.
    async fn destination(&self) -> LongText<&str> {
        LongText(&self.model().destination)
    }

    /// Whether a worker is delivering it at present.
    async fn is_being_delivered(&self, ctx: &Context<'_>) -> bool {
        administration::is_claimed(context(ctx), self.model())
    }

    /// Number of attempts since it was created or retried.
    async fn attempts(&self) -> i32 {
        self.model().attempts
    }

    /// Date and time when it was created.
    async fn created_at(&self) -> DateTime {
        moment(self.model().created_at)
    }

    /// Date and time of the next attempt. Null if it was given up.
    async fn due_at(&self) -> Option<DateTime> {
        let row = self.model();
        (row.state != State::Parked.name()).then(|| moment(row.due_at))
    }

    /// Error of the last attempt. Null if there was none.
    async fn last_error(&self) -> Option<LongText<&str>> {
        self.model().last_error.as_deref().map(LongText)
    }
}
