//! Validation of a ticket to create.

use chrono::{DateTime, Utc};
use entity::{custom_field, queue, user};

use super::{NewTicket, visitors};
use crate::domain::access;
use crate::domain::desk::custom_fields::clean::{CustomValue, check_length, clean};
use crate::domain::desk::custom_fields::list as custom_fields;
use crate::domain::desk::users;
use crate::domain::tickets::attachments::store::{self, Upload};
use crate::domain::tickets::rules::{self, MAX_TITLE};
use crate::domain::{Code, Context, Error, FieldError, Result};

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
    /// Whether the author has no account.
    pub(super) by_visitor: bool,
    /// Whether the title says that the ticket comes from the public form.
    pub(super) via_web: bool,
    pub(super) attachments: Vec<Upload>,
}

/// Validates the input, and returns all errors together.
///
/// # Errors
/// [`Error::Invalid`]; database errors.
pub(super) async fn check(context: &Context, input: NewTicket) -> Result<CheckedTicket> {
    let mut errors = input.errors;
    let agent = access::is_agent(context);
    let by_visitor = visitors::is_visitor(context)?;
    let via_web = !agent && context.dialect.creates_like_public_form();
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
    let (mut priority, mut due_date) = (input.priority.unwrap_or(DEFAULT_PRIORITY), input.due_date);
    if by_visitor {
        if helpdesk.public_ticket_priority != 0 {
            priority = helpdesk.public_ticket_priority;
        }
        due_date = helpdesk.visitor_due_date().unwrap_or(due_date);
        errors.extend(visitors::trap_error(input.website.as_deref()));
    }
    errors.extend(rules::choice_error(
        "priority",
        priority,
        &helpdesk.ticket_priority_choices,
    ));
    errors.extend(rules::due_date_error(context, due_date));
    errors.extend(store::check_uploads(context, &input.attachments));
    let submitter_email = if agent {
        let email = input.submitter_email.as_deref().unwrap_or_default();
        let email = python::strip(email).to_owned();
        errors.extend(rules::submitter_error(&email));
        email
    } else if by_visitor {
        let email = input.submitter_email.as_deref().unwrap_or_default();
        let email = python::strip(email).to_owned();
        if email.is_empty() {
            errors.push(FieldError::new("submitter_email", Code::Required));
        }
        errors.extend(rules::submitter_error(&email));
        email
    } else {
        // Customers create tickets only for themselves: with another address they could see other
        // people's tickets.
        context.viewer.email().unwrap_or_default().to_owned()
    };
    let may_own = |user: &user::Model| agent && users::may_own(context, user);
    let mut owner = rules::find_owner(context, input.assigned_to, may_own, &mut errors).await?;
    if let Some(default_owner) = queue
        .as_ref()
        .and_then(|queue| queue.default_owner_id)
        .filter(|_| via_web)
    {
        owner = users::by_ids(context, &[default_owner]).await?.pop();
    }
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
            due_date,
            values,
            by_visitor,
            via_web,
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
