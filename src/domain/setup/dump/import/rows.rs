//! Inserts the rows of a table in batches. If the database rejects a batch, finds the row.

use entity::Tx;
use sea_orm::sea_query::{Expr, Query, Value};
use sea_orm::{ConnectionTrait, DbBackend, DbErr, RuntimeErr, SqlErr, sqlx};

use super::Problem;
use super::references::name_of;
use crate::domain::setup::dump::DumpError;
use crate::domain::setup::dump::models::MODELS;

/// Limits of a batch. SQLite accepts up to 32,766 values, and MariaDB 16 MiB by default.
const MAX_ROWS: usize = 200;
const MAX_BYTES: usize = 1 << 20;

/// A row to insert.
struct Row {
    values: Vec<Value>,
    line: u64,
    /// The number of the object to which the row belongs.
    number: i64,
}

/// A table with the rows that are not inserted yet.
pub(super) struct Table {
    name: &'static str,
    columns: Vec<String>,
    /// The model of its objects.
    model: usize,
    /// The field, if it is the table of a relation.
    field: Option<&'static str>,
    rows: Vec<Row>,
    bytes: usize,
}

impl Table {
    pub(super) fn new(
        name: &'static str,
        columns: Vec<String>,
        model: usize,
        field: Option<&'static str>,
    ) -> Self {
        Self {
            name,
            columns,
            model,
            field,
            rows: Vec::new(),
            bytes: 0,
        }
    }

    /// Adds a row of an object at a line with a number, whose texts have about `bytes` bytes.
    pub(super) async fn add(
        &mut self,
        tx: &Tx,
        (line, number): (u64, i64),
        values: Vec<Value>,
        bytes: usize,
    ) -> Result<(), DumpError> {
        if self.rows.len() == MAX_ROWS || self.bytes + bytes > MAX_BYTES {
            self.flush(tx).await?;
        }
        self.bytes += bytes;
        self.rows.push(Row {
            values,
            line,
            number,
        });
        Ok(())
    }

    /// Inserts the rows.
    pub(super) async fn flush(&mut self, tx: &Tx) -> Result<(), DumpError> {
        self.bytes = 0;
        let rows = std::mem::take(&mut self.rows);
        if rows.is_empty() {
            return Ok(());
        }
        // PostgreSQL's transactions accept no statement after a failed one.
        let has_savepoint = tx.get_database_backend() == DbBackend::Postgres;
        if has_savepoint {
            tx.execute_unprepared("SAVEPOINT deskql_batch").await?;
        }
        let Err(error) = self.insert(tx, &rows).await else {
            if has_savepoint {
                tx.execute_unprepared("RELEASE SAVEPOINT deskql_batch")
                    .await?;
            }
            return Ok(());
        };
        if database_message(&error).is_none() {
            return Err(error.into());
        }
        if has_savepoint {
            tx.execute_unprepared("ROLLBACK TO SAVEPOINT deskql_batch")
                .await?;
        }
        for row in &rows {
            if let Err(error) = self.insert(tx, std::slice::from_ref(row)).await {
                return Err(self.rejected(row, error));
            }
        }
        Ok(())
    }

    async fn insert(&self, tx: &Tx, rows: &[Row]) -> Result<(), DbErr> {
        let mut insert = Query::insert();
        insert.into_table(self.name).columns(self.columns.clone());
        for row in rows {
            let values = row.values.iter().cloned().map(Expr::value);
            insert
                .values(values)
                .map_err(|error| DbErr::Custom(error.to_string()))?;
        }
        tx.execute(&insert).await.map(drop)
    }

    fn rejected(&self, row: &Row, error: DbErr) -> DumpError {
        let Some(message) = database_message(&error) else {
            return error.into();
        };
        let what = match error.sql_err() {
            // MariaDB's message contains the value.
            Some(SqlErr::UniqueConstraintViolation(_)) => match unique_name(&message) {
                Some(name) => format!("another object has the same unique value ({name})"),
                None => "another object has the same unique value".to_owned(),
            },
            _ => format!("the database rejects it: {message}"),
        };
        DumpError::Invalid(vec![Problem {
            line: row.line,
            object: Some(name_of(&MODELS[self.model], row.number)),
            field: self.field.map(ToOwned::to_owned),
            what,
        }])
    }
}

/// The message of an error that the database reports, rather than the connection.
fn database_message(error: &DbErr) -> Option<String> {
    let (DbErr::Exec(RuntimeErr::SqlxError(error)) | DbErr::Query(RuntimeErr::SqlxError(error))) =
        error
    else {
        return None;
    };
    error
        .as_database_error()
        .map(sqlx::error::DatabaseError::message)
        .map(ToOwned::to_owned)
}

/// The name of a violated unique constraint, or its columns.
fn unique_name(message: &str) -> Option<&str> {
    ["constraint failed: ", "unique constraint ", "for key "]
        .iter()
        .find_map(|start| message.rsplit_once(start))
        .map(|(_, name)| name.trim_matches(['"', '\'', '`']))
}

#[cfg(test)]
mod tests {
    use super::unique_name;

    #[test]
    fn names_unique_constraints_without_values() {
        for (message, name) in [
            (
                "UNIQUE constraint failed: auth_user.username",
                "auth_user.username",
            ),
            (
                "duplicate key value violates unique constraint \"auth_user_username_key\"",
                "auth_user_username_key",
            ),
            ("Duplicate entry 'for key x' for key 'username'", "username"),
        ] {
            assert_eq!(unique_name(message), Some(name));
        }
    }
}
