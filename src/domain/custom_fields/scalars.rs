//! What custom fields hold, as scalars of the graph: lists are filtered by them, so they stand below it. Each has the page
//! that says what it looks like.

use async_graphql::{InputValueError, InputValueResult, Scalar, ScalarType, Value};
use chrono::{NaiveDate, NaiveDateTime, NaiveTime};

fn text(value: Value, what: &str) -> Result<String, String> {
    match value {
        Value::String(text) => Ok(text),
        _ => Err(format!("{what} is given as text")),
    }
}

/// A whole number of up to 64 bits, as text so that no client rounds it.
#[derive(Clone, Copy, Debug)]
pub struct BigInt(pub i64);

/// A whole number of up to 64 bits, as text so that no client rounds it.
#[Scalar(specified_by_url = "https://scalars.graphql.org/apollographql/big-int")]
impl ScalarType for BigInt {
    fn parse(value: Value) -> InputValueResult<Self> {
        let number = match &value {
            Value::Number(number) => number.as_i64(),
            Value::String(text) => text.trim().parse().ok(),
            _ => None,
        };
        number.map(Self).ok_or_else(|| InputValueError::custom("not a whole number of 64 bits"))
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.to_string())
    }
}

/// A decimal number in its digits, as text so that no client rounds it.
#[derive(Clone, Debug)]
pub struct Decimal(pub String);

/// A decimal number in its digits, as text so that no client rounds it.
#[Scalar(specified_by_url = "https://scalars.graphql.org/chillicream/decimal")]
impl ScalarType for Decimal {
    fn parse(value: Value) -> InputValueResult<Self> {
        let digits = match value {
            Value::Number(number) => number.to_string(),
            Value::String(text) => text,
            _ => return Err(InputValueError::custom("a decimal number is given as text or number")),
        };
        match super::value::decimal(&digits) {
            Some(digits) => Ok(Self(digits.to_owned())),
            None => Err(InputValueError::custom("not a decimal number, such as 12.50")),
        }
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.clone())
    }
}

/// Scalars of chrono's types that are read and written in one format.
macro_rules! formatted {
    ($(#[$doc:meta])* $name:ident, $of:ty, $format:literal, $url:literal, $complaint:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug)]
        pub struct $name(pub $of);

        $(#[$doc])*
        #[Scalar(specified_by_url = $url)]
        impl ScalarType for $name {
            fn parse(value: Value) -> InputValueResult<Self> {
                let text = text(value, "this").map_err(InputValueError::custom)?;
                <$of>::parse_from_str(&text, $format).map(Self).map_err(|_| InputValueError::custom($complaint))
            }

            fn to_value(&self) -> Value {
                Value::String(self.text())
            }
        }

        impl $name {
            /// As it is written, here and in the database.
            #[must_use]
            pub fn text(&self) -> String {
                self.0.format($format).to_string()
            }
        }
    };
}
formatted!(
    /// A day, without a zone: `2030-01-02`.
    Date, NaiveDate, "%Y-%m-%d", "https://scalars.graphql.org/andimarek/local-date", "not a day, such as 2030-01-02"
);
formatted!(
    /// A time of day, without a zone: `23:59:58`.
    Time, NaiveTime, "%H:%M:%S", "https://scalars.graphql.org/apollographql/local-time", "not a time of day, such as 23:59:58"
);
formatted!(
    /// A moment in the site's zone, to the minute: `2030-01-02T03:04`.
    LocalDateTime, NaiveDateTime, "%Y-%m-%dT%H:%M", "https://scalars.graphql.org/chillicream/local-date-time", "not a moment, such as 2030-01-02T03:04"
);
