//! Reading a field of a request: presence, null, blank, then the type, with DRF's sentences
//! (`Field.run_validation` and the `to_internal_value` of each class in
//! `rest_framework/fields.py`).

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use chrono_tz::Tz;

use crate::compat::fields::duration::{self, DurationError};
use crate::compat::fields::moment::MomentError;
use crate::compat::fields::{ChoiceValue, Field, Kind, Pattern, iso, list, moment, numbers};
use crate::compat::message::Message;
use crate::compat::parsers::{Data, Json, Upload};
use crate::compat::python::{self, Decimal};
use crate::validators::{ip_address, is_email, is_slug, is_url};

/// The value of a field in a request.
#[derive(Debug)]
pub(crate) enum Input {
    /// There is none.
    Absent,
    /// There is one.
    Value(Json),
}

/// A value that fits its field.
#[derive(Debug)]
pub(crate) enum Cleaned {
    /// `None`
    Null,
    /// A text, of a choice or a slug as well.
    Text(String),
    /// A whole number in digits.
    Int(String),
    /// A finite decimal number.
    Decimal(Decimal),
    /// Yes or no.
    Bool(bool),
    /// A day.
    Date(NaiveDate),
    /// A time of day.
    Time(NaiveTime),
    /// A moment.
    DateTime(DateTime<Utc>),
    /// A chosen number.
    Choice(i32),
    /// The id of an object that may not exist, and the id as the error about that shows it.
    Reference(i64, String),
    /// A file.
    File(Upload),
    /// Files, each of which may be none.
    Files(Vec<std::result::Result<Upload, Vec<Message>>>),
    /// A length of time in microseconds.
    Duration(i64),
    /// A value that the field accepts and no database stores: refused with this sentence once all
    /// else is right.
    Unstorable(Message),
}

pub(super) type Result<T> = std::result::Result<T, Vec<Message>>;

pub(super) fn fault<T>(sentence: impl Into<Message>) -> Result<T> {
    Err(vec![sentence.into()])
}

