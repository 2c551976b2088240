//! Messages of errors, and the paths of input fields.

use crate::domain;
use crate::domain::{Code, FieldError, Refusal};
use crate::graphql::id::Reference;

/// The message of an error.
pub(super) fn of_error(error: &domain::Error) -> String {
    match error {
        domain::Error::NotFound => {
            "The object does not exist, or you do not have access to it.".to_owned()
        }
        domain::Error::Unauthenticated => "You are not signed in.".to_owned(),
        domain::Error::Forbidden => "You are not allowed to do this.".to_owned(),
        domain::Error::Invalid(errors) => of_fields(errors),
        domain::Error::Conflict { what, .. } => format!("Conflict: {what}."),
        domain::Error::ReadOnly => "This service is read-only. Nothing was changed.".to_owned(),
        domain::Error::CursorExpired => {
            "The event log no longer contains this cursor. Read the data again and subscribe \
             without a cursor."
                .to_owned()
        }
        domain::Error::TooSlow => {
            "The client receives events too slowly. Subscribe again after the last cursor."
                .to_owned()
        }
        domain::Error::Throttled(seconds) => {
            format!("Too many attempts. Try again in {seconds} s.")
        }
        domain::Error::Unavailable { .. } => {
            "The database or the storage is temporarily unavailable. Nothing was changed. Try \
             again later."
                .to_owned()
        }
        domain::Error::Internal(_) => "Internal server error.".to_owned(),
    }
}

fn of_fields(errors: &[FieldError]) -> String {
    let messages: Vec<String> = errors
        .iter()
        .map(|error| {
            let path = input_path(error).join(".");
            format!("{path}: {}", of_code(&error.code))
        })
        .collect();
    messages.join(" ")
}

/// The message for the value of a field.
pub(in crate::graphql) fn of_code(code: &Code) -> String {
    match code {
        Code::Required => "A value is required.".to_owned(),
        Code::Invalid => "Invalid format.".to_owned(),
        Code::Template { line, reason } => {
            format!("The template is invalid in line {line}: {reason}.")
        }
        Code::InvalidChoice(value) => format!("\"{value}\" is not one of the choices."),
        Code::MaxLength { limit, length } => {
            format!("Expected at most {limit} characters, got {length}.")
        }
        Code::MinValue(limit) => format!("Expected at least {limit}."),
        Code::MaxValue(limit) => format!("Expected at most {limit}."),
        Code::Exclusive(other) => format!("Not allowed together with {other}."),
        Code::MaxDigits(limit) => format!("Expected at most {limit} digits."),
        Code::MaxDecimalPlaces(limit) => format!("Expected at most {limit} decimal places."),
        Code::MaxWholeDigits(limit) => {
            format!("Expected at most {limit} digits before the decimal point.")
        }
        Code::MaxItems(limit) => format!("Expected at most {limit} items."),
        Code::TooManyTerms(limit) => format!(
            "Expected at most {limit} comparators and values. Each relation and each custom field counts as 100."
        ),
        Code::TooDeep(limit) => format!("Expected at most {limit} relations in a row."),
        Code::TooNested(limit) => format!("Expected at most {limit} levels of nested filters."),
        Code::DoesNotExist(id) => {
            format!("\"{id}\" does not exist, or you do not have access to it.")
        }
        Code::WrongId { wanted, given } => {
            let wanted = with_article(wanted);
            match given {
                Some(given) => format!(
                    "Expected the ID of {wanted}, got the ID of {}. Send a global ID or a number.",
                    with_article(given)
                ),
                None => format!("Expected the ID of {wanted}: a global ID or a number."),
            }
        }
        Code::UnsupportedExtension(extension) => {
            format!("Files with the extension \"{extension}\" are not allowed.")
        }
        Code::EmptyFile => "The file is empty.".to_owned(),
        Code::FileTooLarge(limit) => format!("The file is larger than {limit} bytes."),
        Code::Circle => "The ticket would be merged into itself.".to_owned(),
        Code::Twice => "The field is given twice.".to_owned(),
        Code::NotPermitted(rule) => format!("Not allowed: {rule}."),
        Code::Disabled => "This is disabled in this installation.".to_owned(),
        Code::Unsupported(names) => {
            format!("The saved search has criteria that only django-helpdesk can run: {names}.")
        }
        Code::Refused(refusal) => of_refusal(refusal),
        Code::NotUnique => "The value is already in use.".to_owned(),
        Code::WrongLogin => "The username and password do not match an active account.".to_owned(),
        Code::WrongPassword => "This is not your current password.".to_owned(),
        Code::ExpiredLink => {
            "The link was used before, has expired or is incomplete. Request a new one.".to_owned()
        }
        Code::Trap => "Only programs fill in this field. Leave it empty.".to_owned(),
        Code::Past => "Expected a time in the future.".to_owned(),
        Code::NullCharacter => "NUL characters are not allowed.".to_owned(),
        Code::PasswordTooShort(limit) => {
            format!("The password is too short: at least {limit} characters.")
        }
        Code::PasswordTooCommon => "The password is too common.".to_owned(),
        Code::PasswordNumeric => "The password has only digits.".to_owned(),
        Code::PasswordSimilar(field) => {
            format!(
                "The password resembles the {} too closely.",
                field.replace('_', " ")
            )
        }
    }
}

