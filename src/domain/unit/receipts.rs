//! Receipts of messages from mailboxes. A message is removed from its mailbox after the commit that
//! creates its ticket or follow-up. Its receipt is written in the same transaction, so that a message
//! that is read again after a crash creates nothing. Messages that cannot be processed have a receipt
//! with the error; after some attempts they are set aside.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};
use entity::{Db, Tx, mail_received};
use sea_orm::sea_query::{Expr, OnConflict, Query};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::domain::{Clock, Error, Result};

/// Maximum number of characters of an error, an address or a Message-ID.
const MAX_TEXT: usize = 1000;
/// Maximum number of old receipts that one run removes.
const MAX_PRUNED: u64 = 1000;
/// Maximum number of messages of a mailbox that stay in it without being read again.
pub const MAX_STAYING: u64 = 10_000;

/// The state of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, async_graphql::Enum)]
#[graphql(name = "ReceivedMailState")]
pub enum State {
    /// It created a ticket or a follow-up.
    Received,
    /// Its sender is ignored, or the settings ignore it.
    Ignored,
    /// Processing failed and is tried again.
    Waiting,
    /// Processing failed too often. It stays in its mailbox until an administrator retries it.
    SetAside,
}

impl State {
    /// The value in the table.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Received => "received",
            Self::Ignored => "ignored",
            Self::Waiting => "waiting",
            Self::SetAside => "set_aside",
        }
    }

    /// The state with this value.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Received, Self::Ignored, Self::Waiting, Self::SetAside]
            .into_iter()
            .find(|state| state.name() == name)
    }
}

/// The identity of a message, and the contents of its receipt.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Receipt {
    /// ID of the queue whose mailbox had it.
    pub queue: i32,
    /// Hexadecimal SHA-256 that is the same whenever the message is read.
    pub fingerprint: String,
    /// Its Message-ID.
    pub message_id: Option<String>,
    /// Its sender.
    pub sender: Option<String>,
    /// Where it is in the mailbox.
    pub location: String,
    /// Names of files that are not stored.
    pub left_out: Vec<String>,
}

/// The next step for a message that is in a mailbox.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// Process it.
    Process,
    /// It was processed before; remove it.
    Remove,
    /// It stays: its next attempt is not due, or it was set aside or ignored.
    Leave,
}

/// The consequence of a failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The message is tried again.
    Waiting,
    /// The message was set aside.
    SetAside,
}

fn short(text: &str) -> String {
    let clean = |c: char| if c.is_control() { ' ' } else { c };
    text.chars().take(MAX_TEXT).map(clean).collect()
}

/// The next step for a message according to its receipt.
///
/// # Errors
/// Database errors.
pub async fn next(db: &Db, clock: &Clock, fingerprint: &str) -> Result<Next> {
    let row = mail_received::Entity::find()
        .filter(mail_received::Column::Fingerprint.eq(fingerprint))
        .one(db)
        .await?;
    Ok(row.map_or(Next::Process, |row| {
        if State::parse(&row.state) == Some(State::Received) {
            Next::Remove
        } else if is_due(&row, clock) {
            Next::Process
        } else {
            Next::Leave
        }
    }))
}

fn is_due(row: &mail_received::Model, clock: &Clock) -> bool {
    State::parse(&row.state) != Some(State::SetAside)
        && row.due_at <= clock.now().timestamp_millis()
}

/// A message that stays in its mailbox.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Staying {
    /// ID of its receipt.
    pub id: i64,
    /// Whether it is to be processed again.
    pub is_due: bool,
}

