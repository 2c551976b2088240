//! Validation of custom fields, and conversion of values to the text that is stored. The rules are
//! those of django-helpdesk's ticket form (helpdesk/forms.py, `customfield_to_field`) and Django's
//! form fields.

use chrono::{DateTime, Datelike as _, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use chrono_tz::Tz;
use entity::custom_field;

use super::value::{self, DataType};
use crate::domain::core::text;
use crate::domain::{Code, Context};
use crate::validators;

/// A value that a caller sends.
#[derive(Clone, Debug, PartialEq)]
pub enum CustomValue {
    /// Text, which is parsed as the field's type.
    Text(String),
    /// An integer.
    Integer(i64),
    /// The digits of a decimal number.
    Decimal(String),
    /// A boolean.
    Boolean(bool),
    /// A date.
    Date(NaiveDate),
    /// A time of day.
    Time(NaiveTime),
    /// A time in UTC.
    DateTime(DateTime<Utc>),
}

/// Checks the length of a value against the maximum for the viewer.
///
/// # Errors
/// The code of the error.
pub fn check_length(context: &Context, input: Option<&CustomValue>) -> Result<(), Code> {
    match input {
        Some(CustomValue::Text(value) | CustomValue::Decimal(value)) => {
            text::check(context, value, None)
        }
        _ => Ok(()),
    }
}

/// Validates a value and returns the text to store. Without a value, it returns the empty value
/// that Django's form stores: `''` for text, NULL for numbers and times, `False` for booleans.
///
/// # Errors
/// The code of the error.
pub fn clean(
    field: &custom_field::Model,
    input: Option<&CustomValue>,
    zone: Tz,
) -> Result<Option<String>, Code> {
    let data_type = DataType::from_name(&field.data_type).ok_or(Code::Invalid)?;
    if data_type == DataType::Boolean {
        return boolean(field, input);
    }
    let text = match input {
        None => String::new(),
        Some(CustomValue::Text(text)) => python::strip(text).to_owned(),
        Some(CustomValue::Integer(number)) => number.to_string(),
        Some(CustomValue::Decimal(digits)) => digits.clone(),
        Some(CustomValue::Boolean(truth)) => python_bool(*truth).to_owned(),
        Some(CustomValue::Date(date)) => value::write_date(*date),
        Some(CustomValue::Time(time)) => time.format(value::TIME).to_string(),
        Some(CustomValue::DateTime(moment)) => validators::local(*moment, zone)
            .map(value::write_datetime)
            .ok_or(Code::Invalid)?,
    };
    if text.contains('\0') {
        return Err(Code::NullCharacter);
    }
    if text.is_empty() {
        if field.required {
            return Err(Code::Required);
        }
        return Ok(match data_type {
            DataType::Integer
            | DataType::Decimal
            | DataType::Date
            | DataType::Time
            | DataType::Datetime => None,
            DataType::Varchar
            | DataType::Text
            | DataType::List
            | DataType::Boolean
            | DataType::Email
            | DataType::Url
            | DataType::Ipaddress
            | DataType::Slug => Some(text),
        });
    }
    match data_type {
        DataType::Varchar | DataType::Text => check_max_length(&text, field.max_length)?,
        DataType::Integer => return integer(&text).map(Some).ok_or(Code::Invalid),
        DataType::Decimal => return decimal(&text, field).map(Some),
        DataType::List => {
            let choices = value::choices(field.list_values.as_deref(), field.empty_selection_list);
            if !choices.contains(&text) {
                return Err(Code::InvalidChoice(text));
            }
        }
        DataType::Date => {
            return date(&text)
                .map(|date| Some(value::write_date(date)))
                .ok_or(Code::Invalid);
        }
        DataType::Time => {
            return time(&text)
                .map(|time| Some(time.format(value::TIME).to_string()))
                .ok_or(Code::Invalid);
        }
        DataType::Datetime => {
            return datetime(&text)
                .map(|moment| Some(value::write_datetime(moment)))
                .ok_or(Code::Invalid);
        }
        DataType::Email => require(validators::is_email(&text))?,
        DataType::Url => {
            let text = if text.contains("://") {
                text
            } else {
                format!("http://{text}")
            };
            require(validators::is_url(&text))?;
            return Ok(Some(text));
        }
        DataType::Ipaddress => {
            return validators::ip_address(&text, false)
                .map(Some)
                .ok_or(Code::Invalid);
        }
        DataType::Slug => require(validators::is_slug(&text))?,
        DataType::Boolean => {}
    }
    Ok(Some(text))
}

fn require(is_valid: bool) -> Result<(), Code> {
    if is_valid { Ok(()) } else { Err(Code::Invalid) }
}

fn python_bool(truth: bool) -> &'static str {
    if truth { "True" } else { "False" }
}

