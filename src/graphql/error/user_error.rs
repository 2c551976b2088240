//! The `userErrors` of mutation payloads.

use async_graphql::{Context, Value};

use super::message;
use crate::domain;
use crate::domain::{Code, Error, FieldError, Refusal};
use crate::graphql::scalars::BigInt;
use crate::graphql::types::context;

/// Maximum length of a value in an error, in characters.
const MAX_VALUE_LENGTH: usize = 100;
/// Input fields with the code of a choice, and those with its meaning.
const CHOICES: [(&str, &str); 3] = [
    ("statusCode", "status"),
    ("priorityCode", "priority"),
    ("newStatusCode", "newStatus"),
];

/// Error of a mutation's input. The mutation changed nothing.
#[derive(Clone, Debug, async_graphql::SimpleObject)]
pub struct UserError {
    /// Path of the input field.
    field: Vec<String>,
    /// Message for people.
    message: String,
    /// Kind of the error, for programs.
    code: UserErrorCode,
    /// The limit that the value exceeds or falls below: a number, or a number of characters,
    /// digits, items or bytes. Null for other errors.
    limit: Option<BigInt>,
    /// The rejected value, if it is short: a choice, an ID or an extension. Null for other errors.
    value: Option<String>,
}

/// Kind of an error in a mutation's input.
#[derive(Clone, Copy, Debug, PartialEq, Eq, async_graphql::Enum)]
pub enum UserErrorCode {
    /// The value is missing or empty.
    Required,
    /// The value does not have the format of its type.
    Invalid,
    /// The value is not one of the choices.
    InvalidChoice,
    /// The value is too long.
    TooLong,
    /// The value is out of range, or there are too many values.
    OutOfRange,
    /// The object does not exist, or the viewer may not use it.
    NotFound,
    /// Files of this type are not allowed, or the file is empty.
    UnsupportedFile,
    /// The file is too large.
    FileTooLarge,
    /// The value conflicts with another field or with the object, or the installation has disabled
    /// it.
    NotAllowed,
    /// The status flow of the installation does not allow this change of status.
    StatusNotAllowed,
    /// The ticket cannot be resolved or closed while it depends on an open ticket.
    OpenDependencies,
    /// The value is already in use.
    Taken,
    /// The object has changed since it was read, or the idempotency key was used for another
    /// request.
    Conflict,
    /// The username and password do not match an active account, or it is not the current password.
    WrongPassword,
    /// The link was used before, has expired or is incomplete.
    Expired,
    /// The password has too few characters.
    PasswordTooShort,
    /// The password is one of the most common ones.
    PasswordTooCommon,
    /// The password has only digits.
    PasswordNumeric,
    /// The password is too similar to another field, which is the second item of `field`:
    /// `["password", "firstName"]`.
    PasswordSimilar,
}

impl From<&FieldError> for UserError {
    fn from(error: &FieldError) -> Self {
        Self {
            field: message::input_path(error),
            message: message::of_code(&error.code),
            code: (&error.code).into(),
            limit: limit(&error.code).map(BigInt),
            value: value(&error.code),
        }
    }
}

/// The limit in a code.
fn limit(code: &Code) -> Option<i64> {
    let number = |number: usize| i64::try_from(number).ok();
    match code {
        Code::MinValue(limit) | Code::MaxValue(limit) | Code::MaxItems(limit) => Some(*limit),
        Code::MaxLength { limit, .. }
        | Code::MaxDigits(limit)
        | Code::MaxDecimalPlaces(limit)
        | Code::MaxWholeDigits(limit)
        | Code::TooManyTerms(limit)
        | Code::TooDeep(limit)
        | Code::TooNested(limit)
        | Code::PasswordTooShort(limit) => number(*limit),
        Code::FileTooLarge(limit) => i64::try_from(*limit).ok(),
        _ => None,
    }
}

/// The value in a code.
fn value(code: &Code) -> Option<String> {
    let value = match code {
        Code::InvalidChoice(value)
        | Code::DoesNotExist(value)
        | Code::UnsupportedExtension(value) => value,
        _ => return None,
    };
    (value.chars().count() <= MAX_VALUE_LENGTH).then(|| value.clone())
}

/// Names the fields that were sent in the errors of choices: the domain knows only their codes.
fn name_sent_fields(ctx: &Context<'_>, errors: &mut [UserError]) {
    let arguments = ctx.field().arguments().unwrap_or_default();
    let Some(Value::Object(input)) = arguments
        .iter()
        .find(|(name, _)| name == "input")
        .map(|(_, input)| input)
    else {
        return;
    };
    for error in errors {
        let (sent, field) = match error.field.as_mut_slice() {
            [field] => (Some(input), field),
            [parent, field] => match input.get(parent.as_str()) {
                Some(Value::Object(sent)) => (Some(sent), field),
                _ => (None, field),
            },
            _ => continue,
        };
        let choice = CHOICES.iter().find(|(code, _)| field == code);
        if let (Some(sent), Some((code, meaning))) = (sent, choice)
            && sent.contains_key(*meaning)
            && !sent.contains_key(*code)
        {
            (*meaning).clone_into(field);
        }
    }
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
            Code::Refused(Refusal::StatusFlow { .. }) => Self::StatusNotAllowed,
            Code::Refused(Refusal::OpenDependencies) => Self::OpenDependencies,
            Code::Refused(_) => Self::NotAllowed,
            Code::Exclusive(_)
            | Code::Disabled
            | Code::Unsupported(_)
            | Code::NotPermitted(_)
            | Code::Circle
            | Code::Twice => Self::NotAllowed,
            Code::WrongLogin | Code::WrongPassword => Self::WrongPassword,
            Code::ExpiredLink => Self::Expired,
            Code::Past => Self::OutOfRange,
            Code::Trap => Self::NotAllowed,
            Code::NotUnique => Self::Taken,
            Code::PasswordTooShort(_) => Self::PasswordTooShort,
            Code::PasswordTooCommon => Self::PasswordTooCommon,
            Code::PasswordNumeric => Self::PasswordNumeric,
            Code::PasswordSimilar(_) => Self::PasswordSimilar,
        }
    }
}

/// Converts an error of a mutation to the `userErrors` of its payload. `target` is the input field
/// with the ID of the object that the mutation works on; [`Error::NotFound`] becomes an error of
/// that field.
///
/// # Errors
/// Errors that the input did not cause. For REST, all errors: it has statuses and sentences of its
/// dialect.
pub fn user_errors(
    ctx: &Context<'_>,
    error: Error,
    target: &str,
) -> domain::Result<Vec<UserError>> {
    if context(ctx).dialect.passes_errors_on() {
        return Err(error);
    }
    let (field, code) = match &error {
        Error::Invalid(errors) => {
            let mut errors: Vec<UserError> = errors.iter().map(UserError::from).collect();
            name_sent_fields(ctx, &mut errors);
            return Ok(errors);
        }
        Error::NotFound => (target.to_owned(), UserErrorCode::NotFound),
        Error::Conflict { field, .. } => (message::camel_case(field), UserErrorCode::Conflict),
        Error::Unauthenticated
        | Error::Forbidden
        | Error::ReadOnly
        | Error::CursorExpired
        | Error::TooSlow
        | Error::Throttled(_)
        | Error::Unavailable { .. }
        | Error::Internal(_) => return Err(error),
    };
    Ok(vec![UserError {
        field: vec![field],
        message: message::of_error(&error),
        code,
        limit: None,
        value: None,
    }])
}
