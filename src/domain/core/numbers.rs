//! Reserves row numbers before the rows are written: file paths contain them, and files are written
//! before the transaction begins. An unused number leaves a gap, like a rolled back transaction on
//! PostgreSQL.

use entity::{Db, Tx};
use sea_orm::{ConnectionTrait, DbBackend, Statement};

use crate::domain::{Error, Result};

/// Reserves the next number of each table. SQLite and MariaDB use a short transaction for this.
/// Table names go into the SQL text and must not come from input.
///
/// # Errors
/// Database errors.
pub async fn reserve<const N: usize>(db: &Db, tables: [&str; N]) -> Result<[i32; N]> {
    let mut numbers = [0; N];
    let each = numbers.iter_mut().zip(tables);
    match db.get_database_backend() {
        DbBackend::Sqlite => {
            let tx = db.begin().await?;
            for (number, table) in each {
                *number = next_number(&tx, table).await?;
            }
            tx.commit().await?;
        }
        DbBackend::MySql => {
            let tx = db.begin().await?;
            for (number, table) in each {
                *number = next_number_on_mysql(&tx, table).await?;
            }
            tx.rollback().await?;
        }
        _ => {
            for (number, table) in each {
                *number = next_number(db, table).await?;
            }
        }
    }
    Ok(numbers)
}

/// Inserts a row that the caller rolls back. InnoDB never assigns a number twice, and has no other
/// way to reserve one. Nobody else sees the row.
async fn next_number_on_mysql(tx: &Tx, table: &str) -> Result<i32> {
    // Disables foreign keys for this statement. MariaDB and MySQL each read one of the two
    // spellings and treat the other as a comment.
    let sql = format!(
        "/*M! SET STATEMENT foreign_key_checks = 0 FOR */ \
         INSERT /*+ SET_VAR(foreign_key_checks = 0) */ IGNORE INTO {table} () VALUES ()"
    );
    let number = tx.execute_unprepared(&sql).await?.last_insert_id();
    let exhausted = || Error::Internal(format!("{table} has no free row numbers").into());
    i32::try_from(number)
        .ok()
        .filter(|number| *number > 0)
        .ok_or_else(exhausted)
}

async fn next_number(db: &impl ConnectionTrait, table: &str) -> Result<i32> {
    let backend = db.get_database_backend();
    let query = async |sql: &str| {
        db.query_one_raw(Statement::from_sql_and_values(backend, sql, [table.into()]))
            .await
    };
    let row = match backend {
        DbBackend::Postgres => {
            query("SELECT CAST(nextval(pg_get_serial_sequence($1, 'id')) AS int4) AS number")
                .await?
        }
        DbBackend::Sqlite => {
            // AUTOINCREMENT continues after the larger of this counter and the highest row number.
            let largest = format!("(SELECT COALESCE(MAX(id), 0) FROM {table})");
            let increment = format!(
                "UPDATE sqlite_sequence SET seq = MAX(seq, {largest}) + 1 WHERE name = $1 RETURNING seq AS number"
            );
            match query(&increment).await? {
                Some(row) => Some(row),
                // The table never had a row, so it has no counter.
                None => {
                    let start = format!(
                        "INSERT INTO sqlite_sequence (name, seq) VALUES ($1, {largest} + 1) RETURNING seq AS number"
                    );
                    query(&start).await?
                }
            }
        }
        _ => None,
    };
    let row =
        row.ok_or_else(|| Error::Internal(format!("{table} has no free row numbers").into()))?;
    Ok(row.try_get("", "number")?)
}
