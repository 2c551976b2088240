//! The state of mailboxes, for administrators, and where tickets and follow-ups came from.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use entity::{Db, job, mail_received, queue};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::domain::query::among;
use crate::domain::unit::leases;
use crate::domain::unit::receipts::State;
use crate::domain::{Clock, Context, Result};

/// The last run of a job.
#[derive(Clone, Debug)]
pub struct JobState {
    /// Whether a worker runs it at present.
    pub is_running: bool,
    /// When the last run started.
    pub started: Option<DateTime<Utc>>,
    /// When the last successful run ended.
    pub succeeded: Option<DateTime<Utc>>,
    /// When the next run is due.
    pub due: Option<DateTime<Utc>>,
    /// Number of failed runs since the last successful one.
    pub failures: i32,
    /// Error of the last run, if it failed.
    pub last_error: Option<String>,
}

/// Numbers of messages of a mailbox that stay in it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Messages that are tried again.
    pub waiting: i64,
    /// Messages that were set aside.
    pub set_aside: i64,
}

/// The queues with a mailbox.
///
/// # Errors
/// Database errors.
pub async fn queues(db: &Db) -> Result<Vec<queue::Model>> {
    Ok(queue::Entity::find()
        .filter(queue::Column::EmailBoxType.is_not_null())
        .filter(queue::Column::EmailBoxType.ne(""))
        .order_by_asc(queue::Column::Id)
        .all(db)
        .await?)
}

/// The jobs of these queues' mailboxes, by queue ID.
///
/// # Errors
/// Database errors.
pub async fn jobs(db: &Db, clock: &Clock, queues: &[i32]) -> Result<HashMap<i32, JobState>> {
    let names: Vec<String> = queues.iter().map(|queue| leases::mailbox(*queue)).collect();
    let rows = job::Entity::find()
        .filter(job::Column::Name.is_in(names))
        .all(db)
        .await?;
    let entry = |row: job::Model| {
        let queue = row.name.strip_prefix("mailbox:")?.parse().ok()?;
        Some((queue, state(row, clock)))
    };
    Ok(rows.into_iter().filter_map(entry).collect())
}

/// The job that escalates tickets; `None` if it never ran.
///
/// # Errors
/// Database errors.
pub async fn escalation(db: &Db, clock: &Clock) -> Result<Option<JobState>> {
    let row = job::Entity::find_by_id(leases::ESCALATION).one(db).await?;
    Ok(row.map(|row| state(row, clock)))
}

fn state(row: job::Model, clock: &Clock) -> JobState {
    let now = clock.now().timestamp_millis();
    JobState {
        is_running: row.claimed_until.is_some_and(|until| until > now),
        started: row.started_at.and_then(DateTime::from_timestamp_millis),
        succeeded: row.succeeded_at.and_then(DateTime::from_timestamp_millis),
        due: DateTime::from_timestamp_millis(row.due_at),
        failures: row.failures,
        last_error: row.last_error,
    }
}

/// The numbers of messages that stay in these queues' mailboxes, by queue ID.
///
/// # Errors
/// Database errors.
pub async fn counts(db: &Db, queues: &[i32]) -> Result<HashMap<i32, Counts>> {
    use mail_received::Column as C;
    let rows: Vec<(i32, String, i64)> = mail_received::Entity::find()
        .select_only()
        .column(C::QueueId)
        .column(C::State)
        .column_as(C::Id.count(), "number")
        .filter(C::State.is_in([State::Waiting.name(), State::SetAside.name()]))
        .filter(C::QueueId.is_in(queues.iter().copied()))
        .group_by(C::QueueId)
        .group_by(C::State)
        .into_tuple()
        .all(db)
        .await?;
    let mut counts: HashMap<i32, Counts> = HashMap::new();
    for (queue, state, number) in rows {
        let counts = counts.entry(queue).or_default();
        match State::parse(&state) {
            Some(State::Waiting) => counts.waiting = number,
            Some(State::SetAside) => counts.set_aside = number,
            _ => {}
        }
    }
    Ok(counts)
}

/// The messages that stay in mailboxes because processing them failed, the oldest first.
///
/// # Errors
/// Database errors.
pub async fn failed(db: &Db, limit: u64) -> Result<Vec<mail_received::Model>> {
    use mail_received::Column as C;
    Ok(mail_received::Entity::find()
        .filter(C::State.is_in([State::Waiting.name(), State::SetAside.name()]))
        .order_by_asc(C::ReceivedAt)
        .order_by_asc(C::Id)
        .limit(limit)
        .all(db)
        .await?)
}

/// Has messages that were set aside, or that wait, processed again by the next run: those with these
/// IDs, or all. Returns their number.
///
/// # Errors
/// Database errors.
pub async fn retry(db: &Db, clock: &Clock, ids: Option<&[i64]>) -> Result<u64> {
    use mail_received::Column as C;
    let tx = db.begin().await?;
    let mut update = mail_received::Entity::update_many()
        .col_expr(C::State, Expr::value(State::Waiting.name()))
        .col_expr(C::Attempts, Expr::value(0))
        .col_expr(C::DueAt, Expr::value(clock.now().timestamp_millis()))
        .filter(C::State.ne(State::Received.name()));
    if let Some(ids) = ids {
        update = update.filter(C::Id.is_in(ids.iter().copied()));
    }
    let updated = update.exec(&tx).await?;
    tx.commit().await?;
    Ok(updated.rows_affected)
}

/// The receipts of these follow-ups, which the viewer may see. None if the service only reads: its
/// account may have no access to the table, or the table may be missing.
///
/// # Errors
/// Database errors.
pub async fn of_followups(
    context: &Context,
    followups: &[i32],
) -> Result<Vec<mail_received::Model>> {
    use mail_received::Column as C;
    if context.config.server.read_only {
        return Ok(Vec::new());
    }
    Ok(mail_received::Entity::find()
        .filter(among(&context.db, C::FollowupId, followups))
        .filter(C::State.eq(State::Received.name()))
        .all(&context.db)
        .await?)
}
