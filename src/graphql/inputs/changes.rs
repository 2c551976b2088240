//! What a change of a ticket may ask for, shared by `ticketUpdate` and `followUpAdd`. A field that
//! is left out stays as it is; null empties it, or is refused where something must be.

use async_graphql::{ID, InputObject, MaybeUndefined};

use crate::domain::tickets::changes::Changes;
use crate::domain::{Code, FieldError};
use crate::graphql::id::Reference;
use crate::graphql::inputs::ticket_create::CustomFieldInput;
use crate::graphql::scalars::DateTime;

/// Changes of a ticket. A field that is left out stays as it is; null empties it, where a ticket
/// can be without.
#[derive(Clone, Debug, Default, InputObject)]
pub struct TicketChangesInput {
    /// The queue; not null. The global id, or the number.
    pub queue_id: MaybeUndefined<ID>,
    /// The title, at most 200 characters; not null.
    pub title: MaybeUndefined<String>,
    /// What it is about, in Markdown.
    pub description: MaybeUndefined<String>,
    /// How it was resolved, in Markdown.
    pub resolution: MaybeUndefined<String>,
    /// The address that gets answers.
    pub submitter_email: MaybeUndefined<String>,
    /// The owner; null: nobody. The global id, or the number.
    pub assigned_to_id: MaybeUndefined<ID>,
    /// The number of the status; not null.
    pub status_code: MaybeUndefined<i32>,
    /// Whether it is on hold; not null.
    pub on_hold: MaybeUndefined<bool>,
    /// The number of the priority, 1 being the most urgent; not null.
    pub priority_code: MaybeUndefined<i32>,
    /// When it is due.
    pub due_date: MaybeUndefined<DateTime>,
    /// The ticket that it is merged into. The global id, or the number.
    pub merged_to_id: MaybeUndefined<ID>,
    /// Values of custom fields, each field once; fields that are left out stay as they are.
    pub custom_fields: MaybeUndefined<Vec<CustomFieldInput>>,
}

/// Absent, null or a value as the domain takes it.
pub(crate) fn maybe<T>(value: MaybeUndefined<T>) -> Option<Option<T>> {
    match value {
        MaybeUndefined::Undefined => None,
        MaybeUndefined::Null => Some(None),
        MaybeUndefined::Value(value) => Some(Some(value)),
    }
}

/// A value of a field that cannot be emptied; where that is asked for, it is a fault.
pub(crate) fn given<T>(
    value: MaybeUndefined<T>,
    name: &str,
    faults: &mut Vec<FieldError>,
) -> Option<T> {
    if value.is_null() {
        faults.push(FieldError::new(name, Code::Required));
    }
    value.take()
}

impl From<TicketChangesInput> for Changes {
    fn from(input: TicketChangesInput) -> Self {
        let mut faults = Vec::new();
        Self {
            queue: given(
                Reference::QUEUE.parse_optional(input.queue_id, &mut faults),
                "queue",
                &mut faults,
            ),
            title: given(input.title, "title", &mut faults),
            description: maybe(input.description),
            resolution: maybe(input.resolution),
            submitter_email: maybe(input.submitter_email),
            assigned_to: maybe(
                Reference::ASSIGNED_TO.parse_optional(input.assigned_to_id, &mut faults),
            ),
            status: given(input.status_code, "status", &mut faults),
            on_hold: given(input.on_hold, "on_hold", &mut faults),
            priority: given(input.priority_code, "priority", &mut faults),
            due_date: maybe(input.due_date).map(|date| date.map(|date| date.0.0)),
            merged_to: maybe(Reference::MERGED_TO.parse_optional(input.merged_to_id, &mut faults)),
            custom_fields: given(input.custom_fields, "custom_fields", &mut faults)
                .into_iter()
                .flatten()
                .map(|field| (field.name, field.value.map(Into::into)))
                .collect(),
            errors: faults,
        }
    }
}
