//! The types of custom fields, and parsing of stored values. The database stores all values as text
//! (helpdesk/models.py, `TicketCustomFieldValue`).

use chrono::{Datelike as _, NaiveDate, NaiveDateTime, NaiveTime};
use sea_orm::{EnumIter, Iterable as _};

/// Type of a custom field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, async_graphql::Enum)]
#[graphql(name = "CustomFieldType")]
pub enum DataType {
    /// One line of text.
    Varchar,
    /// Text with line breaks.
    Text,
    /// Integer.
    Integer,
    /// Decimal number with a fixed number of decimal places.
    Decimal,
    /// One of the field's choices.
    List,
    /// Boolean.
    Boolean,
    /// Date.
    Date,
    /// Time of day.
    Time,
    /// Date and time in the site's time zone, to the minute.
    Datetime,
    /// Email address.
    Email,
    /// URL.
    Url,
    /// IPv4 or IPv6 address.
    Ipaddress,
    /// Slug: letters, digits, hyphens and underscores.
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

/// A stored value, parsed as its field's type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TypedValue {
    /// Text: the stored text is the value.
    Text,
    /// An integer.
    Integer(i64),
    /// The digits of a decimal number, without an exponent.
    Decimal(String),
    /// A boolean.
    Boolean(bool),
    /// A date.
    Date(NaiveDate),
    /// A time of day.
    Time(NaiveTime),
    /// A date and time in the site's time zone.
    DateTime(NaiveDateTime),
}

impl TypedValue {
    /// Parses a stored text. `None` if it is not of this type.
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

/// The format of stored dates.
pub const DATE: &str = "%Y-%m-%d";
/// The format of stored times of day.
pub const TIME: &str = "%H:%M:%S";
/// The format of stored dates with times, in the site's time zone.
pub const DATETIME: &str = "%Y-%m-%dT%H:%M";

/// Parses an integer. `None` if it has more than 64 bits.
#[must_use]
pub fn integer(text: &str) -> Option<i64> {
    python::int_digits(text)?.parse().ok()
}

/// Parses a decimal number and writes it without an exponent: Python stores `1E+2` for fields
/// without fixed decimal places.
#[must_use]
pub fn decimal(text: &str) -> Option<String> {
    python::Decimal::parse(text)
        .filter(|number| number.special.is_none())?
        .fixed()
}

/// Formats a date like Python's `strftime("%Y-%m-%d")`: the year has no leading zeros.
#[must_use]
pub fn write_date(date: NaiveDate) -> String {
    format!("{}-{}", date.year(), date.format("%m-%d"))
}

/// Formats a date and time like Python's `strftime("%Y-%m-%dT%H:%M")`.
#[must_use]
pub fn write_datetime(moment: NaiveDateTime) -> String {
    format!("{}-{}", moment.year(), moment.format("%m-%dT%H:%M"))
}

/// Parses a boolean.
#[must_use]
pub fn boolean(text: &str) -> Option<bool> {
    match text {
        "True" => Some(true),
        "False" => Some(false),
        _ => None,
    }
}

/// Parses a date.
#[must_use]
pub fn date(text: &str) -> Option<NaiveDate> {
    NaiveDate::parse_from_str(text, DATE).ok()
}

/// Parses a time of day.
#[must_use]
pub fn time(text: &str) -> Option<NaiveTime> {
    NaiveTime::parse_from_str(text, TIME).ok()
}

/// Parses a date and time in the site's time zone.
#[must_use]
pub fn datetime(text: &str) -> Option<NaiveDateTime> {
    NaiveDateTime::parse_from_str(text, DATETIME).ok()
}

/// The choices of a list field: one per line, trimmed. With `empty_first`, the first choice is
/// empty.
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
    fn from_name_inverts_name() {
        for data_type in DataType::iter() {
            assert_eq!(DataType::from_name(data_type.name()), Some(data_type));
        }
        assert_eq!(DataType::from_name("Varchar"), None);
    }

    #[test]
    fn parses_text_as_the_type_of_its_field() {
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
