//! What custom fields hold, as scalars of the graph: lists are filtered by them, so they stand
//! below it. Each has the page that says what it looks like.

use std::borrow::Cow;

use async_graphql::{InputValueError, InputValueResult, Number, Scalar, ScalarType, Value};
use chrono::{NaiveDate, NaiveDateTime, NaiveTime};

/// What a scalar is given, whatever notation it came in: so it is read without a copy.
#[derive(Clone, Copy, Debug)]
pub enum Leaf<'a> {
    /// Text.
    Text(&'a str),
    /// A number.
    Number(&'a Number),
    /// Anything else.
    Other,
}

impl<'a> From<&'a Value> for Leaf<'a> {
    fn from(value: &'a Value) -> Self {
        match value {
            Value::String(text) => Self::Text(text),
            Value::Number(number) => Self::Number(number),
            _ => Self::Other,
        }
    }
}

/// What a scalar that is none says of itself.
pub type Complaint = &'static str;

/// A whole number of up to 64 bits, as text so that no client rounds it.
#[derive(Clone, Copy, Debug)]
pub struct BigInt(pub i64);

/// A whole number of up to 64 bits, as text so that no client rounds it.
#[Scalar(specified_by_url = "https://scalars.graphql.org/apollographql/big-int")]
impl ScalarType for BigInt {
    fn parse(value: Value) -> InputValueResult<Self> {
        Self::read((&value).into())
            .map(Self)
            .map_err(InputValueError::custom)
    }

    fn is_valid(value: &Value) -> bool {
        Self::read(value.into()).is_ok()
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.to_string())
    }
}

impl BigInt {
    /// Reads one.
    ///
    /// # Errors
    /// Why it is none.
    pub fn read(given: Leaf<'_>) -> Result<i64, Complaint> {
        let number = match given {
            Leaf::Number(number) => number.as_i64(),
            Leaf::Text(text) => text.trim().parse().ok(),
            Leaf::Other => None,
        };
        number.ok_or("not a whole number of 64 bits")
    }
}

/// A decimal number in its digits, as text so that no client rounds it.
#[derive(Clone, Debug)]
pub struct Decimal(pub String);

/// A decimal number in its digits, as text so that no client rounds it.
#[Scalar(specified_by_url = "https://scalars.graphql.org/chillicream/decimal")]
impl ScalarType for Decimal {
    fn parse(value: Value) -> InputValueResult<Self> {
        Self::read((&value).into())
            .map(|digits| Self(digits.into_owned()))
            .map_err(InputValueError::custom)
    }

    fn is_valid(value: &Value) -> bool {
        Self::read(value.into()).is_ok()
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.clone())
    }
}

impl Decimal {
    /// Reads the digits of one.
    ///
    /// # Errors
    /// Why it is none.
    pub fn read(given: Leaf<'_>) -> Result<Cow<'_, str>, Complaint> {
        let complaint = "not a decimal number, such as 12.50";
        match given {
            Leaf::Text(text) => plain_decimal(text).map(Cow::Borrowed).ok_or(complaint),
            Leaf::Number(number) => {
                let digits = number.to_string();
                let digits = plain_decimal(&digits).map(str::to_owned);
                digits.map(Cow::Owned).ok_or(complaint)
            }
            Leaf::Other => Err("a decimal number is given as text or number"),
        }
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
                Self::read((&value).into()).map(Self).map_err(InputValueError::custom)
            }

            fn is_valid(value: &Value) -> bool {
                Self::read(value.into()).is_ok()
            }

            fn to_value(&self) -> Value {
                Value::String(self.text())
            }
        }

        impl $name {
            /// Reads one.
            ///
            /// # Errors
            /// Why it is none.
            pub fn read(given: Leaf<'_>) -> Result<$of, Complaint> {
                match given {
                    Leaf::Text(text) => <$of>::parse_from_str(text, $format).map_err(|_| $complaint),
                    Leaf::Number(_) | Leaf::Other => Err("this is given as text"),
                }
            }

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

/// The text without blanks around it, if it is a decimal number: a sign, digits, at most one point.
#[must_use]
pub fn plain_decimal(text: &str) -> Option<&str> {
    let text = text.trim();
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let all_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    (!(whole.is_empty() && fraction.is_empty()) && all_digits(whole) && all_digits(fraction))
        .then_some(text)
}

#[cfg(test)]
mod tests {
    use super::plain_decimal;

    #[test]
    fn a_plain_decimal_has_no_exponent() {
        assert_eq!(plain_decimal(" -1.50 "), Some("-1.50"));
        assert_eq!(plain_decimal("1e5"), None);
        assert_eq!(plain_decimal("."), None);
    }
}
