//! Errors as clients see them: a code for each, a sentence in their terms, and nothing of our
//! insides. Resolvers return the domain's errors as they are; here their codes are set, once, on
//! the finished response.

use std::any::Any;
use std::sync::Arc;

use async_graphql::{Context, ErrorExtensionValues, Response, ServerError};

use crate::domain;
use crate::domain::{Code, FieldError};
use crate::graphql::id::Reference;
use crate::graphql::types::context;

/// Most errors of an answer.
const MOST_ERRORS: usize = 100;
/// Longest message of an error in bytes.
const LONGEST_MESSAGE: usize = 1000;

/// The domain's error behind a GraphQL error, if it is one.
#[must_use]
pub fn source(error: &ServerError) -> Option<&domain::Error> {
    error
        .source
        .as_ref()
        .and_then(|source: &Arc<dyn Any + Send + Sync>| source.downcast_ref())
}

/// Sets `extensions.code`, `extensions.requestId` and a plain message on every error, and logs what
/// is ours to mend under that id.
///
/// A thousand errors tell no more than a hundred, and nobody needs to read again all of what they
/// sent.
pub fn finish(response: &mut Response, request_id: &str) {
    response.errors.truncate(MOST_ERRORS);
    for error in &mut response.errors {
        let (code, message) = match source(error) {
            Some(known) => {
                match known {
                    domain::Error::Internal(inner) => {
                        tracing::error!(request_id, error = %chain(inner.as_ref()), "a request failed");
                    }
                    domain::Error::Unavailable { source, .. } => {
                        tracing::error!(request_id, error = %chain(source.as_ref()), "a request was put off");
                    }
                    _ => {}
                }
                let (code, message) = describe(known);
                (code, Some(message))
            }
            None if error
                .extensions
                .as_ref()
                .is_some_and(|set| set.get("code").is_some()) =>
            {
                error
                    .extensions
                    .get_or_insert_default()
                    .set("requestId", request_id);
                continue;
            }
            None if error.path.is_empty() => ("GRAPHQL_VALIDATION_FAILED", None),
            None => ("BAD_USER_INPUT", None),
        };
        if let Some(message) = message {
            error.message = message;
        }
        clip(&mut error.message);
        let extensions = error
            .extensions
            .get_or_insert_with(ErrorExtensionValues::default);
        extensions.set("code", code);
        extensions.set("requestId", request_id);
    }
}

/// Cuts what is longer than [`LONGEST_MESSAGE`].
pub fn clip(message: &mut String) {
    if message.len() > LONGEST_MESSAGE {
        message.truncate(message.floor_char_boundary(LONGEST_MESSAGE));
        message.push('…');
    }
}

/// An error and its causes in one line, for the log.
fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text += ": ";
        text += &error.to_string();
        cause = error.source();
    }
    text
}

fn describe(error: &domain::Error) -> (&'static str, String) {
    match error {
        domain::Error::NotFound => ("NOT_FOUND", "There is no such object, or it is not yours to see.".to_owned()),
        domain::Error::Unauthenticated => ("UNAUTHENTICATED", "Sign in first.".to_owned()),
        domain::Error::Forbidden => ("FORBIDDEN", "This is not yours to do or see.".to_owned()),
        domain::Error::Invalid(faults) => ("BAD_USER_INPUT", sentences(faults)),
        domain::Error::Conflict { what, .. } => ("CONFLICT", format!("This contradicts what is there: {what}.")),
        domain::Error::CursorExpired => (
            "CURSOR_EXPIRED",
            "The log of events does not go back to this cursor: read anew, and subscribe without it.".to_owned(),
        ),
        domain::Error::TooSlow => {
            ("TOO_SLOW", "More events came than are kept for you: resume with the last cursor.".to_owned())
        }
        domain::Error::Unavailable { .. } => (
            "UNAVAILABLE",
            "The database or the storage cannot do this now; nothing was changed. Try again.".to_owned(),
        ),
        domain::Error::Internal(_) => ("INTERNAL_SERVER_ERROR", "Something went wrong on our side.".to_owned()),
    }
}

