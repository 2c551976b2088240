//! Validation of a ticket's fields, shared by creating and changing tickets. Each function returns
//! the errors of one field, so that all errors of an input are reported together.

use chrono::{DateTime, Utc};
use entity::{custom_field, kb_item, queue, user};
use sea_orm::{ColumnTrait, QueryFilter, QuerySelect};

use crate::config::Choice;
use crate::domain::access::{self, QueueScope};
use crate::domain::core::text;
use crate::domain::desk::custom_fields::clean::CustomValue;
use crate::domain::desk::{queues, users};
use crate::domain::{Code, Context, FieldError, Result};
use crate::validators;

/// Maximum length of a title in characters.
pub(super) const MAX_TITLE: usize = 200;
/// Maximum length of an email address in characters.
const MAX_EMAIL: usize = 254;

/// The error of a trimmed text. `column`: the maximum length of its column in characters, if it has
/// one.
pub(super) fn text_error(
    context: &Context,
    name: &str,
    text: &str,
    column: Option<usize>,
    required: bool,
) -> Option<FieldError> {
    if text.is_empty() && required {
        return Some(FieldError::new(name, Code::Required));
    }
    text::field_error(context, name, text, column)
}

/// The error of the submitter's address, which may be empty.
pub(super) fn submitter_error(email: &str) -> Option<FieldError> {
    address_error("submitter_email", email)
}

/// The error of an email address. An empty one is valid.
pub(super) fn address_error(name: &str, email: &str) -> Option<FieldError> {
    let length = email.chars().count();
    let code = if length > MAX_EMAIL {
        Code::MaxLength {
            limit: MAX_EMAIL,
            length,
        }
    } else if !email.is_empty() && !validators::is_email(email) {
        Code::Invalid
    } else {
        return None;
    };
    Some(FieldError::new(name, code))
}

/// The error of a status or priority that is not among the installation's choices.
pub(super) fn choice_error(name: &str, code: i32, choices: &[Choice]) -> Option<FieldError> {
    let known = choices.iter().any(|choice| choice.0 == code);
    (!known).then(|| FieldError::new(name, Code::InvalidChoice(code.to_string())))
}

/// The error of a due date that the site's time zone cannot show.
pub(super) fn due_date_error(
    context: &Context,
    due_date: Option<DateTime<Utc>>,
) -> Option<FieldError> {
    due_date
        .filter(|moment| !validators::is_moment(*moment, context.config.time_zone))
        .map(|_| FieldError::new("due_date", Code::Invalid))
}

/// Finds the queue, if the viewer may create tickets in it.
pub(super) async fn find_queue(
    context: &Context,
    id: Option<i32>,
    errors: &mut Vec<FieldError>,
) -> Result<Option<queue::Model>> {
    let Some(id) = id else { return Ok(None) };
    let queue = queues::find_visible(context, Some(QueueScope::Create), id).await?;
    if queue.is_none() {
        errors.push(FieldError::new("queue", Code::DoesNotExist(id.to_string())));
    }
    Ok(queue)
}

/// Checks that the viewer may read an item of the knowledge base.
pub(super) async fn find_kb_item(
    context: &Context,
    id: Option<i32>,
    errors: &mut Vec<FieldError>,
) -> Result<()> {
    let Some(id) = id else { return Ok(()) };
    let found = access::kb_items(context)
        .select_only()
        .column(kb_item::Column::Id)
        .filter(kb_item::Column::Id.eq(id))
        .into_tuple::<i32>()
        .one(&context.db)
        .await?;
    if found.is_none() {
        errors.push(FieldError::new(
            "kbitem",
            Code::DoesNotExist(id.to_string()),
        ));
    }
    Ok(())
}

/// Finds the owner: a user that `may_own` accepts.
pub(super) async fn find_owner(
    context: &Context,
    id: Option<i32>,
    may_own: impl Fn(&user::Model) -> bool,
    errors: &mut Vec<FieldError>,
) -> Result<Option<user::Model>> {
    let Some(id) = id else { return Ok(None) };
    let code = match users::by_ids(context, &[id]).await?.pop() {
        Some(user) if may_own(&user) => return Ok(Some(user)),
        Some(_) => Code::InvalidChoice(id.to_string()),
        None => Code::DoesNotExist(id.to_string()),
    };
    errors.push(FieldError::new("assigned_to", code));
    Ok(None)
}

/// The error of a custom field.
pub(super) fn custom_field_error(name: &str, code: Code) -> FieldError {
    FieldError {
        path: vec!["custom_fields".to_owned(), name.to_owned()],
        code,
    }
}

/// The errors of custom fields that do not exist or occur twice.
pub(super) fn custom_field_name_errors(
    definitions: &[custom_field::Model],
    given: &[(String, Option<CustomValue>)],
) -> Vec<FieldError> {
    let mut errors = Vec::new();
    for (at, (name, _)) in given.iter().enumerate() {
        if given[..at].iter().any(|(other, _)| other == name) {
            errors.push(custom_field_error(name, Code::Twice));
        } else if !definitions.iter().any(|field| &field.name == name) {
            errors.push(custom_field_error(name, Code::DoesNotExist(name.clone())));
        }
    }
    errors
}
