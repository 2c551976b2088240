//! Cursors: the sort keys of a row as opaque text. A cursor is valid for one order only.

use std::cmp::Ordering;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{Datelike, NaiveDate};
use sea_orm::sea_query::{ArrayType, Enum, OptionEnum, Value};
use serde_json::Value as Json;

/// The sort keys of a row. The ID is last.
#[derive(Clone, Debug, PartialEq)]
pub struct Cursor(pub Vec<Json>);

impl Cursor {
    /// The text that clients receive.
    #[must_use]
    pub fn encode(&self) -> String {
        URL_SAFE_NO_PAD.encode(Json::Array(self.0.clone()).to_string())
    }

    /// Decodes the text of [`Cursor::encode`]. `None` if it is not a cursor.
    #[must_use]
    pub fn decode(text: &str) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        match serde_json::from_slice(&bytes).ok()? {
            Json::Array(keys) if keys.len() < 32 => Some(Self(keys)),
            _ => None,
        }
    }
}

/// Compares two sort keys of one field in ascending order. `None` if their types differ.
pub(super) fn compare_keys(one: &Json, other: &Json) -> Option<Ordering> {
    Some(match (one, other) {
        (Json::Null, Json::Null) => Ordering::Equal,
        (_, Json::Null) => Ordering::Less,
        (Json::Null, _) => Ordering::Greater,
        (Json::Number(one), Json::Number(other)) => one.as_i64()?.cmp(&other.as_i64()?),
        (Json::String(one), Json::String(other)) => one.cmp(other),
        _ => return None,
    })
}

/// Converts a sort key to JSON.
pub(super) fn to_json(value: Value) -> Json {
    match value {
        Value::Int(Some(number)) => number.into(),
        Value::BigInt(Some(number)) => number.into(),
        Value::SmallInt(Some(number)) => number.into(),
        Value::Bool(Some(truth)) => truth.into(),
        Value::String(Some(text)) => text.into(),
        Value::ChronoDate(Some(day)) => day.to_string().into(),
        Value::Enum(OptionEnum::Some(typed)) => typed.value.as_ref().into(),
        _ => Json::Null,
    }
}

/// Converts a part of a cursor to a value of a column's type. `None` if it does not fit.
pub(super) fn from_json(part: &Json, column_type: &ArrayType) -> Option<Value> {
    Some(match (column_type, part) {
        (ArrayType::Int, Json::Number(number)) => {
            Value::Int(Some(number.as_i64()?.try_into().ok()?))
        }
        (ArrayType::BigInt, Json::Number(number)) => Value::BigInt(Some(number.as_i64()?)),
        (ArrayType::SmallInt, Json::Number(number)) => {
            Value::SmallInt(Some(number.as_i64()?.try_into().ok()?))
        }
        (ArrayType::Bool, Json::Bool(truth)) => Value::Bool(Some(*truth)),
        // PostgreSQL cannot store NUL, and fails instead of finding nothing.
        (ArrayType::String, Json::String(text)) if !text.contains('\0') => {
            Value::String(Some(text.clone()))
        }
        (ArrayType::ChronoDate, Json::String(text)) => {
            let day: NaiveDate = text.parse().ok()?;
            (1..=9999)
                .contains(&day.year())
                .then_some(Value::ChronoDate(Some(day)))?
        }
        (ArrayType::Enum(type_name), Json::String(text)) => {
            // Only times have this type. Reject other text here: it would become a database error.
            let time = chrono::NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%S%.f").ok()?;
            (1..=9999).contains(&time.year()).then_some(())?;
            let (type_name, value) = (type_name.as_ref().clone(), text.clone().into());
            Value::Enum(OptionEnum::Some(Box::new(Enum { type_name, value })))
        }
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use serde_json::Value as Json;

    use super::{Cursor, compare_keys};

    #[test]
    fn decode_reads_what_encode_wrote() {
        let cursor = Cursor(vec![
            "2024-01-01 09:00:00".into(),
            serde_json::Value::Null,
            7.into(),
        ]);
        assert_eq!(Cursor::decode(&cursor.encode()), Some(cursor));
    }

    #[test]
    fn keys_of_one_type_are_comparable() {
        use std::cmp::Ordering;
        let compare = |one: Json, other: Json| compare_keys(&one, &other);
        let early = "2024-01-01 09:00:00";
        assert_eq!(
            compare(early.into(), "2024-01-01 09:00:00.000001".into()),
            Some(Ordering::Less)
        );
        assert_eq!(compare(9.into(), 10.into()), Some(Ordering::Less));
        assert_eq!(compare(Json::Null, 10.into()), Some(Ordering::Greater));
        assert_eq!(compare(early.into(), 9.into()), None);
    }

    #[test]
    fn decode_rejects_other_text() {
        for text in ["", "!", "e30", "bnVsbA", "🦀"] {
            assert_eq!(Cursor::decode(text), None, "{text}");
        }
    }
}
