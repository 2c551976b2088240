//! Operators' access to the outbox: listing, retrying and removing entries.

use chrono::{DateTime, Utc};
use entity::{Db, outbox};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
};

use super::{Kind, State};
use crate::domain::{Clock, Result};

/// An entry as operators may see it, without content and secrets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedEntry {
    /// Its ID.
    pub id: i64,
    /// Its kind; `None` for a kind that another version of deskql introduced.
    pub kind: Option<Kind>,
    /// The ID of its ticket.
    pub ticket: Option<i32>,
    /// The recipients' addresses, or the origin of a webhook receiver.
    pub destination: String,
    /// Its state.
    pub state: State,
    /// Whether a worker is delivering it.
    pub claimed: bool,
    /// The number of attempts since it was created or last retried by an operator.
    pub attempts: i32,
    /// When it was created.
    pub created: DateTime<Utc>,
    /// When the next attempt is due, if it is pending.
    pub due: DateTime<Utc>,
    /// The error of the last attempt.
    pub last_error: Option<String>,
}

/// The number of entries per state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// To be delivered, now or later.
    pub pending: u64,
    /// Given up.
    pub parked: u64,
}

/// A selection of entries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Selection {
    /// All entries.
    All,
    /// The entries with these IDs.
    Ids(Vec<i64>),
}

impl Selection {
    pub(super) fn condition(&self) -> Condition {
        match self {
            Self::All => Condition::all(),
            Self::Ids(ids) => Condition::all().add(outbox::Column::Id.is_in(ids.iter().copied())),
        }
    }
}

/// Lists entries, the oldest first. `parked`: only parked ones.
///
/// # Errors
/// Database errors.
pub async fn list(
    db: &Db,
    clock: &Clock,
    parked: bool,
    limit: Option<u64>,
) -> Result<Vec<ListedEntry>> {
    use outbox::Column as C;
    let mut select = outbox::Entity::find().order_by_asc(C::Id).limit(limit);
    if parked {
        select = select.filter(C::State.eq(State::Parked.name()));
    }
    let now = clock.now().timestamp_millis();
    let moment = |milliseconds| DateTime::from_timestamp_millis(milliseconds).unwrap_or_default();
    let listed = |row: outbox::Model| ListedEntry {
        id: row.id,
        kind: Kind::from_name(&row.kind),
        ticket: row.ticket_id,
        destination: row.destination,
        state: if row.state == State::Parked.name() {
            State::Parked
        } else {
            State::Pending
        },
        claimed: row.claimed_until.is_some_and(|until| until > now),
        attempts: row.attempts,
        created: moment(row.created_at),
        due: moment(row.due_at),
        last_error: row.last_error,
    };
    Ok(select.all(db).await?.into_iter().map(listed).collect())
}

/// Counts pending and parked entries.
///
/// # Errors
/// Database errors.
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

/// Makes entries due now, and restarts their attempts and time limit. Skips entries that a worker
/// is delivering. Returns the number of changed entries.
///
/// # Errors
/// Database errors.
pub async fn retry(db: &Db, clock: &Clock, selection: &Selection) -> Result<u64> {
    use outbox::Column as C;
    let now = clock.now().timestamp_millis();
    let tx = db.begin().await?;
    let retried = outbox::Entity::update_many()
        .col_expr(C::State, Expr::value(State::Pending.name()))
        .col_expr(C::PendingSince, Expr::value(now))
        .col_expr(C::DueAt, Expr::value(now))
        .col_expr(C::Attempts, Expr::value(0))
        .filter(selection.condition())
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

/// Removes entries. An entry that is being delivered may still arrive. Returns the number of
/// removed entries.
///
/// # Errors
/// Database errors.
pub async fn remove(db: &Db, ids: &[i64]) -> Result<u64> {
    let tx = db.begin().await?;
    let removed = outbox::Entity::delete_many()
        .filter(outbox::Column::Id.is_in(ids.iter().copied()))
        .exec(&tx)
        .await?;
    tx.commit().await?;
    Ok(removed.rows_affected)
}
