//! The faults that the ticket form finds after the serializer (helpdesk/forms.py, `TicketForm`), in the words of
//! Django's forms. The graph's mutation finds them; here they get the form's names, order and sentences.

use crate::compat::message::Message;
use crate::domain::error::{Code, PASSWORD_LENGTH};

/// The form's fields in order; custom fields follow.
const ORDER: [&str; 8] =
    ["queue", "title", "body", "priority", "due_date", "attachment", "submitter_email", "assigned_to"];

/// The form's name of a field that the graph names.
pub(crate) fn field_name(path: &[String]) -> String {
    match path {
        [first, name, ..] if first == "customFields" => format!("custom_{name}"),
        [first, ..] => match first.as_str() {
            "queueId" => "queue",
            "description" => "body",
            "priorityCode" => "priority",
            "dueDate" => "due_date",
            "attachments" => "attachment",
            "submitterEmail" => "submitter_email",
            "assignedToId" => "assigned_to",
            "statusCode" => "status",
            "mergedToId" => "merged_to",
            "ticketId" => "ticket",
            "userId" => "user",
            "newStatusCode" => "new_status",
            "timeSpent" => "time_spent",
            "followUpId" => "followup",
            "mimeType" => "mime_type",
            "firstName" => "first_name",
            "lastName" => "last_name",
            other => other,
        }
        .to_owned(),
        [] => "__all__".to_owned(),
    }
}

/// Brings faults into the form's order; custom fields keep theirs.
pub(crate) fn sort(faults: &mut [(String, Vec<Message>)]) {
    faults.sort_by_key(|(name, _)| ORDER.iter().position(|known| known == name).unwrap_or(ORDER.len()));
}

/// The sentence for a code of the graph. `path` is the way to the field, `shown` the value that was sent, `message`
/// what the graph says itself.
pub(crate) fn user_error(code: &str, path: &[String], shown: &str, message: &str) -> Message {
    match code {
        "PASSWORD_TOO_SHORT" => sentence(&Code::PasswordTooShort(PASSWORD_LENGTH)),
        "PASSWORD_TOO_COMMON" => sentence(&Code::PasswordTooCommon),
        "PASSWORD_NUMERIC" => sentence(&Code::PasswordNumeric),
        "PASSWORD_SIMILAR" => sentence(&Code::PasswordSimilar(match path.last().map(String::as_str) {
            Some("firstName") => "first_name",
            Some("lastName") => "last_name",
            Some("email") => "email",
            _ => "username",
        })),
        "REQUIRED" => sentence(&Code::Required),
        "INVALID_CHOICE" | "NOT_FOUND" => sentence(&Code::InvalidChoice(shown.to_owned())),
        "TAKEN" => "A user with that username already exists.".into(),
        "UNSUPPORTED_FILE" => sentence(&Code::UnsupportedExtension(shown.to_owned())),
        _ => message.to_owned().into(),
    }
}

/// The sentence for a code of the domain.
pub(crate) fn sentence(code: &Code) -> Message {
    match code {
        Code::Required => "This field is required.".into(),
        Code::InvalidChoice(value) => {
            Message::new("Select a valid choice. %(value)s is not one of the available choices.").with("value", value)
        }
        Code::DoesNotExist(id) => {
            Message::new("Invalid pk \"{pk_value}\" - object does not exist.").with("pk_value", id)
        }
        Code::MaxLength { limit, length } => Message::counted(
            "Ensure this value has at most %(limit_value)d character (it has %(show_value)d).",
            "Ensure this value has at most %(limit_value)d characters (it has %(show_value)d).",
            *limit as u64,
        )
        .with("limit_value", limit)
        .with("show_value", length),
        Code::MaxDigits(limit) => digits(
            "Ensure that there are no more than %(max)s digit in total.",
            "Ensure that there are no more than %(max)s digits in total.",
            *limit,
        ),
        Code::MaxDecimalPlaces(limit) => digits(
            "Ensure that there are no more than %(max)s decimal place.",
            "Ensure that there are no more than %(max)s decimal places.",
            *limit,
        ),
        Code::MaxWholeDigits(limit) => digits(
            "Ensure that there are no more than %(max)s digit before the decimal point.",
            "Ensure that there are no more than %(max)s digits before the decimal point.",
            *limit,
        ),
        Code::UnsupportedExtension(ending) => Message::new("Unsupported file extension: ").then(ending.clone()),
        Code::EmptyFile => "The submitted file is empty.".into(),
        Code::NullCharacter => "Null characters are not allowed.".into(),
        Code::PasswordTooShort(limit) => Message::counted(
            "This password is too short. It must contain at least %d character.",
            "This password is too short. It must contain at least %d characters.",
            *limit as u64,
        )
        .with("min_length", limit),
        Code::PasswordTooCommon => "This password is too common.".into(),
        Code::PasswordNumeric => "This password is entirely numeric.".into(),
        Code::PasswordSimilar(field) => {
            // The field's verbose name (django/contrib/auth/models.py).
            let name = match *field {
                "email" => "email address",
                "first_name" => "first name",
                "last_name" => "last name",
                other => other,
            };
            let message = Message::new("The password is too similar to the %(verbose_name)s.");
            message.with_message("verbose_name", name.into())
        }
        _ => "Enter a valid value.".into(),
    }
}

/// A sentence about a limit of digits.
fn digits(singular: &'static str, plural: &'static str, limit: usize) -> Message {
    Message::counted(singular, plural, limit as u64).with("max", limit)
}

/// `os.path.splitext(name)[1].lower()`: leading dots begin no ending.
pub(crate) fn extension(name: &str) -> String {
    let stem = name.trim_start_matches('.');
    let start = stem.rfind('/').map_or(0, |at| at + 1);
    stem[start..].rfind('.').map(|at| stem[start + at..].to_lowercase()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn extensions_as_python_splits_them() {
        for (name, ending) in [
            ("virus.EXE", ".exe"),
            ("a.tar.gz", ".gz"),
            (".hidden", ""),
            ("..x.txt", ".txt"),
            ("none", ""),
            ("dot.", "."),
        ] {
            assert_eq!(extension(name), ending, "{name}");
        }
    }

    #[test]
    fn faults_in_the_forms_order() {
        let fault = |name: &str| (name.to_owned(), vec![]);
        let mut faults = ["custom_b", "custom_a", "attachment", "body"].map(fault);
        sort(&mut faults);
        assert_eq!(faults.map(|(name, _)| name), ["body", "attachment", "custom_b", "custom_a"]);
    }
}
