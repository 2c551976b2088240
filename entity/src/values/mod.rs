//! Column types that Django stores differently on each database, so that Django reads back unchanged
//! what is written here.
//!
//! [`Timestamp`], [`Interval`] and [`Inet`] are bound as text under a type name
//! (`$1::"timestamptz"` on PostgreSQL, plain text elsewhere). [`crate::db`] converts those that
//! SQLite and MariaDB need in another form.

mod inet;
mod interval;
mod timestamp;
mod wrappers;

use sea_orm::sea_query::{Enum, OptionEnum, Value};

pub use inet::Inet;
pub(crate) use interval::INTERVAL;
pub use interval::Interval;
pub use timestamp::Timestamp;
pub use wrappers::{Integer, Positive, Secret};

/// A value bound as text under a type name.
fn typed_text(type_name: &'static str, text: Option<String>) -> Value {
    Value::Enum(match text {
        Some(text) => OptionEnum::Some(Box::new(Enum {
            type_name: type_name.into(),
            value: text.into(),
        })),
        None => OptionEnum::None(type_name.into()),
    })
}

/// Implements what sea-orm requires of a column type that is bound as text under a type name.
macro_rules! bound_as_text {
    ($type:ident, $name:expr, $column:expr, $to_text:expr, $from_text:expr) => {
        impl From<$type> for sea_orm::sea_query::Value {
            fn from(value: $type) -> Self {
                $crate::values::typed_text($name, Some($to_text(value)))
            }
        }
        impl sea_orm::sea_query::Nullable for $type {
            fn null() -> sea_orm::sea_query::Value {
                $crate::values::typed_text($name, None)
            }
        }
        impl sea_orm::sea_query::ValueType for $type {
            fn try_from(
                value: sea_orm::sea_query::Value,
            ) -> Result<Self, sea_orm::sea_query::ValueTypeErr> {
                use sea_orm::sea_query::{OptionEnum, Value, ValueTypeErr};
                match value {
                    Value::Enum(OptionEnum::Some(text)) => {
                        $from_text(&text.value).ok_or(ValueTypeErr)
                    }
                    _ => Err(ValueTypeErr),
                }
            }
            fn type_name() -> String {
                stringify!($type).to_owned()
            }
            fn array_type() -> sea_orm::sea_query::ArrayType {
                sea_orm::sea_query::ArrayType::Enum(Box::new($name.into()))
            }
            fn column_type() -> sea_orm::sea_query::ColumnType {
                $column
            }
        }
    };
}
use bound_as_text;
