//! Validation of a ticket to create.

use chrono::{DateTime, Utc};
use entity::{custom_field, queue, user};

use super::NewTicket;
use crate::domain::access;
use crate::domain::desk::custom_fields::clean::{CustomValue, check_length, clean};
use crate::domain::desk::custom_fields::list as custom_fields;
use crate::domain::desk::users;
use crate::domain::tickets::attachments::store::{self, Upload};
use crate::domain::tickets::rules::{self, MAX_TITLE};
use crate::domain::{Context, Error, FieldError, Result};

/// The default priority: normal.
const DEFAULT_PRIORITY: i32 = 3;

/// A valid input.
pub(super) struct CheckedTicket {
    pub(super) queue: queue::Model,
    pub(super) owner: Option<user::Model>,
    pub(super) title: String,
    pub(super) description: String,
    pub(super) submitter_email: String,
    pub(super) priority: i32,
    pub(super) kbitem: Option<i32>,
    pub(super) due_date: Option<DateTime<Utc>>,
    pub(super) values: Vec<(i32, Option<String>)>,
    pub(super) attachments: Vec<Upload>,
}

/// Validates the input, and returns all errors together.
///
/// # Errors
/// [`Error::Invalid`]; database errors.
pub(super) async fn check(context: &Context, input: NewTicket) -> Result<CheckedTicket> {
    let mut errors = input.errors;
    let agent = access::is_agent(context);
    let helpdesk = &context.config.helpdesk;

    let queue = rules::find_queue(context, input.queue, &mut errors).await?;
    let title = python::strip(&input.title).to_owned();
    errors.extend(rules::text_error(
        context,
        "title",
        &title,
        Some(MAX_TITLE),
        true,
    ));
    let description = python::strip(&input.description).to_owned();
    errors.extend(rules::text_error(
        context,
        "description",
        &description,
        None,
        true,
    ));
    let priority = input.priority.unwrap_or(DEFAULT_PRIORITY);
    errors.extend(rules::choice_error(
        "priority",
        priority,
        &helpdesk.ticket_priority_choices,
    ));
    errors.extend(rules::due_date_error(context, input.due_date));
    errors.extend(store::check_uploads(context, &input.attachments));
    let submitter_email = if agent {
        let email = input.submitter_email.as_deref().unwrap_or_default();
        let email = python::strip(email).to_owned();
        errors.extend(rules::submitter_error(&email));
        email
    } else {
        // Customers create tickets only for themselves: with another address they could see other
        // people's tickets.
        context.viewer.email().unwrap_or_default().to_owned()
    };
    let may_own = |user: &user::Model| agent && users::may_own(context, user);
    let owner = rules::find_owner(context, input.assigned_to, may_own, &mut errors).await?;
    rules::find_kb_item(context, input.kbitem, &mut errors).await?;
    let definitions = custom_fields::definitions(context, None).await?;
    let values = custom_values(context, &definitions, &input.custom_fields, &mut errors);
    match queue {
        Some(queue) if errors.is_empty() => Ok(CheckedTicket {
            queue,
            owner,
            title,
            description,
            submitter_email,
            priority,
            kbitem: input.kbitem,
            due_date: input.due_date,
            values,
            attachments: input.attachments,
        }),
        _ => Err(Error::Invalid(errors)),
    }
}

/// A value for each custom field: the input's, or the form's empty value.
fn custom_values(
    context: &Context,
    definitions: &[custom_field::Model],
    given: &[(String, Option<CustomValue>)],
    errors: &mut Vec<FieldError>,
) -> Vec<(i32, Option<String>)> {
    errors.extend(rules::custom_field_name_errors(definitions, given));
    let mut values = Vec::with_capacity(definitions.len());
    for definition in definitions {
        let value = given
            .iter()
            .rfind(|(name, _)| *name == definition.name)
            .and_then(|(_, value)| value.as_ref());
        let outcome = check_length(context, value)
            .and_then(|()| clean(definition, value, context.config.time_zone));
        match outcome {
            Ok(text) => values.push((definition.id, text)),
            Err(code) => errors.push(rules::custom_field_error(&definition.name, code)),
        }
    }
    values
}
