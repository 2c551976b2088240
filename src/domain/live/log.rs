//! Reading the log in its order, gap-free.
//!
//! On PostgreSQL numbers are given when a row is inserted, and rows are seen when their transaction
//! ends: 7 may be there before 6. Who reads on behind 7 would never see 6. So the reader stops
//! before a missing number until it is known that nobody can bring it any more. Whoever has been
//! given a number holds a lock on the table until their transaction ends. The reader therefore
//! notes, when it first meets a gap, which transactions hold that lock, and goes on when all of
//! these have ended: what is missing then was rolled back. Numbers without a gap, the usual case,
//! cost no question, and other transactions of the database, however long, hold up nothing.
//!
//! SQLite has one writer, and its numbers come in order. On MariaDB one transaction at a time has
//! numbers that others cannot see ([`crate::domain::unit::events::wait_for_turn`]): there is no asking who writes to a table.

use std::collections::HashSet;

use entity::{Db, event};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    Statement,
};

use crate::domain::Result;

/// Most rows of one read.
const ROWS: u64 = 500;
/// So many rows before the newest one a reader begins: one of them may still be missing.
const BACK: u64 = 1000;

/// Those who hold a lock as writers of the log, by their transactions. It has no parameters.
const WRITERS: &str = "SELECT DISTINCT l.virtualtransaction FROM pg_catalog.pg_locks l \
    JOIN pg_catalog.pg_database d ON d.oid = l.database AND d.datname = current_database() \
    WHERE l.locktype = 'relation' AND l.relation = 'deskql_event'::regclass AND l.mode = 'RowExclusiveLock' \
    AND l.granted AND l.pid <> pg_backend_pid()";

/// A missing number.
#[derive(Debug)]
struct Gap {
    /// The last number before it.
    behind: i64,
    /// A number that had been given when the writers were asked for.
    up_to: i64,
    /// The transactions that may still bring it.
    writers: HashSet<String>,
}

/// The end of the log, as one reader follows it.
#[derive(Debug)]
pub struct Tail {
    db: Db,
    last: i64,
    gap: Option<Gap>,
}

impl Tail {
    /// Begins a little before the newest event.
    ///
    /// # Errors
    /// What the database says.
    pub async fn open(db: &Db) -> Result<Self> {
        let before = event::Entity::find()
            .select_only()
            .column(event::Column::Id)
            .order_by_desc(event::Column::Id)
            .offset(BACK)
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

    /// The number up to which everything was read.
    #[must_use]
    pub fn last(&self) -> i64 {
        self.last
    }

    /// Whether a missing number holds the reader up.
    #[must_use]
    pub fn waits(&self) -> bool {
        self.gap.is_some()
    }

    /// The next events, as many as are certain.
    ///
    /// # Errors
    /// What the database says.
    pub async fn next(&mut self) -> Result<Vec<event::Model>> {
        let mut rows = behind(&self.db, self.last, i64::MAX, ROWS).await?;
        if self.db.get_database_backend() == DbBackend::Postgres {
            rows = self.certain(rows).await?;
        }
        if let Some(row) = rows.last() {
            self.last = row.id;
        }
        Ok(rows)
    }

    /// The rows before the first gap that somebody may still fill.
    async fn certain(&mut self, mut rows: Vec<event::Model>) -> Result<Vec<event::Model>> {
        let whole = rows
            .iter()
            .zip(self.last + 1..)
            .take_while(|(row, expected)| row.id == *expected)
            .count();
        let Some(newest) = rows.last().map(|row| row.id).filter(|_| whole < rows.len()) else {
            self.gap = None;
            return Ok(rows);
        };
        let edge = whole.checked_sub(1).map_or(self.last, |at| rows[at].id);
        let writers = self.writers().await?;
        let mut gap = match self.gap.take().filter(|gap| gap.behind == edge) {
            Some(gap) => gap,
            None => Gap {
                behind: edge,
                up_to: newest,
                writers: writers.clone(),
            },
        };
        gap.writers.retain(|writer| writers.contains(writer));
        if gap.writers.is_empty() {
            // Whoever could bring it has ended: what they brought is seen by now.
            return behind(&self.db, self.last, gap.up_to, ROWS).await;
        }
        self.gap = Some(gap);
        rows.truncate(whole);
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

/// Rows of the log behind one number, up to another.
///
/// # Errors
/// What the database says.
pub(super) async fn behind(db: &Db, last: i64, up_to: i64, most: u64) -> Result<Vec<event::Model>> {
    Ok(event::Entity::find()
        .filter(event::Column::Id.gt(last))
        .filter(event::Column::Id.lte(up_to))
        .order_by_asc(event::Column::Id)
        .limit(most)
        .all(db)
        .await?)
}

/// Whether everything behind this number is still in the log.
///
/// # Errors
/// What the database says.
pub(super) async fn keeps(db: &Db, id: i64) -> Result<bool> {
    // The oldest rows go first, so nothing is missing behind one that is there.
    if id != 0 {
        return Ok(event::Entity::find_by_id(id).one(db).await?.is_some());
    }
    // The newest row is never cleared away: where there is none, nothing was ever written. One
    // statement, since the first may be written meanwhile.
    let oldest = event::Entity::find()
        .order_by_asc(event::Column::Id)
        .one(db)
        .await?;
    Ok(oldest.is_none_or(|event| event.id <= 1))
}
