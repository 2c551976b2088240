//! How workers take entries and give them back: each is in one pair of hands at a time, for as long
//! as those renew their claim.

use std::collections::HashMap;
use std::time::Duration;

use chrono::{DateTime, Utc};
use entity::{Db, outbox};
use sea_orm::sea_query::{Expr, ExprTrait, LockBehavior, LockType, Query, SelectStatement};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select};

use super::{Delivery, Kind, State, backoff};
use crate::config;
use crate::domain::{Clock, Result};

/// Entries that are looked at for one claim.
const LOOKED_AT: u64 = 64;

/// An entry in a worker's hands.
#[derive(Clone, Debug)]
pub struct Claimed {
    /// Its number.
    pub id: i64,
    /// The ticket that it is about.
    pub ticket: Option<i32>,
    /// What is to be delivered.
    pub delivery: Delivery,
    /// Which try this is, from 1.
    pub attempt: u32,
    /// When it was written.
    pub created: DateTime<Utc>,
}

impl Claimed {
    /// What its limit of deliveries at a time is counted by: all mails go to one server, webhooks
    /// to their origin.
    #[must_use]
    pub fn channel(&self) -> Channel {
        match &self.delivery {
            Delivery::Mail(_) => Channel::Mail,
            webhook @ Delivery::Webhook(_) => Channel::Webhook(webhook.destination()),
        }
    }
}

/// Where deliveries contend with each other.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Channel {
    /// The mail server.
    Mail,
    /// A receiver of webhooks: scheme, host and port.
    Webhook(String),
}

/// What a worker has room for.
#[derive(Clone, Debug)]
pub struct Room {
    /// Kinds that it can deliver.
    pub kinds: Vec<Kind>,
    /// Deliveries that it can begin now.
    pub free: usize,
    /// Deliveries of one channel at a time.
    pub per_channel: usize,
    /// Deliveries that it has under way, by channel.
    pub busy: HashMap<Channel, usize>,
}

/// Why a delivery failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// Whether another try may help; else the entry is parked at once.
    pub retry: bool,
    /// The least time to wait, if whoever refused named one.
    pub after: Option<Duration>,
    /// What happened, in a line, without secrets.
    pub message: String,
}

impl Failure {
    /// One that may pass.
    #[must_use]
    pub fn passing(message: impl Into<String>) -> Self {
        Self {
            retry: true,
            after: None,
            message: message.into(),
        }
    }

    /// One that will not pass by itself.
    #[must_use]
    pub fn lasting(message: impl Into<String>) -> Self {
        Self {
            retry: false,
            after: None,
            message: message.into(),
        }
    }
}

/// What became of a delivery that failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It is tried again after so long.
    Later(Duration),
    /// It was given up.
    Parked,
    /// Somebody else has it now, or it was dropped.
    Lost,
}

/// A worker's claims, under its own name.
#[derive(Clone, Debug)]
pub struct Claims {
    db: Db,
    clock: Clock,
    settings: config::Outbox,
    worker: String,
}

impl Claims {
    /// Claims of a worker whose name no other has.
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

