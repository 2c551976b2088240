//! Leases of scheduled jobs: of all workers of a database, one at a time runs a job. A worker claims
//! a job with one statement and renews its claim while it works; the claim of a killed worker
//! expires. A lease only avoids duplicate work. The writes of a job are protected by their
//! transactions, because a worker can stall longer than its lease.

use chrono::{DateTime, Utc};
use entity::{Db, job};
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict, Query};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter};

use crate::domain::{Clock, Result};

/// The scheduled jobs of a worker.
#[derive(Clone, Debug)]
pub struct Leases {
    db: Db,
    clock: Clock,
    worker: String,
    seconds: u32,
}

/// A claimed job.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lease {
    /// The name of the job.
    pub name: String,
    /// Number of failed runs since the last successful one.
    pub failures: i32,
}

/// When the next run of a job is due, and how the last one ended.
#[derive(Clone, Debug)]
pub struct Finished<'a> {
    /// When the next run is due.
    pub due: DateTime<Utc>,
    /// The error of the run; `None` if it succeeded.
    pub error: Option<&'a str>,
}

/// The name of the job that reads the mailbox of a queue.
#[must_use]
pub fn mailbox(queue: i32) -> String {
    format!("mailbox:{queue}")
}

/// The name of the job that escalates tickets.
pub const ESCALATION: &str = "escalation";

impl Leases {
    /// The leases of a worker with a unique name, which expire after `seconds`.
    #[must_use]
    pub fn new(db: Db, clock: Clock, seconds: u32) -> Self {
        Self {
            db,
            clock,
            worker: uuid::Uuid::new_v4().to_string(),
            seconds,
        }
    }

    fn now(&self) -> i64 {
        self.clock.now().timestamp_millis()
    }

    fn end(&self) -> i64 {
        self.now() + i64::from(self.seconds) * 1000
    }

    /// Those of these jobs that are due and that nobody runs.
    ///
    /// # Errors
    /// Database errors.
    pub async fn due(&self, names: Vec<String>) -> Result<Vec<String>> {
        let rows = job::Entity::find()
            .filter(job::Column::Name.is_in(names.iter().map(String::as_str)))
            .all(&self.db)
            .await?;
        let now = self.now();
        let waits = |name: &String| {
            rows.iter().any(|row| {
                let is_claimed = row.claimed_until.is_some_and(|until| until > now);
                row.name == *name && (is_claimed || row.due_at > now)
            })
        };
        Ok(names.into_iter().filter(|name| !waits(name)).collect())
    }

    /// Claims a job that is due, or with `force` also one that is not. `None` if it is not due or
    /// another worker runs it.
    ///
    /// # Errors
    /// Database errors.
    pub async fn claim(&self, name: &str, force: bool) -> Result<Option<Lease>> {
        use job::Column as C;
        let known = job::Entity::find_by_id(name).one(&self.db).await?;
        let now = self.now();
        if let Some(row) = &known {
            // Usually nothing is due. This check needs no transaction, for which writers to SQLite
            // queue.
            let free = row.claimed_until.is_none_or(|until| until <= now);
            if !free || !force && row.due_at > now {
                return Ok(None);
            }
        }
        let tx = self.db.begin().await?;
        if known.is_none() {
            let insert = Query::insert()
                .into_table(job::Entity)
                .columns([C::Name, C::DueAt, C::Failures])
                .values_panic([name.into(), now.into(), 0.into()])
                .on_conflict(
                    OnConflict::column(C::Name)
                        .do_nothing_on([C::Name])
                        .to_owned(),
                )
                .to_owned();
            tx.execute(&insert).await?;
        }
        let mut claim = job::Entity::update_many()
            .col_expr(C::ClaimedBy, Expr::value(self.worker.as_str()))
            .col_expr(C::ClaimedUntil, Expr::value(self.end()))
            .col_expr(C::StartedAt, Expr::value(now))
            .filter(C::Name.eq(name))
            .filter(
                Condition::any()
                    .add(C::ClaimedUntil.is_null())
                    .add(C::ClaimedUntil.lte(now)),
            );
        if !force {
            claim = claim.filter(C::DueAt.lte(now));
        }
        let claimed = claim.exec(&tx).await?.rows_affected == 1;
        tx.commit().await?;
        Ok(claimed.then(|| Lease {
            name: name.to_owned(),
            failures: known.map_or(0, |row| row.failures),
        }))
    }

    /// Renews a claim. `false` if another worker has claimed the job since.
    ///
    /// # Errors
    /// Database errors.
    pub async fn renew(&self, lease: &Lease) -> Result<bool> {
        use job::Column as C;
        let tx = self.db.begin().await?;
        let renewed = job::Entity::update_many()
            .col_expr(C::ClaimedUntil, Expr::value(self.end()))
            .filter(C::Name.eq(lease.name.as_str()))
            .filter(C::ClaimedBy.eq(self.worker.as_str()))
            .exec(&tx)
            .await?;
        tx.commit().await?;
        // MariaDB counts only changed rows, and the end always changes.
        Ok(renewed.rows_affected == 1)
    }

    /// Releases a job and records how it ended. Does nothing if another worker has claimed it since.
    ///
    /// # Errors
    /// Database errors.
    pub async fn finish(&self, lease: &Lease, finished: Finished<'_>) -> Result<()> {
        use job::Column as C;
        let tx = self.db.begin().await?;
        let mut update = job::Entity::update_many()
            .col_expr(C::ClaimedBy, Expr::value(Option::<String>::None))
            .col_expr(C::ClaimedUntil, Expr::value(Option::<i64>::None))
            .col_expr(C::DueAt, Expr::value(finished.due.timestamp_millis()))
            .col_expr(C::LastError, Expr::value(finished.error))
            .filter(C::Name.eq(lease.name.as_str()))
            .filter(C::ClaimedBy.eq(self.worker.as_str()));
        update = if finished.error.is_some() {
            update.col_expr(C::Failures, Expr::col(C::Failures).add(1))
        } else {
            update
                .col_expr(C::Failures, Expr::value(0))
                .col_expr(C::SucceededAt, Expr::value(self.now()))
        };
        update.exec(&tx).await?;
        tx.commit().await?;
        Ok(())
    }
}
