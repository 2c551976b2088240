//! Failed sign-ins that several processes count together (`deskql_login_failure`). Which failures
//! count and what a lock means is decided in `auth`.

use entity::{Db, login_failure};
use sea_orm::sea_query::{
    CaseStatement, Expr, ExprTrait, LockBehavior, LockType, OnConflict, Query,
};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};

use crate::domain::Result;

/// Rows removed at most by one [`prune_login_failures`].
const PRUNED: u64 = 500;

/// Something whose failures are counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counted {
    /// SHA-256 in hexadecimal.
    pub subject: String,
    /// Failures that lock it.
    pub limit: u32,
}

/// What is stored of a subject.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// SHA-256 in hexadecimal.
    pub subject: String,
    /// Milliseconds since 1970 until which it is locked.
    pub locked_until: Option<i64>,
}

/// What is stored of these subjects at `now`; locks last no longer than `window`. Both are
/// milliseconds.
///
/// # Errors
/// What the database says.
pub async fn login_failures(
    db: &impl ConnectionTrait,
    subjects: &[Counted],
    now: i64,
    window: i64,
) -> Result<Vec<Standing>> {
    let names = subjects.iter().map(|counted| counted.subject.as_str());
    let rows = login_failure::Entity::find()
        .filter(login_failure::Column::Subject.is_in(names))
        .all(db)
        .await?;
    let locked = |since: i64| (since > now && since <= now + window).then_some(since);
    Ok(rows
        .into_iter()
        .map(|row| Standing {
            locked_until: locked(row.since),
            subject: row.subject,
        })
        .collect())
}

/// Counts a failure of each subject, and locks those that reach their limit for `window`
/// milliseconds.
///
/// # Errors
/// What the database says.
pub async fn record_login_failures(
    db: &Db,
    subjects: &[Counted],
    now: i64,
    window: i64,
) -> Result<Vec<Standing>> {
    use login_failure::{Column, Entity};
    let mut subjects = subjects.to_vec();
    // Always in the same order, so that two transactions never wait for each other.
    subjects.sort_by(|left, right| left.subject.cmp(&right.subject));
    let since = || Expr::col((Entity, Column::Since));
    // Counting starts again when the window is over, and where a clock was set back by more than a
    // window.
    let over = || {
        Condition::any()
            .add(since().lte(now - window))
            .add(since().gt(now + window))
    };
    let failures = CaseStatement::new()
        .case(over(), 1)
        .finally(Expr::col((Entity, Column::Failures)).add(1));
    let started = CaseStatement::new().case(over(), now).finally(since());
    let mut insert = Query::insert();
    insert
        .into_table(Entity)
        .columns([Column::Subject, Column::Failures, Column::Since]);
    for counted in &subjects {
        insert.values_panic([counted.subject.as_str().into(), 1.into(), now.into()]);
    }
    // MariaDB assigns in this order and lets later expressions see earlier assignments.
    insert.on_conflict(
        OnConflict::column(Column::Subject)
            .value(Column::Failures, failures)
            .value(Column::Since, started)
            .to_owned(),
    );
    let tx = db.begin().await?;
    tx.execute(&insert).await?;
    for counted in &subjects {
        let limit = i32::try_from(counted.limit).unwrap_or(i32::MAX);
        Entity::update_many()
            .col_expr(Column::Failures, Expr::value(0))
            .col_expr(Column::Since, Expr::value(now + window))
            .filter(Column::Subject.eq(counted.subject.as_str()))
            .filter(Column::Failures.gte(limit))
            .filter(Column::Since.lte(now))
            .exec(&tx)
            .await?;
    }
    let standings = login_failures(&tx, &subjects, now, window).await?;
    tx.commit().await?;
    Ok(standings)
}

/// Forgets the failures of a subject.
///
/// # Errors
/// What the database says.
pub async fn forget_login_failures(db: &Db, subject: &str) -> Result<()> {
    let tx = db.begin().await?;
    login_failure::Entity::delete_by_id(subject)
        .exec(&tx)
        .await?;
    tx.commit().await?;
    Ok(())
}

/// Removes some rows whose counting started before `before`, in milliseconds.
///
/// # Errors
/// What the database says.
pub async fn prune_login_failures(db: &Db, before: i64) -> Result<()> {
    let tx = db.begin().await?;
    let old: Vec<String> = login_failure::Entity::find()
        .select_only()
        .column(login_failure::Column::Subject)
        .filter(login_failure::Column::Since.lt(before))
        .order_by_asc(login_failure::Column::Since)
        .limit(PRUNED)
        .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
        .into_tuple()
        .all(&tx)
        .await?;
    if !old.is_empty() {
        let stale =
            login_failure::Entity::delete_many().filter(login_failure::Column::Subject.is_in(old));
        stale
            .filter(login_failure::Column::Since.lt(before))
            .exec(&tx)
            .await?;
    }
    tx.commit().await?;
    Ok(())
}