fn sentences(faults: &[FieldError]) -> String {
    let each: Vec<String> = faults
        .iter()
        .map(|fault| format!("{}: {}", camel_path(fault).join("."), sentence(fault)))
        .collect();
    each.join(" ")
}

/// The way to a field in the names of the graph.
#[must_use]
pub fn camel_path(fault: &FieldError) -> Vec<String> {
    let (within, path) = match fault.path.split_first() {
        Some((first, path)) if first == "changes" => (Some(first.clone()), path),
        _ => (None, &fault.path[..]),
    };
    let head = match path.first().map(String::as_str) {
        Some("priority") => "priorityCode".to_owned(),
        Some("status") => "statusCode".to_owned(),
        Some("new_status") => "newStatusCode".to_owned(),
        Some(name) => Reference::input_name(name).map_or_else(|| camel(name), str::to_owned),
        None => return within.into_iter().collect(),
    };
    let rest = path.iter().skip(1).cloned();
    match fault.code {
        Code::PasswordSimilar(other) => [head, camel(other)].into(),
        _ => within.into_iter().chain([head]).chain(rest).collect(),
    }
}

fn camel(name: &str) -> String {
    let mut words = name.split('_');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |text, word| {
        let mut letters = word.chars();
        let head = letters.next().map(|letter| letter.to_ascii_uppercase());
        text + &head.into_iter().chain(letters).collect::<String>()
    })
}

/// What is wrong, in a sentence.
#[must_use]
pub fn sentence(fault: &FieldError) -> String {
    match &fault.code {
        Code::Required => "This is needed.".to_owned(),
        Code::Invalid => "This does not have the form that it should have.".to_owned(),
        Code::Template { line, reason } => format!("The template fails in line {line}: {reason}."),
        Code::InvalidChoice(value) => format!("\"{value}\" is not one of the choices."),
        Code::MaxLength { limit, length } => {
            format!("At most {limit} characters; it has {length}.")
        }
        Code::MinValue(limit) => format!("At least {limit}."),
        Code::MaxValue(limit) => format!("At most {limit}."),
        Code::Exclusive(other) => format!("Cannot be given together with {other}."),
        Code::MaxDigits(limit) => format!("At most {limit} digits."),
        Code::MaxDecimalPlaces(limit) => format!("At most {limit} decimal places."),
        Code::MaxWholeDigits(limit) => format!("At most {limit} digits before the decimal point."),
        Code::MaxItems(limit) => format!("At most {limit} items."),
        Code::TooManyTerms(limit) => {
            format!(
                "At most {limit} comparators and values; a relation or a custom field counts a hundred."
            )
        }
        Code::TooDeep(limit) => format!("At most {limit} relations, one behind the other."),
        Code::TooNested(limit) => format!("At most {limit} filters, one within the other."),
        Code::DoesNotExist(id) => format!("There is no \"{id}\", or it is not yours to use."),
        Code::WrongId {
            wanted,
            given: Some(given),
        } => {
            format!(
                "This is the id of an object of the type {given}; one of the type {wanted} is named here, by its id or number."
            )
        }
        Code::WrongId {
            wanted,
            given: None,
        } => {
            format!(
                "This is neither an id that queries give, nor a number; an object of the type {wanted} is named here."
            )
        }
        Code::UnsupportedExtension(ending) => {
            format!("Files with the ending \"{ending}\" are not taken.")
        }
        Code::EmptyFile => "The file is empty.".to_owned(),
        Code::FileTooLarge(limit) => format!("The file is larger than {limit} bytes."),
        Code::Circle => "This would lead back to itself.".to_owned(),
        Code::Twice => "It is given more than once.".to_owned(),
        Code::Disabled => "This installation has switched it off.".to_owned(),
        Code::NotUnique => "Another one has this already.".to_owned(),
        Code::NullCharacter => "It has a NUL character in it.".to_owned(),
        Code::PasswordTooShort(limit) => format!("At least {limit} characters."),
        Code::PasswordTooCommon => "Too many people have this password.".to_owned(),
        Code::PasswordNumeric => "Digits alone are not enough.".to_owned(),
        Code::PasswordSimilar(field) => {
            format!("It is too much like the {}.", field.replace('_', " "))
        }
    }
}