/// The message for an operation that a rule of the help desk forbids.
fn of_refusal(refusal: &Refusal) -> String {
    match refusal {
        Refusal::StatusFlow { from, to } => {
            format!("The status cannot change from \"{from}\" to \"{to}\".")
        }
        Refusal::OpenDependencies => {
            "The ticket depends on a ticket that is still open. Resolve that one first.".to_owned()
        }
        Refusal::NotOpen => "The ticket is not open.".to_owned(),
        Refusal::OtherQueue => {
            "The ticket is in another queue. Only tickets of one queue can be merged.".to_owned()
        }
        Refusal::AlreadyMerged => "The ticket was already merged into another.".to_owned(),
        Refusal::SameTicket => "Expected another ticket.".to_owned(),
        Refusal::Spam => "The text looks like spam.".to_owned(),
        Refusal::NoAddress => "The user has no email address.".to_owned(),
        Refusal::NotEligible => {
            "The user is not active, or this installation requires a staff member.".to_owned()
        }
        Refusal::DependencyCircle => {
            "The tickets would depend on each other, directly or through others.".to_owned()
        }
    }
}

/// The name of a type with its indefinite article.
fn with_article(name: &str) -> String {
    let article = if name.starts_with(['A', 'E', 'I', 'O']) {
        "an"
    } else {
        "a"
    };
    format!("{article} {name}")
}

/// The path of the input field that an error is about. For a password that is similar to another
/// field, that field comes second.
pub(super) fn input_path(error: &FieldError) -> Vec<String> {
    let (parent, path) = match error.path.split_first() {
        Some((first, path)) if first == "changes" => (Some(first.clone()), path),
        _ => (None, &error.path[..]),
    };
    let Some((field, rest)) = path.split_first() else {
        return parent.into_iter().collect();
    };
    let field = input_field(field);
    match error.code {
        Code::PasswordSimilar(other) => [field, camel_case(other)].into(),
        _ => parent
            .into_iter()
            .chain([field])
            .chain(rest.iter().cloned())
            .collect(),
    }
}

/// The name of the input field for a field of the domain.
fn input_field(field: &str) -> String {
    match field {
        "priority" => "priorityCode".to_owned(),
        "status" => "statusCode".to_owned(),
        "due_date" => "dueAt".to_owned(),
        "new_status" => "newStatusCode".to_owned(),
        _ => Reference::input_name(field).map_or_else(|| camel_case(field), str::to_owned),
    }
}

pub(super) fn camel_case(name: &str) -> String {
    let mut words = name.split('_');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |text, word| {
        let mut letters = word.chars();
        let initial = letters.next().map(|letter| letter.to_ascii_uppercase());
        text + &initial.into_iter().chain(letters).collect::<String>()
    })
}
