//! Failed sign-ins, counted by all processes together (`deskql_login_failure`). `auth` decides
//! which failures count and how a lock acts.

use entity::{Db, login_failure};
use sea_orm::sea_query::{
    CaseStatement, Expr, ExprTrait, LockBehavior, LockType, OnConflict, Query,
};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};

use crate::domain::Result;

/// Maximum number of rows that a call of [`prune_login_failures`] removes.
const MAX_PRUNED: u64 = 500;

/// A subject whose failures are counted, such as an address or a username.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoginSubject {
    /// SHA-256 in hexadecimal.
    pub subject: String,
    /// The number of failures that lock it.
    pub limit: u32,
}

/// The stored state of a subject.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoginSubjectState {
    /// SHA-256 in hexadecimal.
    pub subject: String,
    /// The end of the lock, in milliseconds since 1970. `None` if it is not locked.
    pub locked_until: Option<i64>,
}

/// The state of these subjects at `now`. A lock lasts `window` at most. Both are in milliseconds.
///
/// # Errors
/// Database errors.
pub async fn login_failures(
    db: &impl ConnectionTrait,
    subjects: &[LoginSubject],
    now: i64,
    window: i64,
) -> Result<Vec<LoginSubjectState>> {
    let names = subjects.iter().map(|subject| subject.subject.as_str());
    let rows = login_failure::Entity::find()
        .filter(login_failure::Column::Subject.is_in(names))
        .all(db)
        .await?;
    let locked = |since: i64| (since > now && since <= now + window).then_some(since);
    Ok(rows
        .into_iter()
        .map(|row| LoginSubjectState {
            locked_until: locked(row.since),
            subject: row.subject,
        })
        .collect())
}

/// Counts a failure of each subject, and locks those that reach their limit for `window`
/// milliseconds.
///
/// # Errors
/// Database errors.
pub async fn record_login_failures(
    db: &Db,
    subjects: &[LoginSubject],
    now: i64,
    window: i64,
) -> Result<Vec<LoginSubjectState>> {
    use login_failure::{Column, Entity};
    let mut subjects = subjects.to_vec();
    // A fixed order prevents deadlocks between transactions.
    subjects.sort_by(|left, right| left.subject.cmp(&right.subject));
    let since = || Expr::col((Entity, Column::Since));
    // Counting restarts after the window, or if a clock was set back by more than the window.
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
    for LoginSubject { subject, .. } in &subjects {
        insert.values_panic([subject.as_str().into(), 1.into(), now.into()]);
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
    for LoginSubject { subject, limit } in &subjects {
        let limit = i32::try_from(*limit).unwrap_or(i32::MAX);
        Entity::update_many()
            .col_expr(Column::Failures, Expr::value(0))
            .col_expr(Column::Since, Expr::value(now + window))
            .filter(Column::Subject.eq(subject.as_str()))
            .filter(Column::Failures.gte(limit))
            .filter(Column::Since.lte(now))
            .exec(&tx)
            .await?;
    }
    let states = login_failures(&tx, &subjects, now, window).await?;
    tx.commit().await?;
    Ok(states)
}

/// Deletes the failures of a subject.
///
/// # Errors
/// Database errors.
pub async fn forget_login_failures(db: &Db, subject: &str) -> Result<()> {
    let tx = db.begin().await?;
    login_failure::Entity::delete_by_id(subject)
        .exec(&tx)
        .await?;
    tx.commit().await?;
    Ok(())
}

/// Deletes some of the rows whose counting started before `before`, in milliseconds.
///
/// # Errors
/// Database errors.
pub async fn prune_login_failures(db: &Db, before: i64) -> Result<()> {
    let tx = db.begin().await?;
    let old: Vec<String> = login_failure::Entity::find()
        .select_only()
        .column(login_failure::Column::Subject)
        .filter(login_failure::Column::Since.lt(before))
        .order_by_asc(login_failure::Column::Since)
        .limit(MAX_PRUNED)
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
