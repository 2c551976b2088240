//! Claims: a worker claims entries before it delivers them, and renews its claims while it does.
//! Only one worker at a time has a claim on an entry.

mod due;
mod failure;

use chrono::{DateTime, Utc};
use entity::{Db, outbox};
use sea_orm::sea_query::{Expr, ExprTrait, LockBehavior, LockType};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::{Delivery, State, backoff};
use crate::config;
use crate::domain::{Clock, Result};
use due::due_entries;
pub use due::{Capacity, Channel};
pub use failure::{Failure, Outcome};

/// Maximum number of entries that one claim reads.
const CANDIDATES: u64 = 64;

/// An entry that this worker has claimed.
#[derive(Clone, Debug)]
pub struct ClaimedEntry {
    /// Its ID.
    pub id: i64,
    /// The ID of its ticket.
    pub ticket: Option<i32>,
    /// The content.
    pub delivery: Delivery,
    /// The number of this attempt, from 1.
    pub attempt: u32,
    /// When it was created.
    pub created: DateTime<Utc>,
}

impl ClaimedEntry {
    /// The channel whose limit of concurrent deliveries applies: the mail server, or the origin of
    /// a webhook receiver.
    #[must_use]
    pub fn channel(&self) -> Channel {
        match &self.delivery {
            Delivery::Mail(_) | Delivery::Notice(_) => Channel::Mail,
            webhook @ Delivery::Webhook(_) => Channel::Webhook(webhook.destination()),
        }
    }
}

/// The claims of a worker.
#[derive(Clone, Debug)]
pub struct Claims {
    db: Db,
    clock: Clock,
    settings: config::Outbox,
    worker: String,
}

impl Claims {
    /// Creates the claims of a worker with a unique name.
    #[must_use]
    pub fn new(db: Db, clock: Clock, settings: config::Outbox) -> Self {
        Self {
            db,
            clock,
            settings,
            worker: uuid::Uuid::new_v4().to_string(),
        }
    }

    fn now(&self) -> i64 {
        self.clock.now().timestamp_millis()
    }

    fn lease_end(&self) -> i64 {
        self.now() + i64::from(self.settings.lease_seconds) * 1000
    }

    /// Claims entries that are due, the oldest first, within the worker's capacity. No other worker
    /// gets them until this one releases them or stops renewing its claims.
    ///
    /// # Errors
    /// Database errors.
    pub async fn claim(&self, capacity: &Capacity) -> Result<Vec<ClaimedEntry>> {
        use outbox::Column as C;
        if capacity.free == 0 || capacity.kinds.is_empty() {
            return Ok(Vec::new());
        }
        let due = due_entries(capacity, self.now());
        // Usually nothing is due. This check needs no transaction, for which writers to SQLite
        // queue.
        if due
            .clone()
            .select_only()
            .column(C::Id)
            .limit(1)
            .into_tuple::<i64>()
            .one(&self.db)
            .await?
            .is_none()
        {
            return Ok(Vec::new());
        }
        let tx = self.db.begin().await?;
        let rows = due
            .order_by_asc(C::DueAt)
            .order_by_asc(C::Id)
            .limit(CANDIDATES)
            .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
            .all(&tx)
            .await?;
        let (mut claimed_entries, mut unreadable, mut busy) =
            (Vec::new(), Vec::new(), capacity.busy.clone());
        for row in rows {
            if claimed_entries.len() >= capacity.free {
                break;
            }
            let Some(claimed) = parse(&row) else {
                unreadable.push(row.id);
                continue;
            };
            let under_way = busy.entry(claimed.channel()).or_default();
            if *under_way < capacity.per_channel {
                *under_way += 1;
                claimed_entries.push(claimed);
            }
        }
        if !unreadable.is_empty() {
            outbox::Entity::update_many()
                .col_expr(C::State, Expr::value(State::Parked.name()))
                .col_expr(
                    C::LastError,
                    Expr::value("this version of deskql cannot read it"),
                )
                .filter(C::Id.is_in(unreadable))
                .exec(&tx)
                .await?;
        }
        if !claimed_entries.is_empty() {
            outbox::Entity::update_many()
                .col_expr(C::ClaimedBy, Expr::value(self.worker.as_str()))
                .col_expr(C::ClaimedUntil, Expr::value(self.lease_end()))
                .col_expr(C::Attempts, Expr::col(C::Attempts).add(1))
                .filter(C::Id.is_in(claimed_entries.iter().map(|claimed| claimed.id)))
                .exec(&tx)
                .await?;
        }
        tx.commit().await?;
        Ok(claimed_entries)
    }

