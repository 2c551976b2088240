//! Reads columns whose values other programs may have written in another type. A value that the
//! column's type cannot read is converted as Django converts it, or replaced by a default, and
//! reported once per row and column, without its content.

use std::collections::HashSet;
use std::sync::{Mutex, PoisonError};

use sea_orm::prelude::{Date, Json};
use sea_orm::{DbErr, QueryResult, TryGetable};

use crate::sqlite_value::{SqliteValue, is_null};
use crate::values::{Inet, Integer, Interval, Positive, Secret, Timestamp};

/// Number of reported values that are remembered; further ones are not reported.
const MAX_REPORTED: usize = 1000;

/// The type of a column that can be read leniently.
pub(crate) trait Lenient: TryGetable {
    /// Converts or replaces the value at a column's index. `None` if the database cannot hold other
    /// values than the type reads, or if there is no such column.
    fn substitute(row: &QueryResult, index: usize) -> Option<Self>;

    /// Whether `self`, which `TryGetable` read, already replaces another value.
    fn is_substitute(&self, _row: &QueryResult, _index: usize) -> bool {
        false
    }
}

/// Reads a column of the row `id` of a table.
///
/// # Errors
/// The column is missing, or has another type than Django gives it.
pub(crate) fn read<T: Lenient>(
    row: &QueryResult,
    index: usize,
    table: &str,
    id: i32,
    column: &str,
) -> Result<T, DbErr> {
    match row.try_get_by_index::<T>(index) {
        Ok(value) if value.is_substitute(row, index) => {
            warn_once(table, id, column);
            Ok(T::substitute(row, index).unwrap_or(value))
        }
        Ok(value) => Ok(value),
        Err(error) => {
            let substitute = T::substitute(row, index).ok_or(error)?;
            warn_once(table, id, column);
            Ok(substitute)
        }
    }
}

fn warn_once(table: &str, id: i32, column: &str) {
    static REPORTED: Mutex<Option<HashSet<String>>> = Mutex::new(None);
    let mut reported = REPORTED.lock().unwrap_or_else(PoisonError::into_inner);
    let reported = reported.get_or_insert_default();
    if reported.len() < MAX_REPORTED && reported.insert(format!("{table} {id} {column}")) {
        tracing::warn!(
            table,
            id,
            column,
            "a stored value has another type than Django gives it; it is converted or ignored"
        );
    }
}

/// Implements [`Lenient`] with a conversion from [`SqliteValue`] and a default.
macro_rules! from_sqlite_value {
    ($($type:ty: $convert:expr, $default:expr;)+) => {
        $(impl Lenient for $type {
            fn substitute(row: &QueryResult, index: usize) -> Option<Self> {
                let value = SqliteValue::get(row, index)?;
                let convert: fn(&SqliteValue) -> Option<$type> = $convert;
                Some(convert(&value).unwrap_or_else($default))
            }
        })+
    };
}

from_sqlite_value! {
    i32: SqliteValue::to_i32, i32::default;
    bool: SqliteValue::to_bool, bool::default;
    String: SqliteValue::to_text, String::default;
    Integer: |value| value.to_i64().map(Integer), || Integer(0);
    Positive: |value| value.to_i32().map(|number| Positive(number.max(0))), || Positive(0);
    Secret: |value| value.to_text().map(Secret), || Secret(String::new());
    Option<i32>: |value| Some(value.to_i32()), || None;
    Option<String>: |value| Some(value.to_text()), || None;
    Option<Positive>: |value| Some(value.to_i32().map(|number| Positive(number.max(0)))), || None;
    Option<Secret>: |value| Some(value.to_text().map(Secret)), || None;
    Option<Inet>: |value| Some(value.to_text().map(Inet)), || None;
    Date: |_| None, || Timestamp::UNREADABLE.0.date_naive();
}

impl Lenient for Timestamp {
    fn substitute(row: &QueryResult, index: usize) -> Option<Self> {
        is_null(row, index).map(|_| Self::UNREADABLE)
    }

    fn is_substitute(&self, _: &QueryResult, _: usize) -> bool {
        *self == Self::UNREADABLE
    }
}

impl Lenient for Option<Timestamp> {
    fn substitute(row: &QueryResult, index: usize) -> Option<Self> {
        is_null(row, index).map(|_| None)
    }

    fn is_substitute(&self, _: &QueryResult, _: usize) -> bool {
        *self == Some(Timestamp::UNREADABLE)
    }
}

impl Lenient for Option<Interval> {
    fn substitute(row: &QueryResult, index: usize) -> Option<Self> {
        is_null(row, index).map(|_| None)
    }

    fn is_substitute(&self, row: &QueryResult, index: usize) -> bool {
        self.is_none() && is_null(row, index) == Some(false)
    }
}

/// Text that is not JSON becomes a JSON string, as in Django's `JSONField`.
fn text_as_json(row: &QueryResult, index: usize) -> Option<Json> {
    let text = match SqliteValue::get(row, index) {
        Some(value) => value.to_text(),
        None => row.try_get_by_index::<String>(index).ok(),
    };
    text.map(Json::String)
}

impl Lenient for Json {
    fn substitute(row: &QueryResult, index: usize) -> Option<Self> {
        text_as_json(row, index)
    }
}

impl Lenient for Option<Json> {
    fn substitute(row: &QueryResult, index: usize) -> Option<Self> {
        text_as_json(row, index).map(Some)
    }
}
