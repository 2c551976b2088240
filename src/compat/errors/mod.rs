//! Django's and DRF's sentences for the error codes of the domain. The table is exhaustive, so a
//! new code does not compile without a sentence. Errors found by serializers are worded next to
//! their fields.

#[cfg(test)]
mod tests;

use crate::compat::exceptions::FieldErrors;
use crate::compat::message::Message;
use crate::domain::{Code, FieldError};

/// Which part of the reference reports an error, in its own sentences and field names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ErrorSource {
    /// `TicketForm` (helpdesk/forms.py).
    TicketForm,
    /// A DRF serializer, with the validators of its model.
    Serializer,
}

/// `UnicodeUsernameValidator`
pub(crate) const INVALID_USERNAME: &str = "Enter a valid username. This value may contain only letters, numbers, and @/./+/-/_ characters.";

/// Converts errors of the domain. `sent` are the IDs in the request, as they were written, by
/// field.
pub(crate) fn field_errors(
    source: ErrorSource,
    errors: &[FieldError],
    sent: &[(String, String)],
) -> FieldErrors {
    let mut out = FieldErrors::new();
    for error in errors {
        let name = field_name(source, error);
        let sent = sent
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(_, sent)| sent.as_str());
        let sentence = sentence(source, error, sent);
        match out.iter_mut().find(|(known, _)| *known == name) {
            Some((_, sentences)) => sentences.push(sentence),
            None => out.push((name, vec![sentence])),
        }
    }
    out
}

/// The reference's name of the field.
fn field_name(source: ErrorSource, error: &FieldError) -> String {
    let mut path = error.path.iter().map(String::as_str);
    match (path.next(), path.next(), source) {
        (Some("custom_fields"), Some(name), _) => format!("custom_{name}"),
        (Some("description"), _, ErrorSource::TicketForm) => "body".to_owned(),
        (Some("attachments"), _, ErrorSource::TicketForm) => "attachment".to_owned(),
        (Some(name), ..) => name.to_owned(),
        (None, ..) => "non_field_errors".to_owned(),
    }
}