/// The messages that stay in the mailbox of a queue, by their location: waiting, set aside and
/// ignored ones. At most [`MAX_STAYING`].
///
/// # Errors
/// Database errors.
pub async fn staying(db: &Db, clock: &Clock, queue: i32) -> Result<HashMap<String, Staying>> {
    use mail_received::Column as C;
    let rows = mail_received::Entity::find()
        .filter(C::QueueId.eq(queue))
        .filter(C::State.ne(State::Received.name()))
        .order_by_asc(C::Id)
        .limit(MAX_STAYING)
        .all(db)
        .await?;
    let entry = |row: mail_received::Model| {
        let staying = Staying {
            id: row.id,
            is_due: is_due(&row, clock),
        };
        row.location
            .filter(|location| !location.is_empty())
            .map(|location| (location, staying))
    };
    Ok(rows.into_iter().filter_map(entry).collect())
}

/// Removes the receipts of messages that are no longer in their mailbox.
///
/// # Errors
/// Database errors.
pub async fn forget(db: &Db, ids: &[i64]) -> Result<()> {
    use mail_received::Column as C;
    if ids.is_empty() {
        return Ok(());
    }
    let tx = db.begin().await?;
    for ids in ids.chunks(500) {
        mail_received::Entity::delete_many()
            .filter(C::Id.is_in(ids.iter().copied()))
            .filter(C::State.ne(State::Received.name()))
            .exec(&tx)
            .await?;
    }
    Ok(tx.commit().await?)
}

/// Inserts a receipt unless there is one.
async fn insert(tx: &Tx, now: i64, receipt: &Receipt) -> Result<()> {
    use mail_received::Column as C;
    let left_out = (!receipt.left_out.is_empty()).then(|| {
        let names: Vec<String> = receipt.left_out.iter().map(|name| short(name)).collect();
        names.join("\n")
    });
    let insert = Query::insert()
        .into_table(mail_received::Entity)
        .columns([
            C::QueueId,
            C::Fingerprint,
            C::State,
            C::MessageId,
            C::Sender,
            C::Location,
            C::LeftOut,
            C::ReceivedAt,
            C::Attempts,
            C::DueAt,
        ])
        .values_panic([
            receipt.queue.into(),
            receipt.fingerprint.as_str().into(),
            State::Waiting.name().into(),
            receipt.message_id.as_deref().map(short).into(),
            receipt.sender.as_deref().map(short).into(),
            Some(short(&receipt.location)).into(),
            left_out.into(),
            now.into(),
            0.into(),
            now.into(),
        ])
        .on_conflict(
            OnConflict::column(C::Fingerprint)
                .do_nothing_on([C::Fingerprint])
                .to_owned(),
        )
        .to_owned();
    tx.execute(&insert).await?;
    Ok(())
}

/// Claims a message for this transaction, before it locks or writes anything else. A concurrent
/// transaction for the same message waits here until this one ends.
///
/// # Errors
/// [`Error::Conflict`] if the message was processed before; database errors.
pub async fn claim(tx: &Tx, clock: &Clock, receipt: &Receipt) -> Result<()> {
    insert(tx, clock.now().timestamp_millis(), receipt).await?;
    let state: Option<String> = mail_received::Entity::find()
        .select_only()
        .column(mail_received::Column::State)
        .filter(mail_received::Column::Fingerprint.eq(receipt.fingerprint.as_str()))
        .lock_exclusive()
        .into_tuple()
        .one(tx)
        .await?;
    match state.as_deref().and_then(State::parse) {
        Some(State::Received) => Err(Error::Conflict {
            field: "message",
            what: "the message was processed before".into(),
        }),
        _ => Ok(()),
    }
}

/// Records what a claimed message created, in the same transaction.
///
/// # Errors
/// Database errors.
pub async fn record(tx: &Tx, receipt: &Receipt, ticket: i32, followup: i32) -> Result<()> {
    use mail_received::Column as C;
    mail_received::Entity::update_many()
        .col_expr(C::State, Expr::value(State::Received.name()))
        .col_expr(C::TicketId, Expr::value(ticket))
        .col_expr(C::FollowupId, Expr::value(followup))
        .col_expr(C::LastError, Expr::value(Option::<String>::None))
        .filter(C::Fingerprint.eq(receipt.fingerprint.as_str()))
        .exec(tx)
        .await?;
    Ok(())
}

