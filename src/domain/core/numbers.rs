//! Numbers of rows that are taken before the rows are written: the folder of a file is made of
//! them, and files are written before the transaction begins. A number that is taken and not used
//! leaves a gap, as a transaction that is rolled back does on PostgreSQL.

use entity::{Db, Tx};
use sea_orm::{ConnectionTrait, DbBackend, Statement};

use crate::domain::{Error, Result};

/// The next number of each of these tables, whose names are ours. On SQLite and MariaDB it takes a
/// short transaction of its own.
///
/// # Errors
/// What the database says.
pub async fn take<const N: usize>(db: &Db, tables: [&str; N]) -> Result<[i32; N]> {
    let mut numbers = [0; N];
    let each = numbers.iter_mut().zip(tables);
    match db.get_database_backend() {
        DbBackend::Sqlite => {
            let tx = db.begin().await?;
            for (number, table) in each {
                *number = next(&tx, table).await?;
            }
            tx.commit().await?;
        }
        DbBackend::MySql => {
            let tx = db.begin().await?;
            for (number, table) in each {
                *number = given(&tx, table).await?;
            }
            tx.rollback().await?;
        }
        _ => {
            for (number, table) in each {
                *number = next(db, table).await?;
            }
        }
    }
    Ok(numbers)
}

/// The number that MariaDB gives a row which is taken back again: InnoDB never gives a number
/// twice, and tells it in no other way. The row has nothing but its number, and stands alone:
/// nobody else sees it.
async fn given(tx: &Tx, table: &str) -> Result<i32> {
    // Each of the two servers takes one of the ways to say that no parent is asked for and the
    // other for a comment.
    let sql = format!(
        "/*M! SET STATEMENT foreign_key_checks = 0 FOR */ \
         INSERT /*+ SET_VAR(foreign_key_checks = 0) */ IGNORE INTO {table} () VALUES ()"
    );
    let number = tx.execute_unprepared(&sql).await?.last_insert_id();
    let none = || Error::Internal(format!("{table} has no numbers to take").into());
    i32::try_from(number)
        .ok()
        .filter(|number| *number > 0)
        .ok_or_else(none)
}

async fn next(db: &impl ConnectionTrait, table: &str) -> Result<i32> {
    let backend = db.get_database_backend();
    let ask = async |sql: &str| {
        db.query_one_raw(Statement::from_sql_and_values(backend, sql, [table.into()]))
            .await
    };
    let row = match backend {
        DbBackend::Postgres => {
            ask("SELECT CAST(nextval(pg_get_serial_sequence($1, 'id')) AS int4) AS number").await?
        }
        DbBackend::Sqlite => {
            // AUTOINCREMENT gives the next after what stands here and what stands in the table.
            let largest = format!("(SELECT COALESCE(MAX(id), 0) FROM {table})");
            let counted = format!(
                "UPDATE sqlite_sequence SET seq = MAX(seq, {largest}) + 1 WHERE name = $1 RETURNING seq AS number"
            );
            match ask(&counted).await? {
                Some(row) => Some(row),
                // Nothing was ever written there.
                None => {
                    let first = format!(
                        "INSERT INTO sqlite_sequence (name, seq) VALUES ($1, {largest} + 1) RETURNING seq AS number"
                    );
                    ask(&first).await?
                }
            }
        }
        _ => None,
    };
    let row =
        row.ok_or_else(|| Error::Internal(format!("{table} has no numbers to take").into()))?;
    Ok(row.try_get("", "number")?)
}