/// The sentence of an error. `sent` is the ID in the request, as it was written, if the error is
/// about a related object.
fn sentence(source: ErrorSource, error: &FieldError, sent: Option<&str>) -> Message {
    match &error.code {
        Code::Required => "This field is required.".into(),
        Code::Invalid => invalid_format(error).into(),
        Code::InvalidChoice(value) => invalid_choice(source, value),
        Code::DoesNotExist(id) => match source {
            ErrorSource::TicketForm => invalid_choice(source, id),
            ErrorSource::Serializer => does_not_exist(sent.unwrap_or(id)),
        },
        Code::WrongId { .. } => {
            Message::new("Incorrect type. Expected pk value, received {data_type}.")
                .with("data_type", "str")
        }
        Code::MaxLength { limit, length } => match source {
            ErrorSource::TicketForm => counted(
                "Ensure this value has at most %(limit_value)d character (it has %(show_value)d).",
                "Ensure this value has at most %(limit_value)d characters (it has %(show_value)d).",
                "limit_value",
                *limit,
            )
            .with("show_value", length),
            ErrorSource::Serializer => {
                Message::new("Ensure this field has no more than {max_length} characters.")
                    .with("max_length", limit)
            }
        },
        Code::MinValue(limit) => {
            Message::new("Ensure this value is greater than or equal to {min_value}.")
                .with("min_value", limit)
        }
        Code::MaxValue(limit) => {
            Message::new("Ensure this value is less than or equal to {max_value}.")
                .with("max_value", limit)
        }
        Code::MaxDigits(limit) => counted(
            "Ensure that there are no more than %(max)s digit in total.",
            "Ensure that there are no more than %(max)s digits in total.",
            "max",
            *limit,
        ),
        Code::MaxDecimalPlaces(limit) => counted(
            "Ensure that there are no more than %(max)s decimal place.",
            "Ensure that there are no more than %(max)s decimal places.",
            "max",
            *limit,
        ),
        Code::MaxWholeDigits(limit) => counted(
            "Ensure that there are no more than %(max)s digit before the decimal point.",
            "Ensure that there are no more than %(max)s digits before the decimal point.",
            "max",
            *limit,
        ),
        Code::MaxItems(limit) => {
            Message::new("Ensure this field has no more than {max_length} elements.")
                .with("max_length", limit)
        }
        Code::UnsupportedExtension(ending) => {
            Message::new("Unsupported file extension: ").append(ending.clone())
        }
        Code::EmptyFile => "The submitted file is empty.".into(),
        Code::NotUnique => match error.path.first().map(String::as_str) {
            Some("username") => "A user with that username already exists.".into(),
            _ => "This field must be unique.".into(),
        },
        Code::NullCharacter => "Null characters are not allowed.".into(),
        Code::PasswordTooShort(limit) => counted(
            "This password is too short. It must contain at least %d character.",
            "This password is too short. It must contain at least %d characters.",
            "min_length",
            *limit,
        ),
        Code::PasswordTooCommon => "This password is too common.".into(),
        Code::PasswordNumeric => "This password is entirely numeric.".into(),
        Code::PasswordSimilar(field) => {
            // The verbose name of the field (django/contrib/auth/models.py).
            let name = match *field {
                "email" => "email address",
                "first_name" => "first name",
                "last_name" => "last name",
                other => other,
            };
            let message = Message::new("The password is too similar to the %(verbose_name)s.");
            message.with_message("verbose_name", name.into())
        }
        // The reference accepts these values or crashes, so no catalogue has a sentence.
        Code::Template { line, reason } => {
            format!("The template fails in line {line}: {reason}.").into()
        }
        Code::FileTooLarge(limit) => format!("Ensure this file has at most {limit} bytes.").into(),
        Code::Exclusive(other) => format!("This field may not be combined with {other}.").into(),
        Code::TooManyTerms(_) | Code::TooDeep(_) | Code::TooNested(_) => {
            "The filter is too large.".into()
        }
        // No view of the REST API has these fields.
        Code::WrongLogin | Code::WrongPassword | Code::ExpiredLink | Code::Trap | Code::Past => {
            "Enter a valid value.".into()
        }
        Code::Circle => "A ticket may not be merged into itself.".into(),
        Code::Unsupported(_) => "This search cannot be run.".into(),
        Code::Twice => "This field may be given only once.".into(),
        Code::NotPermitted(_) => "You may not set this value.".into(),
        Code::Disabled => "This installation does not accept this field.".into(),
        Code::Refused(_) => "The ticket does not allow this.".into(),
    }
}

/// A sentence whose form depends on the limit.
fn counted(
    singular: &'static str,
    plural: &'static str,
    name: &'static str,
    limit: usize,
) -> Message {
    Message::counted(singular, plural, limit as u64).with(name, limit)
}

/// The sentence of a relational field for a missing object.
pub(crate) fn does_not_exist(id: &str) -> Message {
    Message::new("Invalid pk \"{pk_value}\" - object does not exist.").with("pk_value", id)
}

fn invalid_choice(source: ErrorSource, value: &str) -> Message {
    match source {
        ErrorSource::TicketForm => {
            Message::new("Select a valid choice. %(value)s is not one of the available choices.")
                .with("value", value)
        }
        ErrorSource::Serializer => {
            Message::new("\"{input}\" is not a valid choice.").with("input", value)
        }
    }
}

/// The sentence for a value with an invalid format.
fn invalid_format(error: &FieldError) -> &'static str {
    match error.path.first().map(String::as_str) {
        Some("username") => INVALID_USERNAME,
        Some("email" | "submitter_email") => "Enter a valid email address.",
        Some("due_date") => "Datetime value out of range.",
        _ => "Enter a valid value.",
    }
}