    /// Renews the claims on entries whose delivery takes long. Returns the number of entries that
    /// this worker still has.
    ///
    /// # Errors
    /// Database errors.
    pub async fn renew(&self, ids: &[i64]) -> Result<u64> {
        use outbox::Column as C;
        let tx = self.db.begin().await?;
        let renewed = outbox::Entity::update_many()
            .col_expr(C::ClaimedUntil, Expr::value(self.lease_end()))
            .filter(C::Id.is_in(ids.iter().copied()))
            .filter(C::ClaimedBy.eq(self.worker.as_str()))
            .exec(&tx)
            .await?;
        tx.commit().await?;
        Ok(renewed.rows_affected)
    }

    /// Removes a delivered entry.
    ///
    /// # Errors
    /// Database errors.
    pub async fn remove_delivered(&self, id: i64) -> Result<()> {
        let tx = self.db.begin().await?;
        outbox::Entity::delete_by_id(id)
            .filter(outbox::Column::ClaimedBy.eq(self.worker.as_str()))
            .exec(&tx)
            .await?;
        tx.commit().await?;
        Ok(())
    }

    /// Releases an entry whose delivery failed, for a later attempt. Parks it if a retry cannot
    /// succeed or would be too late.
    ///
    /// # Errors
    /// Database errors.
    pub async fn record_failure(
        &self,
        claimed: &ClaimedEntry,
        failure: &Failure,
    ) -> Result<Outcome> {
        use outbox::Column as C;
        let tx = self.db.begin().await?;
        let since = outbox::Entity::find_by_id(claimed.id)
            .filter(C::ClaimedBy.eq(self.worker.as_str()))
            .select_only()
            .column(C::PendingSince)
            .into_tuple::<i64>()
            .one(&tx)
            .await?;
        let Some(since) = since else {
            return Ok(Outcome::Lost);
        };
        let pause =
            backoff::pause(&self.settings, claimed.attempt).max(failure.after.unwrap_or_default());
        let due = self
            .now()
            .saturating_add(i64::try_from(pause.as_millis()).unwrap_or(i64::MAX));
        let last = since + i64::from(self.settings.give_up_hours) * 3_600_000;
        let outcome = if failure.retry && due <= last {
            Outcome::Later(pause)
        } else {
            Outcome::Parked
        };
        let state = if outcome == Outcome::Parked {
            State::Parked
        } else {
            State::Pending
        };
        outbox::Entity::update_many()
            .col_expr(C::State, Expr::value(state.name()))
            .col_expr(C::DueAt, Expr::value(due))
            .col_expr(C::LastError, Expr::value(failure.message.as_str()))
            .col_expr(C::ClaimedBy, Expr::value(Option::<String>::None))
            .col_expr(C::ClaimedUntil, Expr::value(Option::<i64>::None))
            .filter(C::Id.eq(claimed.id))
            .exec(&tx)
            .await?;
        tx.commit().await?;
        Ok(outcome)
    }

    /// Releases entries that were claimed but not attempted.
    ///
    /// # Errors
    /// Database errors.
    pub async fn release(&self, ids: &[i64]) -> Result<()> {
        use outbox::Column as C;
        let tx = self.db.begin().await?;
        outbox::Entity::update_many()
            .col_expr(C::Attempts, Expr::col(C::Attempts).sub(1))
            .col_expr(C::ClaimedBy, Expr::value(Option::<String>::None))
            .col_expr(C::ClaimedUntil, Expr::value(Option::<i64>::None))
            .filter(C::Id.is_in(ids.iter().copied()))
            .filter(C::ClaimedBy.eq(self.worker.as_str()))
            .exec(&tx)
            .await?;
        tx.commit().await?;
        Ok(())
    }
}

/// Parses a row; `None` if another version of deskql wrote it in a form that this one cannot read.
fn parse(row: &outbox::Model) -> Option<ClaimedEntry> {
    Some(ClaimedEntry {
        id: row.id,
        ticket: row.ticket_id,
        delivery: serde_json::from_str(&row.payload).ok()?,
        attempt: u32::try_from(row.attempts).ok()? + 1,
        created: DateTime::from_timestamp_millis(row.created_at)?,
    })
}
