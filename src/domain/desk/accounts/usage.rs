//! What callers have used of their limits per minute, counted by several processes together
//! (`deskql_usage`). A limit is a bucket that holds a minute's worth and fills steadily; a row says
//! when the bucket is full again. The limits are `auth`'s.

use entity::{Db, usage};
use sea_orm::sea_query::{
    CaseStatement, Expr, ExprTrait, LockBehavior, LockType, OnConflict, Query,
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};

use crate::domain::Result;

/// Microseconds in which an empty bucket fills.
pub const MINUTE: i64 = 60_000_000;
/// Rows removed at most by one [`prune_usage`].
const PRUNED: u64 = 500;

/// What a caller has used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Used {
    /// SHA-256 of the limit and the caller, in hexadecimal.
    pub subject: String,
    /// Microseconds in which what was used flows back.
    pub amount: i64,
}

/// Adds what callers have used, in one transaction, and returns for each subject when its bucket is
/// full again, in microseconds since 1970. A bucket owes at most another minute's worth.
///
/// # Errors
/// What the database says.
pub async fn record_usage(db: &Db, used: &[Used], now: i64) -> Result<Vec<usage::Model>> {
    use usage::{Column, Entity};
    let mut used = used.to_vec();
    // Always in the same order, so that two transactions never wait for each other.
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
    for Used { subject, amount } in &used {
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

/// Removes some rows of buckets that are full since `before`, in microseconds since 1970.
///
/// # Errors
/// What the database says.
pub async fn prune_usage(db: &Db, before: i64) -> Result<()> {
    use usage::{Column, Entity};
    let tx = db.begin().await?;
    let old: Vec<String> = Entity::find()
        .select_only()
        .column(Column::Subject)
        .filter(Column::FullAt.lt(before))
        .order_by_asc(Column::FullAt)
        .limit(PRUNED)
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
