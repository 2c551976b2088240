//! What a custom field takes, and the text that is stored for it: the rules of the ticket form
//! (helpdesk/forms.py, `customfield_to_field`, on Django's form fields).

use chrono::{DateTime, Datelike as _, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use chrono_tz::Tz;
use entity::custom_field;

use super::value::{self, DataType};
use crate::domain::core::text;
use crate::domain::{Code, Context};
use crate::validators;

/// A value as it comes in.
#[derive(Clone, Debug, PartialEq)]
pub enum Input {
    /// Text, to be read in the field's type.
    Text(String),
    /// A whole number.
    Integer(i64),
    /// A decimal number in its digits.
    Decimal(String),
    /// Yes or no.
    Boolean(bool),
    /// A day.
    Date(NaiveDate),
    /// A time of day.
    Time(NaiveTime),
    /// A moment.
    DateTime(DateTime<Utc>),
}

/// Whether a value is no longer than what the viewer may send.
///
/// # Errors
/// The code of the error.
pub fn check_length(context: &Context, input: Option<&Input>) -> Result<(), Code> {
    match input {
        Some(Input::Text(value) | Input::Decimal(value)) => text::check(context, value, None),
        _ => Ok(()),
    }
}

/// The text to store for a value, or why it does not fit. `None` in: nothing was given; then the
/// form's empty value is stored, as the form does for every field: `''` for text, NULL for numbers
/// and times, `False` for booleans.
///
/// # Errors
/// The code of the error.
pub fn clean(
    field: &custom_field::Model,
    input: Option<&Input>,
    zone: Tz,
) -> Result<Option<String>, Code> {
    let data_type = DataType::from_name(&field.data_type).ok_or(Code::Invalid)?;
    if data_type == DataType::Boolean {
        return boolean(field, input);
    }
    let text = match input {
        None => String::new(),
        Some(Input::Text(text)) => python::strip(text).to_owned(),
        Some(Input::Integer(number)) => number.to_string(),
        Some(Input::Decimal(digits)) => digits.clone(),
        Some(Input::Boolean(truth)) => python_bool(*truth).to_owned(),
        Some(Input::Date(date)) => value::write_date(*date),
        Some(Input::Time(time)) => time.format(value::TIME).to_string(),
        Some(Input::DateTime(moment)) => validators::local(*moment, zone)
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
        DataType::Varchar | DataType::Text => length(&text, field.max_length)?,
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
        DataType::Email => valid(validators::is_email(&text))?,
        DataType::Url => {
            let text = if text.contains("://") {
                text
            } else {
                format!("http://{text}")
            };
            valid(validators::is_url(&text))?;
            return Ok(Some(text));
        }
        DataType::Ipaddress => {
            return validators::ip_address(&text, false)
                .map(Some)
                .ok_or(Code::Invalid);
        }
        DataType::Slug => valid(validators::is_slug(&text))?,
        DataType::Boolean => {}
    }
    Ok(Some(text))
}

fn valid(fits: bool) -> Result<(), Code> {
    if fits { Ok(()) } else { Err(Code::Invalid) }
}

fn python_bool(truth: bool) -> &'static str {
    if truth { "True" } else { "False" }
}

/// A check box: absent is no; a required one must be ticked (django/forms/fields.py,
/// `BooleanField`).
fn boolean(field: &custom_field::Model, input: Option<&Input>) -> Result<Option<String>, Code> {
    let truth = match input {
        None => false,
        Some(Input::Boolean(truth)) => *truth,
        // The form takes whatever is not one of these words for a tick; by REST there are truths
        // alone.
        Some(Input::Text(text)) => match python::strip(text).to_ascii_lowercase().as_str() {
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

fn length(text: &str, limit: Option<i32>) -> Result<(), Code> {
    let length = text.chars().count();
    match limit.and_then(|limit| usize::try_from(limit).ok()) {
        Some(limit) if length > limit => Err(Code::MaxLength { limit, length }),
        _ => Ok(()),
    }
}

/// `int()` of a text without its zero fraction (`IntegerField.to_python`), of any size.
fn integer(text: &str) -> Option<String> {
    let whole = match text.rsplit_once('.') {
        Some((whole, zeros)) if zeros.bytes().all(|byte| byte == b'0') => whole,
        _ => text,
    };
    python::int_digits(whole)
}

/// The number as `str(Decimal)`, which the reference stores. Digits and places are counted as
/// Django's `DecimalValidator` does; `max_length` is the number of digits.
fn decimal(text: &str, field: &custom_field::Model) -> Result<String, Code> {
    let number = python::Decimal::parse(text)
        .filter(|number| number.special.is_none())
        .ok_or(Code::Invalid)?;
    let (digits, whole, places) = match number.exponent >= 0 && number.digits == [0] {
        true => (1, 1, 0),
        false => number.digit_counts(),
    };
    let most = |limit: Option<i32>| limit.and_then(|limit| usize::try_from(limit).ok());
    let more = |count: u64, limit: usize| usize::try_from(count).is_ok_and(|count| count > limit);
    let limits = (most(field.max_length), most(field.decimal_places));
    if let Some(limit) = limits.0.filter(|limit| more(digits, *limit)) {
        return Err(Code::MaxDigits(limit));
    }
    if let Some(limit) = limits.1.filter(|limit| more(places, *limit)) {
        return Err(Code::MaxDecimalPlaces(limit));
    }
    if let (Some(digits), Some(places)) = limits {
        let limit = digits.saturating_sub(places);
        if more(whole, limit) {
            return Err(Code::MaxWholeDigits(limit));
        }
    }
    if number.fixed().is_some() {
        Ok(number.text())
    } else {
        Err(Code::Invalid)
    }
}

/// The ways in which Django's forms read a day in English (django/conf/locale/en/formats.py).
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

/// The ways in which Django's forms read a time of day in English.
fn time(text: &str) -> Option<NaiveTime> {
    let text = &*python::ascii_digits(text);
    ["%H:%M:%S", "%H:%M:%S%.f", "%H:%M"]
        .iter()
        .find_map(|format| NaiveTime::parse_from_str(text, format).ok())
        .filter(validators::is_time)
}

/// The ways in which Django's forms read a moment: ISO 8601, and the English formats.
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
