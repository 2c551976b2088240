//! The faults that the ticket form finds after the serializer (helpdesk/forms.py, `TicketForm`), in the words of
//! Django's forms. The graph's mutation finds them; here they get the form's names, order and sentences.

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
pub(crate) fn sort(faults: &mut [(String, Vec<String>)]) {
    faults.sort_by_key(|(name, _)| ORDER.iter().position(|known| known == name).unwrap_or(ORDER.len()));
}

/// The sentence for a code of the graph. `path` is the way to the field, `shown` the value that was sent, `message`
/// what the graph says itself.
pub(crate) fn user_error(code: &str, path: &[String], shown: &str, message: &str) -> String {
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
        "REQUIRED" => "This field is required.".to_owned(),
        "INVALID_CHOICE" | "NOT_FOUND" => {
            format!("Select a valid choice. {shown} is not one of the available choices.")
        }
        "TAKEN" => "A user with that username already exists.".to_owned(),
        "UNSUPPORTED_FILE" => format!("Unsupported file extension: {shown}"),
        _ => message.to_owned(),
    }
}

/// The sentence for a code of the domain.
pub(crate) fn sentence(code: &Code) -> String {
    match code {
        Code::Required => "This field is required.".to_owned(),
        Code::InvalidChoice(value) => format!("Select a valid choice. {value} is not one of the available choices."),
        Code::DoesNotExist(id) => format!("Invalid pk \"{id}\" - object does not exist."),
        Code::MaxLength { limit, length } => {
            format!("Ensure this value has at most {limit} characters (it has {length}).")
        }
        Code::MaxDigits(limit) => format!("Ensure that there are no more than {limit} digits in total."),
        Code::MaxDecimalPlaces(limit) => format!("Ensure that there are no more than {limit} decimal places."),
        Code::MaxWholeDigits(limit) => {
            format!("Ensure that there are no more than {limit} digits before the decimal point.")
        }
        Code::UnsupportedExtension(ending) => format!("Unsupported file extension: {ending}"),
        Code::EmptyFile => "The submitted file is empty.".to_owned(),
        Code::NullCharacter => "Null characters are not allowed.".to_owned(),
        Code::PasswordTooShort(limit) => {
            format!("This password is too short. It must contain at least {limit} characters.")
        }
        Code::PasswordTooCommon => "This password is too common.".to_owned(),
        Code::PasswordNumeric => "This password is entirely numeric.".to_owned(),
        Code::PasswordSimilar(field) => {
            // The field's verbose name (django/contrib/auth/models.py).
            let name = if *field == "email" { "email address".to_owned() } else { field.replace('_', " ") };
            format!("The password is too similar to the {name}.")
        }
        _ => "Enter a valid value.".to_owned(),
    }
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
