//! Rows of the outbox as a unit of work inserts them. `delivery` defines their content.

use entity::{Tx, outbox};
use sea_orm::{ActiveValue::Set, EntityTrait};

use crate::domain::{Clock, Result};

/// Rows per INSERT: databases limit the number of bound values.
const BATCH: usize = 1000;

/// The state of a row, as the table stores it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// To be delivered, now or later.
    Pending,
    /// Given up until an operator retries it.
    Parked,
}

impl State {
    /// The value of the column.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Parked => "parked",
        }
    }
}

/// A delivery to insert.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// `mail` or `webhook`.
    pub kind: &'static str,
    /// The ticket that it is about, if any.
    pub ticket: Option<i32>,
    /// The destination as operators may see it.
    pub destination: String,
    /// Rows with the same lane are delivered in order.
    pub lane: Option<String>,
    /// The delivery as JSON.
    pub payload: String,
}

/// Inserts rows, due at once: one statement per thousand rows.
///
/// # Errors
/// Database errors.
pub async fn insert(tx: &Tx, clock: &Clock, rows: &[Row]) -> Result<()> {
    let now = clock.now().timestamp_millis();
    for rows in rows.chunks(BATCH) {
        let batch = rows.iter().map(|row| outbox::ActiveModel {
            kind: Set(row.kind.to_owned()),
            ticket_id: Set(row.ticket),
            destination: Set(row.destination.clone()),
            lane: Set(row.lane.clone()),
            payload: Set(row.payload.clone()),
            state: Set(State::Pending.name().to_owned()),
            created_at: Set(now),
            pending_since: Set(now),
            due_at: Set(now),
            attempts: Set(0),
            ..Default::default()
        });
        outbox::Entity::insert_many(batch)
            .exec_without_returning(tx)
            .await?;
    }
    Ok(())
}
