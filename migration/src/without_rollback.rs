//! MariaDB and MySQL end a transaction with each table that is made, so nothing is taken back by
//! itself there. What a run that fails has made is removed here, and what a run that was killed has
//! left is known by its lack of rows.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{DbBackend, Statement};

use crate::{
    BOOKKEEPING, Found, PREFIX, django, m20261124_2_idempotency, m20261124_3_outbox,
    m20261124_4_events, m20261127_1_installation, m20261128_1_login_failure,
};

/// What two runs in one database contend for: such locks belong to the server, and their names are
/// short.
const LOCK: &str = "CONCAT('deskql:', MD5(DATABASE()))";
/// Seconds that a run waits for another one.
const PATIENCE: u32 = 3600;

/// Our own migrations with the tables that they make.
const OWN: &[(&str, &[&str])] = &[
    ("m20261124_2_idempotency", m20261124_2_idempotency::TABLES),
    ("m20261124_3_outbox", m20261124_3_outbox::TABLES),
    ("m20261124_4_events", m20261124_4_events::TABLES),
    ("m20261127_1_installation", m20261127_1_installation::TABLES),
    (
        "m20261128_1_login_failure",
        m20261128_1_login_failure::TABLES,
    ),
];

/// Waits until no other run is at work. The lock is the connection's, whatever its transactions do.
pub(crate) async fn lock<C: ConnectionTrait>(db: &C) -> Result<(), DbErr> {
    let sql = format!("SELECT GET_LOCK({LOCK}, {PATIENCE}) AS got");
    let row = db
        .query_one_raw(Statement::from_string(DbBackend::MySql, sql))
        .await?;
    match row
        .map(|row| row.try_get::<Option<i64>>("", "got"))
        .transpose()?
        .flatten()
    {
        Some(1) => Ok(()),
        _ => Err(DbErr::Custom(
            "another run of migrate does not come to its end".to_owned(),
        )),
    }
}

/// Lets the next run begin.
pub(crate) async fn unlock<C: ConnectionTrait>(db: &C) -> Result<(), DbErr> {
    db.execute_unprepared(&format!("DO RELEASE_LOCK({LOCK})"))
        .await
        .map(drop)
}

/// Whether the tables are Django's as a run of ours left them that was killed before it came to the
/// rows: a Django that made them noted its migrations, and none works without its content types.
pub(crate) async fn is_unfinished<C: ConnectionTrait>(
    db: &C,
    found: &Found,
) -> Result<bool, DbErr> {
    let ours =
        |table: &String| table.starts_with(PREFIX) || django::tables().any(|name| name == table);
    let alone = found.tables.iter().all(ours)
        && found.tables.iter().any(|table| !table.starts_with(PREFIX));
    if !alone || !found.django.is_empty() || !found.own.is_empty() {
        return Ok(false);
    }
    for table in found.tables.iter().filter(|table| *table != BOOKKEEPING) {
        if !is_empty(db, table).await? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Removes what a killed run has left: tables without rows whose migration is not noted.
pub(crate) async fn clear<C: ConnectionTrait>(db: &C, found: &Found) -> Result<(), DbErr> {
    let mut left = Vec::new();
    if found.unfinished {
        left.extend(django::tables().filter(|table| found.has(table)));
    }
    for (migration, tables) in OWN {
        for table in tables.iter().filter(|table| found.has(table)) {
            if !found.own.iter().any(|name| name == migration) && is_empty(db, table).await? {
                left.push(table);
            }
        }
    }
    drop_tables(db, &left).await
}

/// Takes back what a failed run has made since `before`.
pub(crate) async fn take_back<C: ConnectionTrait>(db: &C, before: &Found) -> Result<(), DbErr> {
    let after = Found::read(db).await?;
    if before.has(BOOKKEEPING) {
        let made = after.own.iter().filter(|name| !before.own.contains(name));
        db.execute(
            &Query::delete()
                .from_table(BOOKKEEPING)
                .and_where(Expr::col("version").is_in(made))
                .take(),
        )
        .await?;
    }
    let made: Vec<_> = after
        .tables
        .iter()
        .filter(|table| !before.has(table))
        .map(String::as_str)
        .collect();
    drop_tables(db, &made).await
}

async fn is_empty<C: ConnectionTrait>(db: &C, table: &str) -> Result<bool, DbErr> {
    let select = Query::select()
        .expr(Expr::val(1))
        .from(table.to_owned())
        .limit(1)
        .take();
    Ok(db.query_one(&select).await?.is_none())
}

async fn drop_tables<C: ConnectionTrait>(db: &C, tables: &[&str]) -> Result<(), DbErr> {
    if tables.is_empty() {
        return Ok(());
    }
    let names: Vec<_> = tables.iter().map(|table| format!("`{table}`")).collect();
    let sql = format!(
        "SET FOREIGN_KEY_CHECKS = 0; DROP TABLE {}; SET FOREIGN_KEY_CHECKS = 1",
        names.join(", ")
    );
    db.execute_unprepared(&sql).await.map(drop)
}
