//! Copies a SQLite database while it is in use, with `VACUUM INTO`: the driver does not provide
//! SQLite's backup API. The copy is a consistent snapshot. The caller chooses names and permissions
//! of files.

use entity::Db;
use sea_orm::{ConnectionTrait, DbBackend, DbErr, Statement};

/// Copies `db` to a SQLite file that does not exist or is empty.
///
/// # Errors
/// The file cannot be written, or the disk is full.
pub async fn copy_into(db: &Db, file: &str) -> Result<(), DbErr> {
    db.execute_raw(Statement::from_sql_and_values(
        DbBackend::Sqlite,
        "VACUUM INTO ?",
        [file.into()],
    ))
    .await
    .map(drop)
}

/// Checks the integrity of a SQLite database. Returns the first problem, if any, and the number of
/// tables.
///
/// # Errors
/// Database errors.
pub async fn check_integrity(db: &Db) -> Result<(Option<String>, usize), DbErr> {
    let statement = |sql: &str| Statement::from_string(DbBackend::Sqlite, sql);
    let row = db
        .query_one_raw(statement("PRAGMA integrity_check(1)"))
        .await?;
    let result: Option<String> = row.map(|row| row.try_get_by_index(0)).transpose()?;
    let tables = db
        .query_all_raw(statement(
            "SELECT name FROM sqlite_master WHERE type = 'table'",
        ))
        .await?
        .len();
    let result = result.unwrap_or_else(|| "integrity_check returned no rows".to_owned());
    Ok(((result != "ok").then_some(result), tables))
}
