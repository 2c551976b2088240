//! A copy of a SQLite database while it is in use, by `VACUUM INTO`: the driver has no access to
//! SQLite's backup API. It reads one moment, as a transaction does. Names and permissions of files
//! are the caller's.

use entity::Db;
use sea_orm::{ConnectionTrait, DbBackend, DbErr, Statement};

/// Writes everything in `db` into a SQLite file that is not there yet, or is empty.
///
/// # Errors
/// What the database says: the file cannot be written, or there is no room.
pub async fn copy_into(db: &Db, file: &str) -> Result<(), DbErr> {
    db.execute_raw(Statement::from_sql_and_values(
        DbBackend::Sqlite,
        "VACUUM INTO ?",
        [file.into()],
    ))
    .await
    .map(drop)
}

/// What SQLite finds wrong with a database, and how many tables it has.
///
/// # Errors
/// What the database says.
pub async fn examine(db: &Db) -> Result<(Option<String>, usize), DbErr> {
    let ask = |sql: &str| Statement::from_string(DbBackend::Sqlite, sql);
    let said = db.query_one_raw(ask("PRAGMA integrity_check(1)")).await?;
    let said: Option<String> = said.map(|row| row.try_get_by_index(0)).transpose()?;
    let tables = db
        .query_all_raw(ask("SELECT name FROM sqlite_master WHERE type = 'table'"))
        .await?
        .len();
    let said = said.unwrap_or_else(|| "SQLite says nothing".to_owned());
    Ok(((said != "ok").then_some(said), tables))
}
