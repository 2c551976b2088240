//! The changes of a ticket in `ticketUpdate` and `followUpAdd`, and helpers for nullable fields.

use async_graphql::{ID, InputObject, MaybeUndefined};

use crate::domain::tickets::changes::Changes;
use crate::domain::{Code, FieldError};
use crate::graphql::id::Reference;
use crate::graphql::inputs::ticket_create::CustomFieldInput;
use crate::graphql::scalars::DateTime;

/// Changes of a ticket. Omitted fields do not change. Null clears a field, unless it requires a
/// value.
#[derive(Clone, Debug, Default, InputObject)]
pub struct TicketChangesInput {
    /// ID of the queue: a global ID or a number. Not null.
    pub queue_id: MaybeUndefined<ID>,
    /// Title, at most 200 characters. Not null.
    pub title: MaybeUndefined<String>,
    /// Description in Markdown.
    pub description: MaybeUndefined<String>,
    /// Resolution in Markdown.
    pub resolution: MaybeUndefined<String>,
    /// Email address of the submitter, who receives replies.
    pub submitter_email: MaybeUndefined<String>,
    /// ID of the item of the knowledge base that the ticket is about: a global ID or a number.
    pub kb_item_id: MaybeUndefined<ID>,
    /// ID of the owner: a global ID or a number. Null unassigns the ticket.
    pub assigned_to_id: MaybeUndefined<ID>,
    /// Code of the status. Not null.
    pub status_code: MaybeUndefined<i32>,
    /// Whether the ticket is on hold. Not null.
    pub on_hold: MaybeUndefined<bool>,
    /// Code of the priority: 1 is the most urgent. Not null.
    pub priority_code: MaybeUndefined<i32>,
    /// Date and time when the ticket is due.
    pub due_at: MaybeUndefined<DateTime>,
    /// Values of custom fields, each field at most once. Omitted fields do not change.
    pub custom_fields: MaybeUndefined<Vec<CustomFieldInput>>,
}

/// Omitted, null or a value, as nested options.
pub(crate) fn maybe<T>(value: MaybeUndefined<T>) -> Option<Option<T>> {
    match value {
        MaybeUndefined::Undefined => None,
        MaybeUndefined::Null => Some(None),
        MaybeUndefined::Value(value) => Some(Some(value)),
    }
}

/// The value of a field that must not be null. Null adds an error.
pub(crate) fn given<T>(
    value: MaybeUndefined<T>,
    name: &str,
    errors: &mut Vec<FieldError>,
) -> Option<T> {
    if value.is_null() {
        errors.push(FieldError::new(name, Code::Required));
    }
    value.take()
}

impl From<TicketChangesInput> for Changes {
    fn from(input: TicketChangesInput) -> Self {
        let mut errors = Vec::new();
        Self {
            queue: given(
                Reference::QUEUE.parse_optional(input.queue_id, &mut errors),
                "queue",
                &mut errors,
            ),
            title: given(input.title, "title", &mut errors),
            description: maybe(input.description),
            resolution: maybe(input.resolution),
            submitter_email: maybe(input.submitter_email),
            kbitem: maybe(Reference::KB_ITEM.parse_optional(input.kb_item_id, &mut errors)),
            assigned_to: maybe(
                Reference::ASSIGNED_TO.parse_optional(input.assigned_to_id, &mut errors),
            ),
            status: given(input.status_code, "status", &mut errors),
            on_hold: given(input.on_hold, "on_hold", &mut errors),
            priority: given(input.priority_code, "priority", &mut errors),
            due_date: maybe(input.due_at).map(|date| date.map(|date| date.0.0)),
            merged_to: None,
            custom_fields: given(input.custom_fields, "custom_fields", &mut errors)
                .into_iter()
                .flatten()
                .map(|field| (field.name, field.value.map(Into::into)))
                .collect(),
            errors,
        }
    }
}
