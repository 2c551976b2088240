//! Validates the value of a field: presence, null, blank, then the type, with DRF's messages
//! (`Field.run_validation` and `to_internal_value` of each class in `rest_framework/fields.py`).

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use chrono_tz::Tz;

use crate::compat::fields::moment::MomentError;
use crate::compat::fields::{ChoiceValue, Field, Kind, Pattern, list, moment, numbers};
use crate::compat::message::Message;
use crate::compat::parsers::{Data, Json, Key, Upload};
use crate::compat::python::{self, Decimal, DurationError};
use crate::validators::{ip_address, is_email, is_slug, is_url};

/// The value of a field in a request.
#[derive(Debug)]
pub(crate) enum Input {
    /// The field was not sent.
    Absent,
    /// The field was sent.
    Value(Json),
}

/// A valid value.
#[derive(Debug)]
pub(crate) enum Cleaned {
    /// `None`
    Null,
    /// A text; also the value of a text choice or a slug.
    Text(String),
    /// An integer in decimal digits.
    Int(String),
    /// A finite decimal number.
    Decimal(Decimal),
    /// A boolean.
    Bool(bool),
    /// A date.
    Date(NaiveDate),
    /// A time of day.
    Time(NaiveTime),
    /// A date and time.
    DateTime(DateTime<Utc>),
    /// The value of an integer choice.
    Choice(i32),
    /// The ID of an object that may not exist, and the ID as the error message shows it.
    Reference(i64, String),
    /// A file.
    File(Upload),
    /// Files, each valid or not.
    Files(Vec<std::result::Result<Upload, Vec<Message>>>),
    /// A duration in microseconds.
    Duration(i64),
    /// A value that the field accepts and no database can store. It is rejected with this message
    /// if all other fields are valid.
    Unstorable(Message),
}

pub(super) type Result<T> = std::result::Result<T, Vec<Message>>;

pub(super) fn fail<T>(message: impl Into<Message>) -> Result<T> {
    Err(vec![message.into()])
}

impl Field {
    /// Takes the field's value out of a body, with DRF's rules for forms (`Field.get_value`).
    /// `partial`: a PATCH, which sends only the fields to change.
    pub(crate) fn get_value(&self, data: &mut Data, partial: bool) -> Input {
        if let (Data::Html(items), Kind::Files) = (&mut *data, &self.kind) {
            return list::take(&self.name, items).map_or(Input::Absent, Input::Value);
        }
        let html = matches!(data, Data::Html(_));
        let value = match data {
            Data::Html(items) => {
                let item = items.iter_mut().rev().find(|(name, _)| *name == self.name);
                item.map(|(_, value)| value)
            }
            Data::Json(Json::Dict(items)) => items.get_mut(&Key::from(&*self.name)),
            Data::Json(_) => None,
        };
        match value.map(|value| std::mem::replace(value, Json::Null)) {
            // Browsers do not send an unticked checkbox.
            None if html && !partial && matches!(self.kind, Kind::Boolean) => {
                Input::Value(Json::Bool(false))
            }
            None => Input::Absent,
            Some(Json::Str(text)) if html && text.is_empty() => {
                match (self.allow_null, self.required) {
                    _ if self.allow_blank && (self.allow_null || !self.required) => {
                        Input::Value(Json::Str(text))
                    }
                    (true, _) => Input::Value(Json::Null),
                    (false, false) => Input::Absent,
                    (false, true) => Input::Value(Json::Str(text)),
                }
            }
            Some(value) => Input::Value(value),
        }
    }

    /// Validates a value. Returns `None` for an optional field that was not sent.
    ///
    /// # Errors
    /// DRF's messages.
    pub(crate) fn run_validation(
        &self,
        input: Input,
        partial: bool,
        zone: Tz,
    ) -> Result<Option<Cleaned>> {
        let mut value = match input {
            Input::Absent if self.required && !partial => {
                return fail(if matches!(self.kind, Kind::File(_)) {
                    "No file was submitted."
                } else {
                    "This field is required."
                });
            }
            Input::Absent => return Ok(None),
            Input::Value(value) => value,
        };
        match (&self.kind, &value) {
            (Kind::Related, Json::Str(text)) if text.is_empty() => value = Json::Null,
            (Kind::Char(_) | Kind::Email(_) | Kind::Url | Kind::Slug | Kind::IpAddress, value)
                if python::strip(&python::str(value)).is_empty() =>
            {
                return if self.allow_blank {
                    Ok(Some(Cleaned::Text(String::new())))
                } else {
                    fail("This field may not be blank.")
                };
            }
            (Kind::Boolean, Json::Str(text))
                if self.allow_null && matches!(&*text.to_lowercase(), "null" | "") =>
            {
                value = Json::Null;
            }
            _ => {}
        }
        if value == Json::Null {
            return if self.allow_null {
                Ok(Some(Cleaned::Null))
            } else {
                fail("This field may not be null.")
            };
        }
        self.to_internal_value(value, zone).map(Some)
    }

