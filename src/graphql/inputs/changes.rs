//! What a change of a ticket may ask for, shared by `ticketUpdate` and `followUpAdd`. A field that is left out stays
//! as it is; null empties it.

use async_graphql::{InputObject, MaybeUndefined};

use crate::domain::tickets::changes::Changes;
use crate::graphql::inputs::ticket_create::CustomFieldInput;
use crate::graphql::scalars::DateTime;

/// Changes of a ticket. A field that is left out stays as it is; null empties it.
#[derive(Clone, Debug, Default, InputObject)]
pub struct TicketChangesInput {
    /// The number of the queue.
    pub queue_id: Option<i32>,
    /// The title, at most 200 characters.
    pub title: Option<String>,
    /// What it is about, in Markdown.
    pub description: MaybeUndefined<String>,
    /// How it was resolved, in Markdown.
    pub resolution: MaybeUndefined<String>,
    /// The address that gets answers.
    pub submitter_email: MaybeUndefined<String>,
    /// The number of the owner; null: nobody.
    pub assigned_to_id: MaybeUndefined<i32>,
    /// The number of the status.
    pub status_code: Option<i32>,
    /// Whether it is on hold.
    pub on_hold: Option<bool>,
    /// The number of the priority, 1 being the most urgent.
    pub priority_code: Option<i32>,
    /// When it is due.
    pub due_date: MaybeUndefined<DateTime>,
    /// The number of the ticket that it is merged into.
    pub merged_to_id: MaybeUndefined<i32>,
    /// Values of custom fields; fields that are left out stay as they are.
    pub custom_fields: Option<Vec<CustomFieldInput>>,
}

/// Absent, null or a value as the domain takes it.
pub(crate) fn maybe<T>(value: MaybeUndefined<T>) -> Option<Option<T>> {
    match value {
        MaybeUndefined::Undefined => None,
        MaybeUndefined::Null => Some(None),
        MaybeUndefined::Value(value) => Some(Some(value)),
    }
}

impl From<TicketChangesInput> for Changes {
    fn from(input: TicketChangesInput) -> Self {
        Self {
            queue: input.queue_id,
            title: input.title,
            description: maybe(input.description),
            resolution: maybe(input.resolution),
            submitter_email: maybe(input.submitter_email),
            assigned_to: maybe(input.assigned_to_id),
            status: input.status_code,
            on_hold: input.on_hold,
            priority: input.priority_code,
            due_date: maybe(input.due_date).map(|date| date.map(|date| date.0.0)),
            merged_to: maybe(input.merged_to_id),
            custom_fields: input
                .custom_fields
                .into_iter()
                .flatten()
                .map(|field| (field.name, field.value.map(Into::into)))
                .collect(),
        }
    }
}
