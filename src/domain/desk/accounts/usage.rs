//! Usage of rate limits, counted by all processes together (`deskql_usage`). A limit is a bucket
//! that holds the budget of a minute and refills steadily. A row stores the time when the bucket is
//! full again. `auth` has the limits.

use entity::{Db, usage};
use sea_orm::sea_query::{
    CaseStatement, Expr, ExprTrait, LockBehavior, LockType, OnConflict, Query,
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};

use crate::domain::Result;

/// The time in which an empty bucket refills, in microseconds.
pub const MINUTE: i64 = 60_000_000;
/// Maximum number of rows that a call of [`prune_usage`] removes.
const MAX_PRUNED: u64 = 500;

/// The usage of a limit by a caller.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Usage {
    /// SHA-256 of the limit and the caller, in hexadecimal.
    pub subject: String,
    /// The time in which the bucket regains this usage, in microseconds.
    pub amount: i64,
}

/// Adds usage in one transaction. Returns for each subject when its bucket is full again, in
/// microseconds since 1970. A bucket can be overdrawn by one more minute.
///
/// # Errors
/// Database errors.
pub async fn record_usage(db: &Db, used: &[Usage], now: i64) -> Result<Vec<usage::Model>> {
    use usage::{Column, Entity};
    let mut used = used.to_vec();
    // A fixed order prevents deadlocks between transactions.
    used.sort_by(|left, right| left.subject.cmp(&right.subject));
    let full_at = || Expr::col((Entity, Column::FullAt));
    let before = CaseStatement::new()
        .case(full_at().lt(now), now)
        .case(full_at().gt(now + MINUTE), now + MINUTE)
        .finally(full_at());
    let new = match db.get_database_backend() {
        DbBackend::MySql => Expr::cust("VALUES(full_at)"),
        _ => Expr::cust("excluded.full_at"),
    };
    let mut insert = Query::insert();
    insert
        .into_table(Entity)
        .columns([Column::Subject, Column::FullAt]);
    for Usage { subject, amount } in &used {
        let amount = (*amount).clamp(0, MINUTE);
        insert.values_panic([subject.as_str().into(), (now + amount).into()]);
    }
    insert.on_conflict(
        OnConflict::column(Column::Subject)
            .value(Column::FullAt, Expr::expr(before).add(new).sub(now))
            .to_owned(),
    );
    let subjects = used.iter().map(|used| used.subject.as_str());
    let select = Entity::find().filter(Column::Subject.is_in(subjects));
    let tx = db.begin().await?;
    tx.execute(&insert).await?;
    let rows = select.all(&tx).await?;
    tx.commit().await?;
    Ok(rows)
}

/// Deletes some rows of buckets that have been full since `before`, in microseconds since 1970.
///
/// # Errors
/// Database errors.
pub async fn prune_usage(db: &Db, before: i64) -> Result<()> {
    use usage::{Column, Entity};
    let tx = db.begin().await?;
    let old: Vec<String> = Entity::find()
        .select_only()
        .column(Column::Subject)
        .filter(Column::FullAt.lt(before))
        .order_by_asc(Column::FullAt)
        .limit(MAX_PRUNED)
        .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
        .into_tuple()
        .all(&tx)
        .await?;
    if !old.is_empty() {
        Entity::delete_many()
            .filter(Column::Subject.is_in(old))
            .filter(Column::FullAt.lt(before))
            .exec(&tx)
            .await?;
    }
    tx.commit().await?;
    Ok(())
}
