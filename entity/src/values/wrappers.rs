//! Types that are bound as a basic type but read or printed differently.

use std::fmt;

use sea_orm::sea_query::{
    ArrayType, ColumnType, Nullable, StringLen, Value, ValueType, ValueTypeErr,
};
use sea_orm::{ColIdx, DbErr, QueryResult, TryGetError, TryGetable};

/// Implements what sea-orm requires of a column type that is bound as the type it wraps.
macro_rules! bound_as {
    ($type:ident($inner:ty), $array:expr, $column:expr) => {
        impl From<$type> for Value {
            fn from(value: $type) -> Self {
                value.0.into()
            }
        }
        impl Nullable for $type {
            fn null() -> Value {
                <$inner>::null()
            }
        }
        impl ValueType for $type {
            fn try_from(value: Value) -> Result<Self, ValueTypeErr> {
                <$inner as ValueType>::try_from(value).map(Self)
            }
            fn type_name() -> String {
                stringify!($type).to_owned()
            }
            fn array_type() -> ArrayType {
                $array
            }
            fn column_type() -> ColumnType {
                $column
            }
        }
    };
}

/// Django's `PositiveIntegerField`: `integer` with a check, `unsigned` on MariaDB. A number above
/// `i32::MAX` is read as `i32::MAX`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Positive(pub i32);
bound_as!(Positive(i32), ArrayType::Int, ColumnType::Unsigned);

impl TryGetable for Positive {
    fn try_get_by<I: ColIdx>(row: &QueryResult, index: I) -> Result<Self, TryGetError> {
        if row.try_as_mysql_row().is_some() {
            return u32::try_get_by(row, index)
                .map(|number| Self(number.try_into().unwrap_or(i32::MAX)));
        }
        match i32::try_get_by(row, index) {
            // `smallint` on PostgreSQL.
            Err(TryGetError::DbErr(_)) => {
                i16::try_get_by(row, index).map(|number| Self(number.into()))
            }
            number => number.map(Self),
        }
    }
}

/// Django's `IntegerField`: 32 bits on PostgreSQL and MariaDB, up to 64 on SQLite, whose integers
/// have no fixed size.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Integer(pub i64);
bound_as!(Integer(i64), ArrayType::BigInt, ColumnType::Integer);

impl TryGetable for Integer {
    fn try_get_by<I: ColIdx>(row: &QueryResult, index: I) -> Result<Self, TryGetError> {
        if row.try_as_pg_row().is_some() {
            return i32::try_get_by(row, index).map(|number| Self(number.into()));
        }
        i64::try_get_by(row, index).map(Self)
    }
}

/// Text that must not be shown; `Debug` prints `***`.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(pub String);
bound_as!(
    Secret(String),
    ArrayType::String,
    ColumnType::String(StringLen::None)
);

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

impl TryGetable for Secret {
    fn try_get_by<I: ColIdx>(row: &QueryResult, index: I) -> Result<Self, TryGetError> {
        String::try_get_by(row, index).map(Self)
    }
}

impl sea_orm::TryFromU64 for Secret {
    fn try_from_u64(_: u64) -> Result<Self, DbErr> {
        Err(DbErr::ConvertFromU64("Secret"))
    }
}
