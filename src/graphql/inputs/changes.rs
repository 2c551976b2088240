//! What a change of a ticket may ask for, shared by `ticketUpdate` and `followUpAdd`. A field that is left out stays
//! as it is; null empties it, or is refused where something must be.

use async_graphql::{InputObject, MaybeUndefined};

use crate::domain::tickets::changes::Changes;
use crate::graphql::inputs::ticket_create::CustomFieldInput;
use crate::graphql::scalars::DateTime;

/// Changes of a ticket. A field that is left out stays as it is; null empties it, where a ticket can be without.
#[derive(Clone, Debug, Default, InputObject)]
pub struct TicketChangesInput {
    /// The number of the queue; not null.
    pub queue_id: MaybeUndefined<i32>,
    /// The title, at most 200 characters; not null.
    pub title: MaybeUndefined<String>,
    /// What it is about, in Markdown.
    pub description: MaybeUndefined<String>,
    /// How it was resolved, in Markdown.
    pub resolution: MaybeUndefined<String>,
    /// The address that gets answers.
    pub submitter_email: MaybeUndefined<String>,
    /// The number of the owner; null: nobody.
    pub assigned_to_id: MaybeUndefined<i32>,
    /// The number of the status; not null.
    pub status_code: MaybeUndefined<i32>,
    /// Whether it is on hold; not null.
    pub on_hold: MaybeUndefined<bool>,
    /// The number of the priority, 1 being the most urgent; not null.
    pub priority_code: MaybeUndefined<i32>,
    /// When it is due.
    pub due_date: MaybeUndefined<DateTime>,
    /// The number of the ticket that it is merged into.
    pub merged_to_id: MaybeUndefined<i32>,
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

/// A value of a field that cannot be emptied; its name goes to `nulls` where that is asked for.
pub(crate) fn given<T>(value: MaybeUndefined<T>, name: &'static str, nulls: &mut Vec<&'static str>) -> Option<T> {
    if value.is_null() {
        nulls.push(name);
    }
    value.take()
}

impl From<TicketChangesInput> for Changes {
    fn from(input: TicketChangesInput) -> Self {
        let mut nulls = Vec::new();
        Self {
            queue: given(input.queue_id, "queue", &mut nulls),
            title: given(input.title, "title", &mut nulls),
            description: maybe(input.description),
            resolution: maybe(input.resolution),
            submitter_email: maybe(input.submitter_email),
            assigned_to: maybe(input.assigned_to_id),
            status: given(input.status_code, "status", &mut nulls),
            on_hold: given(input.on_hold, "on_hold", &mut nulls),
            priority: given(input.priority_code, "priority", &mut nulls),
            due_date: maybe(input.due_date).map(|date| date.map(|date| date.0.0)),
            merged_to: maybe(input.merged_to_id),
            custom_fields: given(input.custom_fields, "custom_fields", &mut nulls)
                .into_iter()
                .flatten()
                .map(|field| (field.name, field.value.map(Into::into)))
                .collect(),
            nulls,
        }
    }
}
