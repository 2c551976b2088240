//! deskql's indexes on Django's tables. They make lists, filters and counts fast; deskql works
//! without them. Django does not know them and finds nothing to migrate. When one of Django's
//! migrations rebuilds a table, SQLite drops them; [`create`] restores them.

mod catalog;
mod foreign_keys;
mod installed;
mod session;

use std::fmt;

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{DatabaseConnection, DbBackend};

use crate::Inventory;
use catalog::{INDEXES, Part};
use installed::Installed;
use session::Session;

/// One of deskql's indexes on Django's tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Index {
    /// Its name.
    pub name: &'static str,
    /// Its table.
    pub table: &'static str,
    parts: &'static [Part],
    /// The writes that also write to it, as a noun phrase. On PostgreSQL, every change of a ticket
    /// writes to all indexes of tickets.
    pub written_by: &'static str,
}

/// Whether a database has an index.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IndexState {
    /// It has the index.
    Present,
    /// It does not have the index.
    Missing,
    /// Its creation was interrupted, or it has other columns. The database does not use it, or not
    /// well; [`create`] builds it again.
    Invalid,
    /// The table lacks one of its columns.
    Inapplicable,
}

/// An index and its state in a database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ListedIndex {
    /// The index.
    pub index: Index,
    /// Its state.
    pub state: IndexState,
    /// Its size in bytes, if it is present and the database reports it.
    pub size: Option<i64>,
}

/// Why [`create`] or [`remove`] failed. Indexes that were completed before stay, except on SQLite,
/// where nothing has changed.
#[derive(Debug)]
pub struct IndexError {
    /// The index that could not be created or removed, if the error concerns one.
    pub index: Option<String>,
    error: DbErr,
}

impl fmt::Display for IndexError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.index {
            Some(index) => write!(f, "the index {index} could not be built or removed"),
            None => f.write_str("the indexes could not be read"),
        }
    }
}

impl std::error::Error for IndexError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.error)
    }
}

impl From<DbErr> for IndexError {
    fn from(error: DbErr) -> Self {
        Self { index: None, error }
    }
}

/// Lists all indexes with their states and sizes.
///
/// # Errors
/// The database's error.
pub async fn list<C: ConnectionTrait>(db: &C) -> Result<Vec<ListedIndex>, DbErr> {
    let mut listed = states(db).await?;
    let sizes = installed::sizes(db).await;
    for ListedIndex { index, state, size } in &mut listed {
        if *state == IndexState::Present {
            let found = sizes.iter().find(|(name, _)| name == index.name);
            *size = found.map(|(_, bytes)| *bytes);
        }
    }
    Ok(listed)
}

/// Names of the indexes that [`create`] would build.
///
/// # Errors
/// The database's error.
pub async fn missing<C: ConnectionTrait>(db: &C) -> Result<Vec<&'static str>, DbErr> {
    let listed = states(db).await?.into_iter();
    let missing = listed.filter(|listed| listed.is_buildable());
    Ok(missing.map(|listed| listed.index.name).collect())
}

impl ListedIndex {
    fn is_buildable(&self) -> bool {
        matches!(self.state, IndexState::Missing | IndexState::Invalid)
    }
}

/// All indexes with their states, without sizes.
async fn states<C: ConnectionTrait>(db: &C) -> Result<Vec<ListedIndex>, DbErr> {
    let inventory = Inventory::read(db).await?;
    let installed = installed::read(db).await?;
    Ok(states_in(db.get_database_backend(), &inventory, &installed))
}

fn states_in(
    backend: DbBackend,
    inventory: &Inventory,
    installed: &[Installed],
) -> Vec<ListedIndex> {
    let state = |index: &Index| {
        if let Some(found) = installed.iter().find(|found| found.name == index.name) {
            let is_same = found.table == index.table
                && found.columns == index.listed_columns(backend)
                && found.is_valid;
            return if is_same {
                IndexState::Present
            } else {
                IndexState::Invalid
            };
        }
        let mut columns = index.columns();
        if columns.all(|column| inventory.has_column(index.table, column)) {
            IndexState::Missing
        } else {
            IndexState::Inapplicable
        }
    };
    let listed = INDEXES.iter().map(|index| ListedIndex {
        index: *index,
        state: state(index),
        size: None,
    });
    listed.collect()
}

/// Builds the indexes that are missing, and those whose creation was interrupted. Returns their
/// names. Concurrent runs wait for each other. On PostgreSQL, writes to the tables continue, and
/// `db` needs two connections; on SQLite, writers wait until all indexes are built.
///
/// # Errors
/// The database reports an error.
pub async fn create(db: &DatabaseConnection) -> Result<Vec<&'static str>, IndexError> {
    if missing(db).await?.is_empty() {
        return Ok(Vec::new());
    }
    let session = Session::open(db).await?;
    let result = create_missing(&session).await;
    session.close(result).await
}

async fn create_missing(session: &Session<'_>) -> Result<Vec<&'static str>, IndexError> {
    let backend = session.backend();
    // A concurrent run may have built them while this one waited.
    let inventory = session.inventory().await?;
    let installed = session.installed().await?;
    let mut created = Vec::new();
    for listed in states_in(backend, &inventory, &installed) {
        if !listed.is_buildable() {
            continue;
        }
        let name = listed.index.name;
        let failed = |error| IndexError {
            index: Some(name.to_owned()),
            error,
        };
        if let Some(outdated) = installed.iter().find(|found| found.name == name) {
            session.remove(outdated).await.map_err(failed)?;
        }
        session.create(&listed.index).await.map_err(failed)?;
        created.push(name);
    }
    Ok(created)
}

/// Removes all indexes of deskql from Django's tables, also those of other versions of deskql.
/// Returns their names.
///
/// # Errors
/// The database reports an error.
pub async fn remove(db: &DatabaseConnection) -> Result<Vec<String>, IndexError> {
    let session = Session::open(db).await?;
    let result = remove_all(&session).await;
    session.close(result).await
}

async fn remove_all(session: &Session<'_>) -> Result<Vec<String>, IndexError> {
    let mut removed = Vec::new();
    for found in session.installed().await? {
        let removal = session.remove(&found).await;
        removal.map_err(|error| IndexError {
            index: Some(found.name.clone()),
            error,
        })?;
        removed.push(found.name);
    }
    Ok(removed)
}
