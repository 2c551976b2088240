//! What whoever runs the machine does to the outbox: look at it, have entries tried again, drop
//! them. No worker.

use chrono::{DateTime, Utc};
use entity::{Db, outbox};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
};

use super::{Kind, State};
use crate::domain::{Clock, Result};

/// An entry as it may be shown: no content, no secrets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Its number.
    pub id: i64,
    /// What it is; none if another version of this program knows more.
    pub kind: Option<Kind>,
    /// The ticket that it is about.
    pub ticket: Option<i32>,
    /// Where it goes: addresses of people, or the origin of a receiver.
    pub destination: String,
    /// How it stands.
    pub state: State,
    /// Whether a worker has it in hand right now.
    pub in_hand: bool,
    /// How often it was tried since it was written or last taken up again.
    pub attempts: i32,
    /// When it was written.
    pub created: DateTime<Utc>,
    /// When it is tried next, if it is pending.
    pub due: DateTime<Utc>,
    /// Why the last try failed.
    pub last_error: Option<String>,
}

/// How many entries there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// To be delivered, now or later.
    pub pending: u64,
    /// Given up.
    pub parked: u64,
}

/// Which entries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Which {
    /// All of them.
    All,
    /// Those with these numbers.
    Ids(Vec<i64>),
}

impl Which {
    fn condition(&self) -> Condition {
        match self {
            Self::All => Condition::all(),
            Self::Ids(ids) => Condition::all().add(outbox::Column::Id.is_in(ids.iter().copied())),
        }
    }
}

/// Entries in the order in which they were written; `parked`: those alone that were given up.
///
/// # Errors
/// What the database says.
pub async fn list(db: &Db, clock: &Clock, parked: bool, limit: Option<u64>) -> Result<Vec<Listed>> {
    use outbox::Column as C;
    let mut select = outbox::Entity::find().order_by_asc(C::Id).limit(limit);
    if parked {
        select = select.filter(C::State.eq(State::Parked.name()));
    }
    let now = clock.now().timestamp_millis();
    let moment = |milliseconds| DateTime::from_timestamp_millis(milliseconds).unwrap_or_default();
    let listed = |row: outbox::Model| Listed {
        id: row.id,
        kind: Kind::named(&row.kind),
        ticket: row.ticket_id,
        destination: row.destination,
        state: if row.state == State::Parked.name() {
            State::Parked
        } else {
            State::Pending
        },
        in_hand: row.claimed_until.is_some_and(|until| until > now),
        attempts: row.attempts,
        created: moment(row.created_at),
        due: moment(row.due_at),
        last_error: row.last_error,
    };
    Ok(select.all(db).await?.into_iter().map(listed).collect())
}

/// How many entries wait, and how many were given up.
///
/// # Errors
/// What the database says.
pub async fn counts(db: &Db) -> Result<Counts> {
    let count = |state: State| {
        outbox::Entity::find()
            .filter(outbox::Column::State.eq(state.name()))
            .count(db)
    };
    Ok(Counts {
        pending: count(State::Pending).await?,
        parked: count(State::Parked).await?,
    })
}

/// Makes entries due now, with all their time before them; those in a worker's hands are left
/// there. Returns how many.
///
/// # Errors
/// What the database says.
pub async fn retry(db: &Db, clock: &Clock, which: &Which) -> Result<u64> {
    use outbox::Column as C;
    let now = clock.now().timestamp_millis();
    let tx = db.begin().await?;
    let retried = outbox::Entity::update_many()
        .col_expr(C::State, Expr::value(State::Pending.name()))
        .col_expr(C::PendingSince, Expr::value(now))
        .col_expr(C::DueAt, Expr::value(now))
        .col_expr(C::Attempts, Expr::value(0))
        .filter(which.condition())
        .filter(
            Condition::any()
                .add(C::ClaimedUntil.is_null())
                .add(C::ClaimedUntil.lte(now)),
        )
        .exec(&tx)
        .await?;
    tx.commit().await?;
    Ok(retried.rows_affected)
}

/// Removes entries; one that is being delivered at this moment arrives all the same. Returns how
/// many were removed.
///
/// # Errors
/// What the database says.
pub async fn remove(db: &Db, ids: &[i64]) -> Result<u64> {
    let tx = db.begin().await?;
    let removed = outbox::Entity::delete_many()
        .filter(outbox::Column::Id.is_in(ids.iter().copied()))
        .exec(&tx)
        .await?;
    tx.commit().await?;
    Ok(removed.rows_affected)
}