/// What is wrong with an input, for a payload; other errors go on. `named` is its member that names
/// the object: one that is not there, or has moved on, is a fault of the input too. By REST these
/// go on as well, since they have a status there.
///
/// # Errors
/// Whatever is no fault of the input.
pub fn faults(
    ctx: &Context<'_>,
    error: domain::Error,
    named: &str,
) -> Result<Vec<UserError>, domain::Error> {
    let one = |field: String, code, error: &domain::Error| {
        let (_, message) = describe(error);
        vec![UserError {
            field: vec![field],
            message,
            code,
        }]
    };
    match error {
        // REST says them in the words of Django.
        error if context(ctx).dialect.passes_errors_on() => Err(error),
        domain::Error::Invalid(faults) => Ok(faults.iter().map(UserError::from).collect()),
        error @ domain::Error::NotFound => {
            Ok(one(named.to_owned(), UserErrorCode::NotFound, &error))
        }
        error @ domain::Error::Conflict { field, .. } => {
            Ok(one(camel(field), UserErrorCode::Conflict, &error))
        }
        error => Err(error),
    }
}

/// What is wrong with a field, as a machine reads it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, async_graphql::Enum)]
pub enum UserErrorCode {
    /// It is missing or empty.
    Required,
    /// It does not have the form of its type.
    Invalid,
    /// It is none of the choices.
    InvalidChoice,
    /// It is longer than allowed.
    TooLong,
    /// It is out of its range, or there are too many.
    OutOfRange,
    /// There is no such object, or the viewer may not use it.
    NotFound,
    /// Files of this kind are not taken.
    UnsupportedFile,
    /// The file is larger than allowed.
    FileTooLarge,
    /// It cannot be given together with something else that was given or is there, or is switched
    /// off here.
    NotAllowed,
    /// Another one has it already.
    Taken,
    /// It contradicts what is there: somebody else changed the object, or the idempotency key
    /// stands for something else.
    Conflict,
    /// The password has too few characters.
    PasswordTooShort,
    /// The password is one of the most common ones.
    PasswordTooCommon,
    /// The password is digits alone.
    PasswordNumeric,
    /// The password is too much like another field, which `field` names behind it:
    /// `["password", "firstName"]`.
    PasswordSimilar,
}

impl From<&Code> for UserErrorCode {
    fn from(code: &Code) -> Self {
        match code {
            Code::Required => Self::Required,
            Code::Invalid | Code::NullCharacter | Code::Template { .. } | Code::WrongId { .. } => {
                Self::Invalid
            }
            Code::InvalidChoice(_) => Self::InvalidChoice,
            Code::MaxLength { .. } => Self::TooLong,
            Code::MinValue(_)
            | Code::MaxValue(_)
            | Code::MaxDigits(_)
            | Code::MaxDecimalPlaces(_)
            | Code::MaxWholeDigits(_)
            | Code::MaxItems(_)
            | Code::TooManyTerms(_)
            | Code::TooDeep(_)
            | Code::TooNested(_) => Self::OutOfRange,
            Code::DoesNotExist(_) => Self::NotFound,
            Code::UnsupportedExtension(_) | Code::EmptyFile => Self::UnsupportedFile,
            Code::FileTooLarge(_) => Self::FileTooLarge,
            Code::Exclusive(_) | Code::Disabled | Code::Circle | Code::Twice => Self::NotAllowed,
            Code::NotUnique => Self::Taken,
            Code::PasswordTooShort(_) => Self::PasswordTooShort,
            Code::PasswordTooCommon => Self::PasswordTooCommon,
            Code::PasswordNumeric => Self::PasswordNumeric,
            Code::PasswordSimilar(_) => Self::PasswordSimilar,
        }
    }
}

/// A fault in the input of a mutation. Nothing was changed.
#[derive(Clone, Debug, async_graphql::SimpleObject)]
pub struct UserError {
    /// The way to the field in the input.
    field: Vec<String>,
    /// What is wrong, for people.
    message: String,
    /// What is wrong, for machines.
    code: UserErrorCode,
}

impl From<&FieldError> for UserError {
    fn from(fault: &FieldError) -> Self {
        Self {
            field: camel_path(fault),
            message: sentence(fault),
            code: (&fault.code).into(),
        }
    }
}