/// A checkbox: without a value it is false, and a required one must be true
/// (django/forms/fields.py, `BooleanField`).
fn boolean(
    field: &custom_field::Model,
    input: Option<&CustomValue>,
) -> Result<Option<String>, Code> {
    let truth = match input {
        None => false,
        Some(CustomValue::Boolean(truth)) => *truth,
        // Django's form treats any other text as true. REST sends only booleans.
        Some(CustomValue::Text(text)) => match python::strip(text).to_ascii_lowercase().as_str() {
            "" | "false" | "0" => false,
            "true" | "1" => true,
            _ => return Err(Code::Invalid),
        },
        Some(_) => return Err(Code::Invalid),
    };
    if field.required && !truth {
        return Err(Code::Required);
    }
    Ok(Some(python_bool(truth).to_owned()))
}

fn check_max_length(text: &str, limit: Option<i32>) -> Result<(), Code> {
    let length = text.chars().count();
    match limit.and_then(|limit| usize::try_from(limit).ok()) {
        Some(limit) if length > limit => Err(Code::MaxLength { limit, length }),
        _ => Ok(()),
    }
}

/// Python's `int()` of a text without its zero fraction (`IntegerField.to_python`), of any size.
fn integer(text: &str) -> Option<String> {
    let whole = match text.rsplit_once('.') {
        Some((whole, zeros)) if zeros.bytes().all(|byte| byte == b'0') => whole,
        _ => text,
    };
    python::int_digits(whole)
}

/// The number in the format of Python's `str(Decimal)`, which django-helpdesk stores. Digits and
/// decimal places are counted like in Django's `DecimalValidator`; `max_length` is the maximum
/// number of digits.
fn decimal(text: &str, field: &custom_field::Model) -> Result<String, Code> {
    let number = python::Decimal::parse(text)
        .filter(|number| number.special.is_none())
        .ok_or(Code::Invalid)?;
    let (digits, whole, places) = match number.exponent >= 0 && number.digits == [0] {
        true => (1, 1, 0),
        false => number.digit_counts(),
    };
    let limit = |limit: Option<i32>| limit.and_then(|limit| usize::try_from(limit).ok());
    let exceeds =
        |count: u64, limit: usize| usize::try_from(count).is_ok_and(|count| count > limit);
    let limits = (limit(field.max_length), limit(field.decimal_places));
    if let Some(limit) = limits.0.filter(|limit| exceeds(digits, *limit)) {
        return Err(Code::MaxDigits(limit));
    }
    if let Some(limit) = limits.1.filter(|limit| exceeds(places, *limit)) {
        return Err(Code::MaxDecimalPlaces(limit));
    }
    if let (Some(digits), Some(places)) = limits {
        let limit = digits.saturating_sub(places);
        if exceeds(whole, limit) {
            return Err(Code::MaxWholeDigits(limit));
        }
    }
    if number.fixed().is_some() {
        Ok(number.text())
    } else {
        Err(Code::Invalid)
    }
}

/// Parses a date in the formats of Django's forms in English (django/conf/locale/en/formats.py).
fn date(text: &str) -> Option<NaiveDate> {
    let text = &*python::ascii_digits(text);
    [
        "%Y-%m-%d",
        "%m/%d/%Y",
        "%m/%d/%y",
        "%b %d %Y",
        "%b %d, %Y",
        "%d %b %Y",
        "%d %b, %Y",
        "%B %d %Y",
        "%B %d, %Y",
        "%d %B %Y",
        "%d %B, %Y",
    ]
    .iter()
    .find_map(|format| NaiveDate::parse_from_str(text, format).ok())
    .filter(|date| validators::is_year(date.year()))
}

/// Parses a time of day in the formats of Django's forms in English.
fn time(text: &str) -> Option<NaiveTime> {
    let text = &*python::ascii_digits(text);
    ["%H:%M:%S", "%H:%M:%S%.f", "%H:%M"]
        .iter()
        .find_map(|format| NaiveTime::parse_from_str(text, format).ok())
        .filter(validators::is_time)
}

/// Parses a date and time in the formats of Django's forms: ISO 8601, and the English formats.
fn datetime(text: &str) -> Option<NaiveDateTime> {
    let text = &*python::ascii_digits(text);
    [
        "%Y-%m-%dT%H:%M:%S%.f",
        "%Y-%m-%d %H:%M:%S%.f",
        "%Y-%m-%dT%H:%M",
        "%Y-%m-%d %H:%M",
        "%m/%d/%Y %H:%M:%S%.f",
        "%m/%d/%Y %H:%M",
    ]
    .iter()
    .find_map(|format| NaiveDateTime::parse_from_str(text, format).ok())
    .or_else(|| date(text)?.and_hms_opt(0, 0, 0))
    .filter(|moment| validators::is_year(moment.year()) && validators::is_time(&moment.time()))
}
