//! Reads the log in the order of its IDs, without gaps.
//!
//! PostgreSQL assigns an ID when a row is inserted, but rows become visible when their transaction
//! commits: event 7 may appear before event 6. A reader that continued after 7 would never see 6.
//! So the reader stops before a missing ID while a transaction may still commit it. A transaction
//! that has inserted rows holds a lock on the table until it ends. At the first gap, the reader
//! lists the transactions that hold this lock, and continues when all of them have ended: IDs that
//! are still missing were rolled back. IDs without a gap, the usual case, need no extra statement,
//! and transactions that do not write to the log delay nothing.
//!
//! SQLite has one writer, so IDs become visible in order. MariaDB cannot list the writers of a
//! table, so only one transaction at a time may write to the log
//! ([`crate::domain::unit::events::wait_for_turn`]).

use std::collections::HashSet;

use entity::{Db, event};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    Statement,
};

use crate::domain::Result;

/// Maximum number of rows per read.
const PAGE: u64 = 500;
/// How many rows before the end of the log a reader starts, because one of them may still be
/// missing.
const START_BEFORE_END: u64 = 1000;

/// The transactions of this database that hold a lock as writers of the log. The statement has no
/// parameters.
const WRITERS: &str = "SELECT DISTINCT l.virtualtransaction FROM pg_catalog.pg_locks l \
    JOIN pg_catalog.pg_database d ON d.oid = l.database AND d.datname = current_database() \
    WHERE l.locktype = 'relation' AND l.relation = 'deskql_event'::regclass AND l.mode = 'RowExclusiveLock' \
    AND l.granted AND l.pid <> pg_backend_pid()";

/// A gap of IDs.
#[derive(Debug)]
struct Gap {
    /// The last ID before the gap.
    after: i64,
    /// An ID that was assigned before the writers were listed.
    up_to: i64,
    /// The transactions that may still fill the gap.
    writers: HashSet<String>,
}

/// The position of a reader in the log.
#[derive(Debug)]
pub struct Tail {
    db: Db,
    last: i64,
    gap: Option<Gap>,
}

impl Tail {
    /// Starts a little before the end of the log.
    ///
    /// # Errors
    /// Database errors.
    pub async fn open(db: &Db) -> Result<Self> {
        let before = event::Entity::find()
            .select_only()
            .column(event::Column::Id)
            .order_by_desc(event::Column::Id)
            .offset(START_BEFORE_END)
            .limit(1)
            .into_tuple::<i64>()
            .one(db)
            .await?;
        Ok(Self {
            db: db.clone(),
            last: before.unwrap_or(0),
            gap: None,
        })
    }

    /// The ID up to which the log was read.
    #[must_use]
    pub fn last(&self) -> i64 {
        self.last
    }

    /// Whether the reader is waiting at a gap.
    #[must_use]
    pub fn is_waiting(&self) -> bool {
        self.gap.is_some()
    }

    /// Returns the next events, up to the first gap that may still be filled.
    ///
    /// # Errors
    /// Database errors.
    pub async fn next(&mut self) -> Result<Vec<event::Model>> {
        let mut rows = rows_after(&self.db, self.last, i64::MAX, PAGE).await?;
        if self.db.get_database_backend() == DbBackend::Postgres {
            rows = self.until_gap(rows).await?;
        }
        if let Some(row) = rows.last() {
            self.last = row.id;
        }
        Ok(rows)
    }

    /// The rows before the first gap that an open transaction may still fill.
    async fn until_gap(&mut self, mut rows: Vec<event::Model>) -> Result<Vec<event::Model>> {
        let contiguous = rows
            .iter()
            .zip(self.last + 1..)
            .take_while(|(row, expected)| row.id == *expected)
            .count();
        let Some(newest) = rows
            .last()
            .map(|row| row.id)
            .filter(|_| contiguous < rows.len())
        else {
            self.gap = None;
            return Ok(rows);
        };
        let edge = contiguous
            .checked_sub(1)
            .map_or(self.last, |at| rows[at].id);
        let writers = self.writers().await?;
        let mut gap = match self.gap.take().filter(|gap| gap.after == edge) {
            Some(gap) => gap,
            None => Gap {
                after: edge,
                up_to: newest,
                writers: writers.clone(),
            },
        };
        gap.writers.retain(|writer| writers.contains(writer));
        if gap.writers.is_empty() {
            // All transactions that could fill the gap have ended, so their rows are visible now.
            return rows_after(&self.db, self.last, gap.up_to, PAGE).await;
        }
        self.gap = Some(gap);
        rows.truncate(contiguous);
        Ok(rows)
    }

    async fn writers(&self) -> Result<HashSet<String>> {
        let rows = self
            .db
            .query_all_raw(Statement::from_string(DbBackend::Postgres, WRITERS))
            .await?;
        Ok(rows
            .iter()
            .map(|row| row.try_get_by_index(0))
            .collect::<Result<_, _>>()?)
    }
}

/// Rows of the log after an ID, up to another.
///
/// # Errors
/// Database errors.
pub(super) async fn rows_after(
    db: &Db,
    last: i64,
    up_to: i64,
    most: u64,
) -> Result<Vec<event::Model>> {
    Ok(event::Entity::find()
        .filter(event::Column::Id.gt(last))
        .filter(event::Column::Id.lte(up_to))
        .order_by_asc(event::Column::Id)
        .limit(most)
        .all(db)
        .await?)
}

/// Whether the log still contains all events after this ID.
///
/// # Errors
/// Database errors.
pub(super) async fn reaches_back_to(db: &Db, id: i64) -> Result<bool> {
    // The oldest rows are deleted first, so if the row exists, all later ones do.
    if id != 0 {
        return Ok(event::Entity::find_by_id(id).one(db).await?.is_some());
    }
    // The newest row is never deleted, so an empty log never had any. One statement, because the
    // first event may be inserted at any time.
    let oldest = event::Entity::find()
        .order_by_asc(event::Column::Id)
        .one(db)
        .await?;
    Ok(oldest.is_none_or(|event| event.id <= 1))
}
