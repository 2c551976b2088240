//! Columns of rows that other programs wrote. What stands where a value cannot be read is decided
//! here, by type; that it happened is logged once a row, without what is in it.

use std::collections::HashSet;
use std::sync::{Mutex, PoisonError};

use sea_orm::prelude::{Date, Json};
use sea_orm::{DbErr, QueryResult, TryGetable};

use crate::odd::{Stored, is_null, stored};
use crate::values::{Inet, Integer, Interval, Positive, Secret, Timestamp};

/// So many odd values are remembered to have been logged.
const REMEMBERED: usize = 1000;

/// A type of a column.
pub(crate) trait Readable: TryGetable {
    /// What stands for a value that the type itself does not read; nothing where there is no such
    /// thing.
    fn substitute(row: &QueryResult, at: usize) -> Option<Self>;

    /// Whether what was read stands for something else.
    fn is_substitute(&self, _row: &QueryResult, _at: usize) -> bool {
        false
    }
}

/// Reads a column of the row `id` of a table.
///
/// # Errors
/// The column is missing, or of another type than the table has.
pub(crate) fn read<T: Readable>(
    row: &QueryResult,
    at: usize,
    table: &str,
    id: i32,
    column: &str,
) -> Result<T, DbErr> {
    match row.try_get_by_index::<T>(at) {
        Ok(value) => match value.is_substitute(row, at) {
            false => Ok(value),
            true => {
                tell(table, id, column);
                Ok(T::substitute(row, at).unwrap_or(value))
            }
        },
        Err(error) => {
            let substitute = T::substitute(row, at).ok_or(error)?;
            tell(table, id, column);
            Ok(substitute)
        }
    }
}

fn tell(table: &str, id: i32, column: &str) {
    static TOLD: Mutex<Option<HashSet<String>>> = Mutex::new(None);
    let mut told = TOLD.lock().unwrap_or_else(PoisonError::into_inner);
    let told = told.get_or_insert_default();
    if told.len() < REMEMBERED && told.insert(format!("{table} {id} {column}")) {
        tracing::warn!(
            table,
            id,
            column,
            "a stored value is not what Django stores there; it counts as no value"
        );
    }
}

/// Types whose reading of SQLite's values is [`Stored`]'s; without one, the second is read.
macro_rules! from_stored {
    ($($type:ty: $read:expr, $without:expr;)+) => {
        $(impl Readable for $type {
            fn substitute(row: &QueryResult, at: usize) -> Option<Self> {
                let stored = stored(row, at)?;
                let read: fn(&Stored) -> Option<$type> = $read;
                Some(read(&stored).unwrap_or_else($without))
            }
        })+
    };
}

from_stored! {
    i32: Stored::to_i32, i32::default;
    bool: Stored::to_bool, bool::default;
    String: Stored::to_text, String::default;
    Integer: |stored| stored.to_i64().map(Integer), || Integer(0);
    Positive: |stored| stored.to_i32().map(|number| Positive(number.max(0))), || Positive(0);
    Secret: |stored| stored.to_text().map(Secret), || Secret(String::new());
    Option<i32>: |stored| Some(stored.to_i32()), || None;
    Option<String>: |stored| Some(stored.to_text()), || None;
    Option<Positive>: |stored| Some(stored.to_i32().map(|number| Positive(number.max(0)))), || None;
    Option<Secret>: |stored| Some(stored.to_text().map(Secret)), || None;
    Option<Inet>: |stored| Some(stored.to_text().map(Inet)), || None;
    Date: |_| None, || Timestamp::UNREADABLE.0.date_naive();
}

impl Readable for Timestamp {
    fn substitute(row: &QueryResult, at: usize) -> Option<Self> {
        is_null(row, at).map(|_| Self::UNREADABLE)
    }

    fn is_substitute(&self, _: &QueryResult, _: usize) -> bool {
        *self == Self::UNREADABLE
    }
}

impl Readable for Option<Timestamp> {
    fn substitute(row: &QueryResult, at: usize) -> Option<Self> {
        is_null(row, at).map(|_| None)
    }

    fn is_substitute(&self, _: &QueryResult, _: usize) -> bool {
        *self == Some(Timestamp::UNREADABLE)
    }
}

/// Types that read what they cannot read as no value.
macro_rules! from_null {
    ($($type:ty),+) => {
        $(impl Readable for Option<$type> {
            fn substitute(row: &QueryResult, at: usize) -> Option<Self> {
                is_null(row, at).map(|_| None)
            }

            fn is_substitute(&self, row: &QueryResult, at: usize) -> bool {
                self.is_none() && is_null(row, at) == Some(false)
            }
        })+
    };
}
from_null!(Interval);

/// Text that is no JSON is read as that text, as Django's `JSONField` reads it.
fn json(row: &QueryResult, at: usize) -> Option<Json> {
    let text = match stored(row, at) {
        Some(stored) => stored.to_text(),
        None => row.try_get_by_index::<String>(at).ok(),
    };
    text.map(Json::String)
}

impl Readable for Json {
    fn substitute(row: &QueryResult, at: usize) -> Option<Self> {
        json(row, at)
    }
}

impl Readable for Option<Json> {
    fn substitute(row: &QueryResult, at: usize) -> Option<Self> {
        json(row, at).map(Some)
    }
}
