//! Describes validation errors of `domain::setup::load`, whose paths consist of kind, name and
//! field.

use super::terminal::{CommandError, ErrorList};
use crate::domain::setup::load;
use crate::domain::{Code, Error, FieldError};

/// The error for the terminal, with one line per invalid field.
pub(super) fn command_error(error: Error) -> anyhow::Error {
    match error {
        Error::Invalid(errors) => ErrorList(errors.iter().map(describe).collect()).into(),
        Error::Conflict { what, .. } => CommandError::new(what).into(),
        error => error.into(),
    }
}

/// The error as a sentence without a period at the end.
pub(super) fn describe(error: &FieldError) -> String {
    let [kind, name, field] = error.path.as_slice() else {
        return error.to_string();
    };
    let subject = if name.is_empty() {
        format!("{kind} without a name")
    } else {
        format!("{kind} {name:?}")
    };
    match (field.as_str(), &error.code) {
        ("slug" | "id", Code::DoesNotExist(_)) => format!("there is no {subject}"),
        ("slug", Code::Required) => {
            format!("{kind} without a slug, which cannot be made from its title")
        }
        (field, code) => format!("{subject}: {field} {}", predicate(field, code)),
    }
}

fn predicate(field: &str, code: &Code) -> String {
    match code {
        Code::Required => "is missing".to_owned(),
        Code::NotUnique => "is already in use".to_owned(),
        Code::Twice => "is given twice".to_owned(),
        Code::NullCharacter => "contains a NUL character".to_owned(),
        Code::MaxLength { limit, length } => {
            format!("has {length} characters; the maximum is {limit}")
        }
        Code::MinValue(minimum) => format!("must be at least {minimum}"),
        Code::DoesNotExist(value) => format!("contains {value:?}, which does not exist"),
        Code::InvalidChoice(value) => {
            let expected = match field {
                "data_type" => load::data_types(),
                _ => template_names(),
            };
            format!(
                "cannot be {value:?}; expected one of {}",
                expected.join(", ")
            )
        }
        Code::Exclusive(other) if field == "permissions" => {
            format!("cannot grant access to queues; use {other}")
        }
        Code::Exclusive(other) => format!("and {other} exclude each other"),
        Code::Template { line, reason } => format!("has an error in line {line}: {reason}"),
        Code::PasswordTooShort(limit) => format!("has fewer than {limit} characters"),
        Code::PasswordTooCommon => "is commonly used".to_owned(),
        Code::PasswordNumeric => "contains only digits".to_owned(),
        Code::PasswordSimilar(other) => {
            format!("is similar to the account's {}", other.replace('_', " "))
        }
        _ => match field {
            "slug" | "name" => "may contain only ASCII letters, digits, - and _",
            "username" => "may contain only letters, digits and @ . + - _",
            "domain" => "must be a host such as help.example.com, without a path",
            "email" | "email_address" => "is not an email address",
            "new_ticket_cc" | "updated_ticket_cc" => {
                "must contain email addresses, separated by commas"
            }
            "list_values" => "must not contain empty texts or line breaks",
            _ => "is invalid",
        }
        .to_owned(),
    }
}

/// Names of the email templates that deskql uses.
fn template_names() -> Vec<&'static str> {
    let mut names: Vec<_> = migration::email_templates::all()
        .iter()
        .map(|template| template.template_name)
        .collect();
    names.sort_unstable();
    names.dedup();
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    fn described(path: [&str; 3], code: Code) -> String {
        let path = path.map(ToOwned::to_owned).to_vec();
        describe(&FieldError { path, code })
    }

    #[test]
    fn names_the_object_and_the_field() {
        let code = Code::MaxLength {
            limit: 100,
            length: 120,
        };
        assert_eq!(
            described(["queue", "support", "title"], code),
            "queue \"support\": title has 120 characters; the maximum is 100"
        );
        assert_eq!(
            described(["queue", "x", "slug"], Code::DoesNotExist("x".to_owned())),
            "there is no queue \"x\""
        );
        assert_eq!(
            described(["user", "", "username"], Code::Required),
            "user without a name: username is missing"
        );
        let text = described(
            ["custom field", "colour", "data_type"],
            Code::InvalidChoice("string".to_owned()),
        );
        assert!(
            text.ends_with("email, url, ipaddress, slug") && text.contains("one of varchar,"),
            "{text}"
        );
    }
}
