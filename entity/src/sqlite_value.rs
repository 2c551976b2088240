//! Values of SQLite, which stores any type in any column, and their conversion to a column's type as
//! Django and DRF convert them.

use sea_orm::{ColIdx, QueryResult};
use sqlx::{Row as _, TypeInfo as _, ValueRef as _};

/// A value as SQLite stores it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum SqliteValue {
    Null,
    Integer(i64),
    Real(f64),
    Text(String),
    Blob(Vec<u8>),
}

impl SqliteValue {
    /// The value of a column. `None` if the row comes from another database or has no such column.
    pub(crate) fn get<I: ColIdx>(row: &QueryResult, index: I) -> Option<Self> {
        let row = row.try_as_sqlite_row()?;
        let index = || index.as_sqlx_sqlite_index();
        let raw = row.try_get_raw(index()).ok()?;
        if raw.is_null() {
            return Some(Self::Null);
        }
        let type_name = raw.type_info().name().to_owned();
        Some(match type_name.as_str() {
            "INTEGER" | "INT4" | "BOOLEAN" => Self::Integer(row.try_get_unchecked(index()).ok()?),
            "REAL" => Self::Real(row.try_get_unchecked(index()).ok()?),
            "TEXT" => {
                // SQLite's text need not be UTF-8.
                let bytes: Vec<u8> = row.try_get_unchecked(index()).ok()?;
                match String::from_utf8(bytes) {
                    Ok(text) => Self::Text(text),
                    Err(error) => Self::Blob(error.into_bytes()),
                }
            }
            _ => Self::Blob(row.try_get_unchecked(index()).ok()?),
        })
    }

    /// An integer as [`Self::to_i64`] reads it, clamped to 32 bits.
    pub(crate) fn to_i32(&self) -> Option<i32> {
        let number = self.to_i64()?;
        Some(i32::try_from(number).unwrap_or(if number < 0 { i32::MIN } else { i32::MAX }))
    }

    /// Like Python's `int()`.
    pub(crate) fn to_i64(&self) -> Option<i64> {
        Some(match self {
            Self::Integer(number) => *number,
            #[expect(
                clippy::cast_possible_truncation,
                reason = "the cast drops the fraction and saturates"
            )]
            Self::Real(number) if number.is_finite() => number.trunc() as i64,
            Self::Text(text) => text.trim().parse().ok()?,
            _ => return None,
        })
    }

    /// Like DRF's `BooleanField`.
    pub(crate) fn to_bool(&self) -> Option<bool> {
        const FALSE: [&str; 14] = [
            "", "f", "F", "n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off",
            "OFF",
        ];
        Some(match self {
            Self::Null => return None,
            Self::Integer(number) => *number != 0,
            Self::Real(number) => *number != 0.0,
            Self::Text(text) => text != "0" && !FALSE.contains(&text.as_str()),
            Self::Blob(bytes) => !bytes.is_empty(),
        })
    }

    /// Text; invalid UTF-8 is replaced.
    pub(crate) fn to_text(&self) -> Option<String> {
        match self {
            Self::Null => None,
            Self::Integer(number) => Some(number.to_string()),
            Self::Real(number) => Some(format!("{number:?}")),
            Self::Text(text) => Some(text.clone()),
            Self::Blob(bytes) => Some(String::from_utf8_lossy(bytes).into_owned()),
        }
    }

    /// A duration in microseconds, like `timedelta(microseconds=…)`.
    pub(crate) fn to_microseconds(&self) -> Option<i64> {
        match self {
            Self::Integer(number) => Some(*number),
            #[expect(
                clippy::cast_possible_truncation,
                reason = "the guard excludes numbers that do not fit"
            )]
            Self::Real(number) if number.abs() < 9e18 => Some(number.round_ties_even() as i64),
            _ => None,
        }
    }
}

/// Whether a column of any database is NULL. `None` if there is no such column.
pub(crate) fn is_null<I: ColIdx>(row: &QueryResult, index: I) -> Option<bool> {
    if let Some(row) = row.try_as_sqlite_row() {
        row.try_get_raw(index.as_sqlx_sqlite_index())
            .map(|raw| raw.is_null())
            .ok()
    } else if let Some(row) = row.try_as_pg_row() {
        row.try_get_raw(index.as_sqlx_postgres_index())
            .map(|raw| raw.is_null())
            .ok()
    } else {
        row.try_as_mysql_row()?
            .try_get_raw(index.as_sqlx_mysql_index())
            .map(|raw| raw.is_null())
            .ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_integers_as_python_does() {
        assert_eq!(SqliteValue::Real(3.9).to_i32(), Some(3));
        assert_eq!(SqliteValue::Integer(1 << 40).to_i32(), Some(i32::MAX));
        assert_eq!(SqliteValue::Text("abc".to_owned()).to_i32(), None);
    }

    #[test]
    fn reads_booleans_as_drf_does() {
        assert_eq!(SqliteValue::Integer(2).to_bool(), Some(true));
        assert_eq!(SqliteValue::Text("off".to_owned()).to_bool(), Some(false));
        assert_eq!(SqliteValue::Text("abc".to_owned()).to_bool(), Some(true));
    }

    #[test]
    fn rounds_durations_to_microseconds() {
        assert_eq!(SqliteValue::Real(1.5).to_microseconds(), Some(2));
        assert_eq!(SqliteValue::Text("x".to_owned()).to_microseconds(), None);
    }
}
