//! GraphQL scalars for the values of custom fields. Filters use them, so they are declared in the
//! domain. Each names the page that specifies its format.

use std::borrow::Cow;

use async_graphql::{InputValueError, InputValueResult, Number, Scalar, ScalarType, Value};
use chrono::{NaiveDate, NaiveDateTime, NaiveTime};

/// An input value of a scalar, borrowed from JSON variables or from a literal of the document.
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

/// The reason why a value is not valid for a scalar.
pub type ScalarError = &'static str;

/// A 64-bit integer as a string, so that clients do not round it.
#[derive(Clone, Copy, Debug)]
pub struct BigInt(pub i64);

/// A 64-bit integer as a string, so that clients do not round it.
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
    /// Parses a value.
    ///
    /// # Errors
    /// The value is not a number of this type.
    pub fn read(given: Leaf<'_>) -> Result<i64, ScalarError> {
        let number = match given {
            Leaf::Number(number) => number.as_i64(),
            Leaf::Text(text) => text.trim().parse().ok(),
            Leaf::Other => None,
        };
        number.ok_or("not a 64-bit integer")
    }
}

/// A decimal number as a string, so that clients do not round it.
#[derive(Clone, Debug)]
pub struct Decimal(pub String);

/// A decimal number as a string, so that clients do not round it.
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
    /// Parses a value; returns its digits.
    ///
    /// # Errors
    /// The value is not a decimal number without exponent.
    pub fn read(given: Leaf<'_>) -> Result<Cow<'_, str>, ScalarError> {
        let error = "not a decimal number, such as 12.50";
        match given {
            Leaf::Text(text) => plain_decimal(text).map(Cow::Borrowed).ok_or(error),
            Leaf::Number(number) => {
                let digits = number.to_string();
                let digits = plain_decimal(&digits).map(str::to_owned);
                digits.map(Cow::Owned).ok_or(error)
            }
            Leaf::Other => Err("expected a string or a number"),
        }
    }
}

/// Scalars of chrono's types with one format for input and output.
macro_rules! formatted {
    ($(#[$doc:meta])* $name:ident, $of:ty, $format:literal, $url:literal, $error:literal) => {
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
            /// Parses a value.
            ///
            /// # Errors
            /// The value does not have the format.
            pub fn read(given: Leaf<'_>) -> Result<$of, ScalarError> {
                match given {
                    Leaf::Text(text) => <$of>::parse_from_str(text, $format).map_err(|_| $error),
                    Leaf::Number(_) | Leaf::Other => Err("expected a string"),
                }
            }

            /// The text of the value, as in responses and in the database.
            #[must_use]
            pub fn text(&self) -> String {
                self.0.format($format).to_string()
            }
        }
    };
}
formatted!(
    /// A date without a time zone: `2030-01-02`.
    Date, NaiveDate, "%Y-%m-%d", "https://scalars.graphql.org/andimarek/local-date", "not a date, such as 2030-01-02"
);
formatted!(
    /// A time of day without a time zone: `23:59:58`.
    Time, NaiveTime, "%H:%M:%S", "https://scalars.graphql.org/apollographql/local-time", "not a time of day, such as 23:59:58"
);
formatted!(
    /// A date and time in the site's time zone, to the minute: `2030-01-02T03:04`.
    LocalDateTime, NaiveDateTime, "%Y-%m-%dT%H:%M", "https://scalars.graphql.org/chillicream/local-date-time", "not a date and time, such as 2030-01-02T03:04"
);

/// The trimmed text, if it is a decimal number: an optional sign, digits, at most one point.
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