    fn to_internal_value(&self, value: Json, zone: Tz) -> Result<Cleaned> {
        match &self.kind {
            Kind::Char(max_length) => {
                let is_text = matches!(
                    value,
                    Json::Str(_) | Json::Broken { .. } | Json::Int(_) | Json::Float(_)
                );
                let mismatches = |pattern: &Pattern| {
                    is_text && !(pattern.matches)(python::strip(&python::str(&value)))
                };
                let mismatch = self
                    .pattern
                    .filter(mismatches)
                    .map(|pattern| Message::new(pattern.message));
                let result = validate_text(value, *max_length, "Not a valid string.", |_| true);
                match mismatch {
                    Some(mismatch) => Err(std::iter::once(mismatch)
                        .chain(result.err().unwrap_or_default())
                        .collect()),
                    None => result,
                }
            }
            Kind::Email(max_length) => {
                validate_text(value, *max_length, "Enter a valid email address.", is_email)
            }
            Kind::Url => validate_text(value, None, "Enter a valid URL.", is_url),
            Kind::Slug => {
                let message = "Enter a valid \"slug\" consisting of letters, numbers, underscores or hyphens.";
                validate_text(value, None, message, is_slug)
            }
            Kind::IpAddress => validate_ip_address(value),
            Kind::Integer(limits) => numbers::integer(&value, *limits),
            Kind::Decimal { digits, places } => numbers::decimal(&value, *digits, *places),
            Kind::Boolean => numbers::boolean(&value),
            Kind::Choice(choices) => choice(&value, choices),
            Kind::Date => match as_text(&value).and_then(::python::dateparse::parse_date) {
                Some(date) => Ok(Cleaned::Date(date)),
                None => fail(wrong_format(
                    "Date has wrong format. Use one of these formats instead: {format}.",
                    "YYYY-MM-DD",
                )),
            },
            Kind::Time => match as_text(&value).and_then(::python::dateparse::parse_time) {
                Some(time) => Ok(Cleaned::Time(time)),
                None => fail(wrong_format(
                    "Time has wrong format. Use one of these formats instead: {format}.",
                    "hh:mm[:ss[.uuuuuu]]",
                )),
            },
            Kind::DateTime => match as_text(&value).map(|text| moment::parse(text, zone)) {
                Some(Ok(moment)) => Ok(Cleaned::DateTime(moment)),
                Some(Err(MomentError::Range)) => fail("Datetime value out of range."),
                _ => fail(wrong_format(
                    "Datetime has wrong format. Use one of these formats instead: {format}.",
                    "YYYY-MM-DDThh:mm[:ss[.uuuuuu]][+HH:MM|-HH:MM|Z]",
                )),
            },
            Kind::Related => reference(&value),
            Kind::File(max_length) => file(value, *max_length),
            Kind::Files => files(value),
            Kind::Duration => match python::parse_duration(&python::str(&value)) {
                Ok(micros) => Ok(Cleaned::Duration(micros)),
                Err(DurationError::Format) => fail(wrong_format(
                    "Duration has wrong format. Use one of these formats instead: {format}.",
                    "[DD] [HH:[MM:]]ss[.uuuuuu]",
                )),
                Err(DurationError::Range) => fail(days_out_of_range()),
                Err(DurationError::Unstorable) => Ok(Cleaned::Unstorable(days_out_of_range())),
            },
            // Fields of these kinds are read-only.
            Kind::Many(_)
            | Kind::Nested(_)
            | Kind::Texts
            | Kind::Distance
            | Kind::Reference
            | Kind::Title
            | Kind::Raw => fail("This field cannot be written."),
        }
    }
}

fn days_out_of_range() -> Message {
    Message::new("The number of days must be between {min_days} and {max_days}.")
        .with("min_days", -999_999_999)
        .with("max_days", 999_999_999)
}

fn wrong_format(id: &'static str, format: &str) -> Message {
    Message::new(id).with("format", format)
}

fn as_text(value: &Json) -> Option<&str> {
    match value {
        // Python accepts any character between date and time, a lone surrogate too.
        Json::Str(text) | Json::Broken { text, .. } => Some(text),
        _ => None,
    }
}