    /// Takes entries that are due, the oldest first, as far as there is room. No other worker gets
    /// them until this one gives them back or stops renewing its claim.
    ///
    /// # Errors
    /// What the database says.
    pub async fn claim(&self, room: &Room) -> Result<Vec<Claimed>> {
        use outbox::Column as C;
        if room.free == 0 || room.kinds.is_empty() {
            return Ok(Vec::new());
        }
        let due = due(room, self.now());
        // Nearly always there is nothing: that is found out without a transaction, of which SQLite
        // has one at a time.
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
            .limit(LOOKED_AT)
            .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
            .all(&tx)
            .await?;
        let (mut taken, mut unreadable, mut busy) = (Vec::new(), Vec::new(), room.busy.clone());
        for row in rows {
            if taken.len() >= room.free {
                break;
            }
            let Some(claimed) = read(&row) else {
                unreadable.push(row.id);
                continue;
            };
            let under_way = busy.entry(claimed.channel()).or_default();
            if *under_way < room.per_channel {
                *under_way += 1;
                taken.push(claimed);
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
        if !taken.is_empty() {
            outbox::Entity::update_many()
                .col_expr(C::ClaimedBy, Expr::value(self.worker.as_str()))
                .col_expr(C::ClaimedUntil, Expr::value(self.lease_end()))
                .col_expr(C::Attempts, Expr::col(C::Attempts).add(1))
                .filter(C::Id.is_in(taken.iter().map(|claimed| claimed.id)))
                .exec(&tx)
                .await?;
        }
        tx.commit().await?;
        Ok(taken)
    }

    /// Renews the claim on entries whose delivery takes its time. Returns how many are still this
    /// worker's.
    ///
    /// # Errors
    /// What the database says.
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

    /// Removes an entry that was delivered.
    ///
    /// # Errors
    /// What the database says.
    pub async fn delivered(&self, id: i64) -> Result<()> {
        let tx = self.db.begin().await?;
        outbox::Entity::delete_by_id(id)
            .filter(outbox::Column::ClaimedBy.eq(self.worker.as_str()))
            .exec(&tx)
            .await?;
        tx.commit().await?;
        Ok(())
    }

    /// Puts an entry back whose delivery failed: for a later try, or parked if that would not help
    /// or comes too late.
    ///
    /// # Errors
    /// What the database says.
    pub async fn failed(&self, claimed: &Claimed, failure: &Failure) -> Result<Fate> {
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
            return Ok(Fate::Lost);
        };
        let pause =
            backoff::pause(&self.settings, claimed.attempt).max(failure.after.unwrap_or_default());
        let due = self
            .now()
            .saturating_add(i64::try_from(pause.as_millis()).unwrap_or(i64::MAX));
        let last = since + i64::from(self.settings.give_up_hours) * 3_600_000;
        let fate = if failure.retry && due <= last {
            Fate::Later(pause)
        } else {
            Fate::Parked
        };
        let state = if fate == Fate::Parked {
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
        Ok(fate)
    }

    /// Gives entries back that were taken and not tried, as if they had not been.
    ///
    /// # Errors
    /// What the database says.
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

/// The entries that are due, free and not held back, in channels with room.
fn due(room: &Room, now: i64) -> Select<outbox::Entity> {
    use outbox::Column as C;
    let full = |channel: &Channel| {
        room.busy
            .get(channel)
            .is_some_and(|busy| *busy >= room.per_channel)
    };
    let kinds = room
        .kinds
        .iter()
        .filter(|kind| **kind != Kind::Mail || !full(&Channel::Mail))
        .map(|kind| kind.name());
    let closed: Vec<&str> = room
        .busy
        .keys()
        .filter(|channel| full(channel))
        .filter_map(|channel| match channel {
            Channel::Mail => None,
            Channel::Webhook(origin) => Some(origin.as_str()),
        })
        .collect();
    let mut select = outbox::Entity::find()
        .filter(C::State.eq(State::Pending.name()))
        .filter(C::Kind.is_in(kinds))
        .filter(C::DueAt.lte(now))
        .filter(
            Condition::any()
                .add(C::ClaimedUntil.is_null())
                .add(C::ClaimedUntil.lte(now)),
        )
        .filter(
            Condition::any()
                .add(C::Lane.is_null())
                .add(Expr::exists(older()).not()),
        );
    if !closed.is_empty() {
        select = select.filter(
            Condition::any()
                .add(C::Kind.ne(Kind::Webhook.name()))
                .add(C::Destination.is_not_in(closed)),
        );
    }
    select
}

/// Older entries of a row's lane that are still to be delivered.
fn older() -> SelectStatement {
    use outbox::Column as C;
    let older = |column: C| Expr::col(("older", column));
    Query::select()
        .expr(Expr::val(1))
        .from_as(outbox::Entity, "older")
        .and_where(older(C::Lane).equals((outbox::Entity, C::Lane)))
        .and_where(older(C::Id).lt(Expr::col((outbox::Entity, C::Id))))
        .and_where(older(C::State).eq(State::Pending.name()))
        .take()
}

/// What a row says; `None` if it was written by another version that knows more.
fn read(row: &outbox::Model) -> Option<Claimed> {
    Some(Claimed {
        id: row.id,
        ticket: row.ticket_id,
        delivery: serde_json::from_str(&row.payload).ok()?,
        attempt: u32::try_from(row.attempts).ok()? + 1,
        created: DateTime::from_timestamp_millis(row.created_at)?,
    })
}