/// Records that a message is ignored and stays in its mailbox. It is looked at again after an hour,
/// because an administrator may change what is ignored.
///
/// # Errors
/// Database errors.
pub async fn record_ignored(db: &Db, clock: &Clock, receipt: &Receipt) -> Result<()> {
    use mail_received::Column as C;
    let now = clock.now();
    let due = (now + TimeDelta::hours(1)).timestamp_millis();
    let tx = db.begin().await?;
    insert(&tx, now.timestamp_millis(), receipt).await?;
    mail_received::Entity::update_many()
        .col_expr(C::State, Expr::value(State::Ignored.name()))
        .col_expr(C::DueAt, Expr::value(due))
        .filter(C::Fingerprint.eq(receipt.fingerprint.as_str()))
        .filter(C::State.is_in([State::Waiting.name(), State::Ignored.name()]))
        .exec(&tx)
        .await?;
    Ok(tx.commit().await?)
}

/// Records that a message could not be processed. It is tried again, with growing pauses, up to
/// `attempts` times in total.
///
/// # Errors
/// Database errors.
pub async fn record_failure(
    db: &Db,
    clock: &Clock,
    receipt: &Receipt,
    error: &str,
    attempts: u32,
) -> Result<Outcome> {
    use mail_received::Column as C;
    let now = clock.now();
    let tx = db.begin().await?;
    insert(&tx, now.timestamp_millis(), receipt).await?;
    let row = mail_received::Entity::find()
        .filter(C::Fingerprint.eq(receipt.fingerprint.as_str()))
        .lock_exclusive()
        .one(&tx)
        .await?;
    let Some(row) = row.filter(|row| {
        matches!(
            State::parse(&row.state),
            Some(State::Waiting | State::Ignored)
        )
    }) else {
        return Ok(Outcome::Waiting);
    };
    let failed = row.attempts.saturating_add(1);
    let outcome = if i64::from(failed) >= i64::from(attempts) {
        Outcome::SetAside
    } else {
        Outcome::Waiting
    };
    let state = match outcome {
        Outcome::Waiting => State::Waiting,
        Outcome::SetAside => State::SetAside,
    };
    mail_received::Entity::update_many()
        .col_expr(C::State, Expr::value(state.name()))
        .col_expr(C::Attempts, Expr::value(failed))
        .col_expr(
            C::DueAt,
            Expr::value((now + pause(failed)).timestamp_millis()),
        )
        .col_expr(C::LastError, Expr::value(short(error)))
        .filter(C::Id.eq(row.id))
        .exec(&tx)
        .await?;
    tx.commit().await?;
    Ok(outcome)
}

/// One minute after the first attempt, twice as long after each further one, at most an hour.
fn pause(failed: i32) -> TimeDelta {
    let doublings = u32::try_from(failed.clamp(1, 7) - 1).unwrap_or_default();
    TimeDelta::minutes((1i64 << doublings).min(60))
}

/// Removes receipts of processed messages that are older than `limit`, the oldest first. Those of
/// messages that stay in their mailbox are kept: without them, the messages would be processed again.
///
/// # Errors
/// Database errors.
pub async fn prune(db: &Db, limit: DateTime<Utc>) -> Result<u64> {
    use mail_received::Column as C;
    let old: Vec<i64> = mail_received::Entity::find()
        .select_only()
        .column(C::Id)
        .filter(C::State.eq(State::Received.name()))
        .filter(C::ReceivedAt.lt(limit.timestamp_millis()))
        .order_by_asc(C::ReceivedAt)
        .limit(MAX_PRUNED)
        .into_tuple()
        .all(db)
        .await?;
    if old.is_empty() {
        return Ok(0);
    }
    let tx = db.begin().await?;
    let removed = mail_received::Entity::delete_many()
        .filter(C::Id.is_in(old))
        .exec(&tx)
        .await?;
    tx.commit().await?;
    Ok(removed.rows_affected)
}
