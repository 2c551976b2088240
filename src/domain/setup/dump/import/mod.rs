//! Reads a dump into an empty database, in one transaction. Objects are inserted while the dump is
//! read; memory grows only with the numbers of the objects, and with references to later ones.

mod importer;
mod objects;
mod permissions;
mod references;
mod rows;

use std::fmt;
use std::io::BufRead;

use chrono_tz::Tz;
use entity::{Db, Tx};
use sea_orm::sea_query::{Expr, Query};
use sea_orm::{ConnectionTrait, DbBackend, DbErr, Statement};

use self::importer::Importer;
use self::objects::Objects;
use super::models::{CONTENT_TYPE, MODELS, PERMISSION, REPLACED};
use super::{Count, DumpError, Inventory};

/// Options of [`import`].
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// The time zone of times without an offset.
    pub time_zone: Tz,
    /// Whether fields that django-helpdesk does not have are skipped, as with loaddata's
    /// `--ignorenonexistent`.
    pub skips_unknown_fields: bool,
}

/// The result of [`import`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// The imported objects of each model, in the order of export.
    pub imported: Vec<Count>,
    /// The objects of models that are not part of a help desk, or whose table is missing.
    pub skipped: Vec<Count>,
    /// The values of unknown fields and of missing columns, by `model.field`.
    pub skipped_values: Vec<Count>,
}

/// A problem in a dump.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The line where the object begins, from 1.
    pub line: u64,
    /// The object (`helpdesk.ticket 5`), if its model and number are known.
    pub object: Option<String>,
    /// The field.
    pub field: Option<String>,
    /// The problem.
    pub what: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.line)?;
        for part in [&self.object, &self.field].into_iter().flatten() {
            write!(f, "{part}: ")?;
        }
        f.write_str(&self.what)
    }
}

/// Reads a dump into the database, all or nothing.
///
/// # Errors
/// [`DumpError::NotEmpty`], [`DumpError::Invalid`], [`DumpError::File`] or [`DumpError::Database`].
pub async fn import(
    db: &Db,
    inventory: &Inventory,
    input: impl BufRead,
    options: Options,
) -> Result<Report, DumpError> {
    let tx = db.begin().await?;
    let is_mysql = db.get_database_backend() == DbBackend::MySql;
    if is_mysql {
        // InnoDB checks at once, not at the end; `References` checks all.
        tx.execute_unprepared("SET SESSION foreign_key_checks = 0")
            .await?;
    }
    let outcome = read(&tx, inventory, input, options).await;
    let restored = if is_mysql {
        tx.execute_unprepared("SET SESSION foreign_key_checks = 1")
            .await
            .map(drop)
    } else {
        Ok(())
    };
    match (outcome, restored) {
        (Ok(report), Ok(())) => {
            tx.commit().await?;
            Ok(report)
        }
        // The first error says more than others, and a lost connection rolls back by itself.
        (Err(error), _) => {
            let _ = tx.rollback().await;
            Err(error)
        }
        (Ok(_), Err(error)) => Err(error.into()),
    }
}

async fn read(
    tx: &Tx,
    inventory: &Inventory,
    input: impl BufRead,
    options: Options,
) -> Result<Report, DumpError> {
    ensure_empty(tx, inventory).await?;
    let mut importer = Importer::new(tx, inventory, options);
    let mut objects = Objects::new(input);
    while let Some(object) = objects.next()? {
        importer.add(object).await?;
    }
    let report = importer.finish().await?;
    set_sequences(tx, inventory).await?;
    Ok(report)
}

/// Checks that no table has rows but those that a new database has.
async fn ensure_empty(tx: &Tx, inventory: &Inventory) -> Result<(), DumpError> {
    for model in MODELS.iter() {
        let is_filled = [CONTENT_TYPE, PERMISSION].contains(&model.label);
        if is_filled || REPLACED.contains(&model.label) || !inventory.has_table(model.table) {
            continue;
        }
        let select = Query::select()
            .expr(Expr::val(1))
            .from(model.table)
            .limit(1)
            .take();
        if tx.query_one(&select).await?.is_some() {
            return Err(DumpError::NotEmpty(model.label));
        }
    }
    Ok(())
}

/// Lets PostgreSQL continue after the largest numbers. The other databases do so by themselves.
async fn set_sequences(tx: &Tx, inventory: &Inventory) -> Result<(), DbErr> {
    if tx.get_database_backend() != DbBackend::Postgres {
        return Ok(());
    }
    for model in MODELS.iter() {
        if model.has_text_key || !inventory.has_table(model.table) {
            continue;
        }
        let sql = format!(
            "SELECT setval(pg_get_serial_sequence('{0}', 'id'), COALESCE(MAX(id), 1), MAX(id) IS NOT NULL) FROM {0}",
            model.table
        );
        tx.execute_raw(Statement::from_string(DbBackend::Postgres, sql))
            .await?;
    }
    Ok(())
}
