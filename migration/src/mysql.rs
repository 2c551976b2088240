//! Cleanup on MariaDB and MySQL, which cannot roll back DDL: each `CREATE TABLE` commits. A failed run
//! drops the tables it created. Tables left by a killed run are recognized by their lack of rows.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{DbBackend, Statement};

use crate::{
    Inventory, MIGRATION_TABLE, TABLE_PREFIX, django, m20261124_2_idempotency, m20261124_3_outbox,
    m20261124_4_events, m20261127_1_installation, m20261128_1_login_failure, m20261129_1_usage,
    m20261130_1_personal_token,
};

/// SQL for the name of the lock that serializes runs. Locks belong to the server, not to a database,
/// and their names are limited to 64 characters.
const LOCK_NAME: &str = "CONCAT('deskql:', MD5(DATABASE()))";
/// Seconds that a run waits for a concurrent one.
const LOCK_TIMEOUT: u32 = 3600;

/// Our own migrations and the tables that they create.
const OWN_TABLES: &[(&str, &[&str])] = &[
    ("m20261124_2_idempotency", m20261124_2_idempotency::TABLES),
    ("m20261124_3_outbox", m20261124_3_outbox::TABLES),
    ("m20261124_4_events", m20261124_4_events::TABLES),
    ("m20261127_1_installation", m20261127_1_installation::TABLES),
    (
        "m20261128_1_login_failure",
        m20261128_1_login_failure::TABLES,
    ),
    ("m20261129_1_usage", m20261129_1_usage::TABLES),
    (
        "m20261130_1_personal_token",
        m20261130_1_personal_token::TABLES,
    ),
];

/// Waits for concurrent runs. The connection holds the lock independently of its transactions.
pub(crate) async fn lock<C: ConnectionTrait>(db: &C) -> Result<(), DbErr> {
    let sql = format!("SELECT GET_LOCK({LOCK_NAME}, {LOCK_TIMEOUT}) AS acquired");
    let row = db
        .query_one_raw(Statement::from_string(DbBackend::MySql, sql))
        .await?;
    match row
        .map(|row| row.try_get::<Option<i64>>("", "acquired"))
        .transpose()?
        .flatten()
    {
        Some(1) => Ok(()),
        _ => Err(DbErr::Custom(
            "timed out waiting for another run of migrate".to_owned(),
        )),
    }
}

/// Releases the lock.
pub(crate) async fn unlock<C: ConnectionTrait>(db: &C) -> Result<(), DbErr> {
    db.execute_unprepared(&format!("DO RELEASE_LOCK({LOCK_NAME})"))
        .await
        .map(drop)
}

/// Whether Django's tables come from a run that was killed before it inserted the rows. If Django had
/// created the tables, it would have recorded its migrations and filled its content types.
pub(crate) async fn has_interrupted_run<C: ConnectionTrait>(
    db: &C,
    inventory: &Inventory,
) -> Result<bool, DbErr> {
    let is_own = |table: &String| table.starts_with(TABLE_PREFIX);
    let is_django = |table: &String| django::tables().any(|name| name == table);
    let tables = &inventory.tables;
    if !tables.iter().all(|table| is_own(table) || is_django(table))
        || tables.iter().all(is_own)
        || !inventory.django_migrations.is_empty()
        || !inventory.own_migrations.is_empty()
    {
        return Ok(false);
    }
    for table in tables.iter().filter(|table| *table != MIGRATION_TABLE) {
        if !is_empty(db, table).await? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Drops what a killed run has left: empty tables whose migration is not recorded.
pub(crate) async fn drop_leftovers<C: ConnectionTrait>(
    db: &C,
    inventory: &Inventory,
) -> Result<(), DbErr> {
    let mut leftovers = Vec::new();
    if inventory.interrupted_run {
        leftovers.extend(django::tables().filter(|table| inventory.has_table(table)));
    }
    for (migration, tables) in OWN_TABLES {
        if inventory
            .own_migrations
            .iter()
            .any(|name| name == migration)
        {
            continue;
        }
        for table in tables.iter().filter(|table| inventory.has_table(table)) {
            if is_empty(db, table).await? {
                leftovers.push(table);
            }
        }
    }
    drop_tables(db, &leftovers).await
}

/// Undoes a failed run: drops the tables and deletes the migrations that `before` does not have.
pub(crate) async fn undo<C: ConnectionTrait>(db: &C, before: &Inventory) -> Result<(), DbErr> {
    let after = Inventory::read(db).await?;
    if before.has_table(MIGRATION_TABLE) {
        let new_migrations = after
            .own_migrations
            .iter()
            .filter(|name| !before.own_migrations.contains(name));
        let delete = Query::delete()
            .from_table(MIGRATION_TABLE)
            .and_where(Expr::col("version").is_in(new_migrations))
            .take();
        db.execute(&delete).await?;
    }
    let new_tables: Vec<_> = after
        .tables
        .iter()
        .filter(|table| !before.has_table(table))
        .map(String::as_str)
        .collect();
    drop_tables(db, &new_tables).await
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