/// Strips a text and runs the validators of `CharField` and `is_valid` on it; all of them report
/// their errors. `invalid` is the message where `is_valid` fails, and for values that are not texts.
fn validate_text(
    value: Json,
    max_length: Option<i64>,
    invalid: impl Into<Message>,
    is_valid: fn(&str) -> bool,
) -> Result<Cleaned> {
    let (text, surrogate) = match value {
        Json::Str(text) => (python::strip(&text).to_owned(), None),
        Json::Broken { text, lone } => (
            python::strip(&text).to_owned(),
            lone.first().map(|(_, unit)| *unit),
        ),
        Json::Int(_) | Json::Float(_) => (python::str(&value).into_owned(), None),
        _ => return fail(invalid),
    };
    let mut errors = Vec::new();
    if let Some(max_length) = max_length.filter(|max| is_longer(&text, *max)) {
        let message = Message::new("Ensure this field has no more than {max_length} characters.");
        errors.push(message.with("max_length", max_length));
    }
    if text.contains('\0') {
        errors.push(Message::new("Null characters are not allowed."));
    }
    if let Some(unit) = surrogate {
        let message = Message::new("Surrogate characters are not allowed: U+{code_point:X}.");
        errors.push(message.with("code_point:X", format!("{unit:X}")));
    }
    if !is_valid(&text) {
        errors.push(invalid.into());
    }
    if errors.is_empty() {
        Ok(Cleaned::Text(text))
    } else {
        Err(errors)
    }
}

/// Whether a text has more characters than this.
fn is_longer(text: &str, max_length: i64) -> bool {
    i64::try_from(text.chars().count()).is_ok_and(|length| length > max_length)
}

/// `IPAddressField`: an address with a colon is normalized and gets DRF's message, any other text
/// gets that of Django's validator.
fn validate_ip_address(value: Json) -> Result<Cleaned> {
    let message = "Enter a valid IPv4 or IPv6 address.";
    match &value {
        Json::Str(text) if text.contains(':') => match ip_address(text, true) {
            Some(address) => Ok(Cleaned::Text(address)),
            None => fail(message),
        },
        Json::Str(_) | Json::Broken { .. } => {
            let message = Message::new("Enter a valid %(protocol)s address.")
                .with_message("protocol", "IPv4 or IPv6".into());
            validate_text(value, None, message, |text| {
                ip_address(text, true).is_some()
            })
        }
        _ => fail(message),
    }
}

fn choice(value: &Json, choices: &[(ChoiceValue, String)]) -> Result<Cleaned> {
    let given = python::str(value);
    for (known, _) in choices {
        match known {
            ChoiceValue::Int(number) if *number.to_string() == *given => {
                return Ok(Cleaned::Choice(*number));
            }
            ChoiceValue::Text(text) if **text == *given => return Ok(Cleaned::Text(text.clone())),
            _ => {}
        }
    }
    fail(Message::new("\"{input}\" is not a valid choice.").with("input", given))
}

fn reference(value: &Json) -> Result<Cleaned> {
    let id = match value {
        Json::Int(digits) => python::int(digits),
        Json::Str(text) | Json::Broken { text, .. } => python::int(text),
        #[expect(
            clippy::cast_possible_truncation,
            reason = "saturates at IDs that no object has"
        )]
        Json::Float(number) => Some(*number as i64),
        _ => None,
    };
    match id {
        Some(id) => Ok(Cleaned::Reference(id, python::str(value).into_owned())),
        None => fail(
            Message::new("Incorrect type. Expected pk value, received {data_type}.")
                .with("data_type", python::type_name(value)),
        ),
    }
}

/// `ListField` of `FileField`, which validates each item.
fn files(value: Json) -> Result<Cleaned> {
    match value {
        Json::List(items) => Ok(Cleaned::Files(
            items
                .into_iter()
                .map(|item| match file(item, None)? {
                    Cleaned::File(upload) => Ok(upload),
                    _ => Err(Vec::new()),
                })
                .collect(),
        )),
        other => fail(
            Message::new("Expected a list of items but got type \"{input_type}\".")
                .with("input_type", python::type_name(&other)),
        ),
    }
}

fn file(value: Json, max_length: Option<i64>) -> Result<Cleaned> {
    let Json::File(upload) = value else {
        return fail("The submitted data was not a file. Check the encoding type on the form.");
    };
    if upload.size == 0 {
        return fail("The submitted file is empty.");
    }
    if let Some(max_length) = max_length.filter(|max| is_longer(&upload.name, *max)) {
        let message = Message::new(
            "Ensure this filename has at most {max_length} characters (it has {length}).",
        )
        .with("max_length", max_length)
        .with("length", upload.name.chars().count());
        return fail(message);
    }
    Ok(Cleaned::File(upload))
}