impl Field {
    /// Takes the field's value out of a body; the quirks of forms are in here (`Field.get_value`).
    /// `partial`: of an update that leaves out what it does not change.
    pub(crate) fn take(&self, data: &mut Data, partial: bool) -> Input {
        if let (Data::Html(items), Kind::Files) = (&mut *data, &self.kind) {
            return list::take(&self.name, items).map_or(Input::Absent, Input::Value);
        }
        let (items, html) = match data {
            Data::Html(items) => (items, true),
            Data::Json(Json::Dict(items)) => (items, false),
            Data::Json(_) => return Input::Absent,
        };
        let value = items.iter_mut().rev().find(|(name, _)| *name == self.name);
        let value = value.map(|(_, value)| std::mem::replace(value, Json::Null));
        match value {
            // A box that is not ticked is not sent.
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

    /// Checks a value. `None`: there is none, and need not be.
    ///
    /// # Errors
    /// DRF's sentences.
    pub(crate) fn clean(&self, input: Input, partial: bool, zone: Tz) -> Result<Option<Cleaned>> {
        let mut value = match input {
            Input::Absent if self.required && !partial => {
                return fault(if matches!(self.kind, Kind::File(_)) {
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
                    fault("This field may not be blank.")
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
                fault("This field may not be null.")
            };
        }
        self.typed(value, zone).map(Some)
    }

    fn typed(&self, value: Json, zone: Tz) -> Result<Cleaned> {
        match &self.kind {
            Kind::Char(longest) => {
                let is_text = matches!(
                    value,
                    Json::Str(_) | Json::Broken { .. } | Json::Int(_) | Json::Float(_)
                );
                let wrong = |pattern: &Pattern| {
                    is_text && !(pattern.matches)(python::strip(&python::str(&value)))
                };
                let wrong = self
                    .pattern
                    .filter(wrong)
                    .map(|pattern| Message::new(pattern.message));
                let checked = checked(value, *longest, "Not a valid string.", |_| true);
                match wrong {
                    Some(wrong) => Err(std::iter::once(wrong)
                        .chain(checked.err().unwrap_or_default())
                        .collect()),
                    None => checked,
                }
            }
            Kind::Email(longest) => {
                checked(value, *longest, "Enter a valid email address.", is_email)
            }
            Kind::Url => checked(value, None, "Enter a valid URL.", is_url),
            Kind::Slug => {
                let sentence = "Enter a valid \"slug\" consisting of letters, numbers, underscores or hyphens.";
                checked(value, None, sentence, is_slug)
            }
            Kind::IpAddress => {
                let sentence = "Enter a valid IPv4 or IPv6 address.";
                match &value {
                    Json::Str(text) if text.contains(':') => ip_address(text, true)
                        .map_or_else(|| fault(sentence), |address| Ok(Cleaned::Text(address))),
                    Json::Str(_) | Json::Broken { .. } => checked(value, None, sentence, |text| {
                        ip_address(text, true).is_some()
                    }),
                    _ => fault(sentence),
                }
            }
            Kind::Integer(limits) => numbers::integer(&value, *limits),
            Kind::Decimal { digits, places } => numbers::decimal(&value, *digits, *places),
            Kind::Boolean => numbers::boolean(&value),
            Kind::Choice(choices) => choice(&value, choices),
            Kind::Date => match as_text(&value).and_then(iso::date) {
                Some(date) => Ok(Cleaned::Date(date)),
                None => fault(wrong_format(
                    "Date has wrong format. Use one of these formats instead: {format}.",
                    "YYYY-MM-DD",
                )),
            },
            Kind::Time => match as_text(&value).and_then(iso::time) {
                Some(time) => Ok(Cleaned::Time(time)),
                None => fault(wrong_format(
                    "Time has wrong format. Use one of these formats instead: {format}.",
                    "hh:mm[:ss[.uuuuuu]]",
                )),
            },
            Kind::DateTime => match as_text(&value).map(|text| moment::parse(text, zone)) {
                Some(Ok(moment)) => Ok(Cleaned::DateTime(moment)),
                Some(Err(MomentError::Range)) => fault("Datetime value out of range."),
                _ => fault(wrong_format(
                    "Datetime has wrong format. Use one of these formats instead: {format}.",
                    "YYYY-MM-DDThh:mm[:ss[.uuuuuu]][+HH:MM|-HH:MM|Z]",
                )),
            },
            Kind::Related => reference(&value),
            Kind::File(longest) => file(value, *longest),
            Kind::Files => files(value),
            Kind::Duration => match duration::parse(&python::str(&value)) {
                Ok(micros) => Ok(Cleaned::Duration(micros)),
                Err(DurationError::Format) => fault(wrong_format(
                    "Duration has wrong format. Use one of these formats instead: {format}.",
                    "[DD] [HH:[MM:]]ss[.uuuuuu]",
                )),
                Err(DurationError::Range) => fault(days_out_of_range()),
                Err(DurationError::Unstorable) => Ok(Cleaned::Unstorable(days_out_of_range())),
            },
            // Only shown: no field of these kinds is written.
            Kind::Many(_)
            | Kind::Nested(_)
            | Kind::Texts
            | Kind::Reference
            | Kind::Title
            | Kind::Raw => fault("This field cannot be written."),
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
        // Python's datetimes may have any character between date and time.
        Json::Str(text) | Json::Broken { text, .. } => Some(text),
        _ => None,
    }
}

/// A text without the space around it, held against the validators that every text has and against
/// `fits`; all of them speak. `invalid` is what is said where `fits` fails, and of what is no text
/// at all.
fn checked(
    value: Json,
    longest: Option<i64>,
    invalid: &'static str,
    fits: fn(&str) -> bool,
) -> Result<Cleaned> {
    let (text, surrogate) = match value {
        Json::Str(text) => (python::strip(&text).to_owned(), None),
        Json::Broken { text, lone } => (
            python::strip(&text).to_owned(),
            lone.first().map(|(_, unit)| *unit),
        ),
        Json::Int(_) | Json::Float(_) => (python::str(&value).into_owned(), None),
        _ => return fault(invalid),
    };
    let mut faults = Vec::new();
    if let Some(longest) =
        longest.filter(|longest| i64::try_from(text.chars().count()).is_ok_and(|n| n > *longest))
    {
        let message = Message::new("Ensure this field has no more than {max_length} characters.");
        faults.push(message.with("max_length", longest));
    }
    if text.contains('\0') {
        faults.push(Message::new("Null characters are not allowed."));
    }
    if let Some(unit) = surrogate {
        let message = Message::new("Surrogate characters are not allowed: U+{code_point:X}.");
        faults.push(message.with("code_point:X", format!("{unit:X}")));
    }
    if !fits(&text) {
        faults.push(Message::new(invalid));
    }
    if faults.is_empty() {
        Ok(Cleaned::Text(text))
    } else {
        Err(faults)
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
    fault(Message::new("\"{input}\" is not a valid choice.").with("input", given))
}

fn reference(value: &Json) -> Result<Cleaned> {
    let id = match value {
        Json::Int(digits) => python::int(digits),
        Json::Str(text) | Json::Broken { text, .. } => python::int(text),
        #[expect(
            clippy::cast_possible_truncation,
            reason = "what is too large becomes the largest id, which nothing has"
        )]
        Json::Float(number) => Some(*number as i64),
        _ => None,
    };
    match id {
        Some(id) => Ok(Cleaned::Reference(id, python::str(value).into_owned())),
        None => fault(
            Message::new("Incorrect type. Expected pk value, received {data_type}.")
                .with("data_type", python::type_name(value)),
        ),
    }
}

/// `ListField` of `FileField`: a list, each of whose items is checked for itself.
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
        other => fault(
            Message::new("Expected a list of items but got type \"{input_type}\".")
                .with("input_type", python::type_name(&other)),
        ),
    }
}

fn file(value: Json, longest: Option<i64>) -> Result<Cleaned> {
    let Json::File(upload) = value else {
        return fault("The submitted data was not a file. Check the encoding type on the form.");
    };
    if upload.size == 0 {
        return fault("The submitted file is empty.");
    }
    let length = upload.name.chars().count();
    if let Some(longest) =
        longest.filter(|longest| i64::try_from(length).is_ok_and(|length| length > *longest))
    {
        let message = Message::new(
            "Ensure this filename has at most {max_length} characters (it has {length}).",
        );
        return fault(message.with("max_length", longest).with("length", length));
    }
    Ok(Cleaned::File(upload))
}
