//! The types of custom fields, and stored text read in them. The database keeps every value as text
//! (helpdesk/models.py, `TicketCustomFieldValue`).

use chrono::{Datelike as _, NaiveDate, NaiveDateTime, NaiveTime};
use sea_orm::{EnumIter, Iterable as _};

/// The type of a custom field's values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, async_graphql::Enum)]
#[graphql(name = "CustomFieldType")]
pub enum DataType {
    /// A line of text.
    Varchar,
    /// Text of several lines.
    Text,
    /// A whole number.
    Integer,
    /// A decimal number with fixed places.
    Decimal,
    /// One of the field's choices.
    List,
    /// Yes or no.
    Boolean,
    /// A day.
    Date,
    /// A time of day.
    Time,
    /// A day and a time of day, to the minute, in the site's zone.
    Datetime,
    /// An e-mail address.
    Email,
    /// A URL.
    Url,
    /// An address of the internet protocol.
    Ipaddress,
    /// Letters, digits, hyphens and underscores.
    Slug,
}

impl DataType {
    /// The name in the column `data_type` (helpdesk/models.py, `CustomField.DATA_TYPE_CHOICES`).
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Varchar => "varchar",
            Self::Text => "text",
            Self::Integer => "integer",
            Self::Decimal => "decimal",
            Self::List => "list",
            Self::Boolean => "boolean",
            Self::Date => "date",
            Self::Time => "time",
            Self::Datetime => "datetime",
            Self::Email => "email",
            Self::Url => "url",
            Self::Ipaddress => "ipaddress",
            Self::Slug => "slug",
        }
    }

    /// The type with this name in the database; `None` for names that django-helpdesk does not
    /// know.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::iter().find(|data_type| data_type.name() == name)
    }
}

/// A stored text in the type of its field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TypedValue {
    /// The text itself is the value.
    Text,
    /// A whole number.
    Integer(i64),
    /// A decimal number in digits, without an exponent.
    Decimal(String),
    /// Yes or no.
    Boolean(bool),
    /// A day.
    Date(NaiveDate),
    /// A time of day.
    Time(NaiveTime),
    /// A moment in the site's time zone.
    DateTime(NaiveDateTime),
}

impl TypedValue {
    /// Reads a stored text; `None` if it does not fit the type.
    #[must_use]
    pub fn read(data_type: DataType, text: &str) -> Option<Self> {
        match data_type {
            DataType::Varchar
            | DataType::Text
            | DataType::List
            | DataType::Email
            | DataType::Url
            | DataType::Ipaddress
            | DataType::Slug => Some(Self::Text),
            DataType::Integer => integer(text).map(Self::Integer),
            DataType::Decimal => decimal(text).map(Self::Decimal),
            DataType::Boolean => boolean(text).map(Self::Boolean),
            DataType::Date => date(text).map(Self::Date),
            DataType::Time => time(text).map(Self::Time),
            DataType::Datetime => datetime(text).map(Self::DateTime),
        }
    }
}

/// The format of stored days.
pub const DATE: &str = "%Y-%m-%d";
/// The format of stored times of day.
pub const TIME: &str = "%H:%M:%S";
/// The format of stored moments, in the site's zone.
pub const DATETIME: &str = "%Y-%m-%dT%H:%M";

/// Stored text as a whole number; `None` if it has more than 64 bits.
#[must_use]
pub fn integer(text: &str) -> Option<i64> {
    python::int_digits(text)?.parse().ok()
}

/// Stored text as a decimal number without an exponent: Python stores `1E+2` for a field without
/// fixed places.
#[must_use]
pub fn decimal(text: &str) -> Option<String> {
    python::Decimal::parse(text)
        .filter(|number| number.special.is_none())?
        .fixed()
}

/// A day as Python's `strftime("%Y-%m-%d")` writes it: the year without leading zeros.
#[must_use]
pub fn write_date(date: NaiveDate) -> String {
    format!("{}-{}", date.year(), date.format("%m-%d"))
}

/// A moment as Python's `strftime("%Y-%m-%dT%H:%M")` writes it.
#[must_use]
pub fn write_datetime(moment: NaiveDateTime) -> String {
    format!("{}-{}", moment.year(), moment.format("%m-%dT%H:%M"))
}

/// Stored text as yes or no.
#[must_use]
pub fn boolean(text: &str) -> Option<bool> {
    match text {
        "True" => Some(true),
        "False" => Some(false),
        _ => None,
    }
}

/// Stored text as a day.
#[must_use]
pub fn date(text: &str) -> Option<NaiveDate> {
    NaiveDate::parse_from_str(text, DATE).ok()
}

/// Stored text as a time of day.
#[must_use]
pub fn time(text: &str) -> Option<NaiveTime> {
    NaiveTime::parse_from_str(text, TIME).ok()
}

/// Stored text as a moment in the site's zone.
#[must_use]
pub fn datetime(text: &str) -> Option<NaiveDateTime> {
    NaiveDateTime::parse_from_str(text, DATETIME).ok()
}

/// The choices of a list: one a line, trimmed, an empty one first where the field says so.
#[must_use]
pub fn choices(list_values: Option<&str>, empty_first: bool) -> Vec<String> {
    let empty = empty_first.then(String::new);
    let lines = list_values.unwrap_or_default().split_terminator('\n');
    empty
        .into_iter()
        .chain(lines.map(|line| python::strip(line).to_owned()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_of_the_database() {
        for data_type in DataType::iter() {
            assert_eq!(DataType::from_name(data_type.name()), Some(data_type));
        }
        assert_eq!(DataType::from_name("Varchar"), None);
    }

    #[test]
    fn reads_a_text_in_the_type_of_its_field() {
        let read = TypedValue::read;
        assert_eq!(read(DataType::Integer, "42"), Some(TypedValue::Integer(42)));
        assert_eq!(read(DataType::Integer, "x"), None);
        assert_eq!(read(DataType::Slug, "42"), Some(TypedValue::Text));
    }

    #[test]
    fn rejects_text_of_another_type() {
        assert_eq!(decimal("1.5").as_deref(), Some("1.5"));
        assert_eq!(decimal("1E+2").as_deref(), Some("100"));
        assert_eq!(decimal("."), None);
        assert_eq!(decimal("NaN"), None);
        assert_eq!(integer("42"), Some(42));
        assert_eq!(integer("4.2"), None);
        assert_eq!(boolean("true"), None);
        assert_eq!(date("2024-02-30"), None);
        assert_eq!(
            datetime("2024-02-29T13:37")
                .map(|moment| moment.to_string())
                .as_deref(),
            Some("2024-02-29 13:37:00")
        );
    }

    #[test]
    fn choices_are_trimmed_lines() {
        assert_eq!(
            choices(Some("Green\nBlue\n  Red  "), true),
            ["", "Green", "Blue", "Red"]
        );
        assert_eq!(
            choices(Some("a\u{1c}\r\n\n\u{2028}b\n"), false),
            ["a", "", "b"]
        );
        assert_eq!(choices(Some(""), false), [""; 0]);
    }
}
