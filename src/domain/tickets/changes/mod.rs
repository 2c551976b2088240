//! Changes of a ticket: validates them and applies them to the row. `ticketUpdate` and follow-ups
//! use it; they decide how the change is recorded.

mod validate;
mod write;

pub use validate::{check, recheck};
pub use write::{applied, changes_anything, differ, write, write_values};

use chrono::{DateTime, Utc};
use entity::{queue, user};

use crate::domain::FieldError;
use crate::domain::desk::custom_fields::clean::CustomValue;

/// The columns to change. `None` leaves a column unchanged; `Some(None)` clears it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Changes {
    /// The ID of the queue.
    pub queue: Option<i32>,
    /// The title, 1 to 200 characters after trimming.
    pub title: Option<String>,
    /// The description.
    pub description: Option<Option<String>>,
    /// The resolution.
    pub resolution: Option<Option<String>>,
    /// The submitter's address.
    pub submitter_email: Option<Option<String>>,
    /// The ID of the owner.
    pub assigned_to: Option<Option<i32>>,
    /// The code of the status.
    pub status: Option<i32>,
    /// Whether it is on hold.
    pub on_hold: Option<bool>,
    /// The code of the priority.
    pub priority: Option<i32>,
    /// The due date.
    pub due_date: Option<Option<DateTime<Utc>>>,
    /// The ID of the item of the knowledge base.
    pub kbitem: Option<Option<i32>>,
    /// The ID of the ticket that it is merged into.
    pub merged_to: Option<Option<i32>>,
    /// Custom fields: name and value; `None` clears the value.
    pub custom_fields: Vec<(String, Option<CustomValue>)>,
    /// Errors found while the input was converted: required columns set to null, invalid IDs. Always
    /// empty by REST, whose serializers report them first.
    pub errors: Vec<FieldError>,
}

/// Valid changes, with the rows that they refer to.
#[derive(Clone, Debug, Default)]
pub struct CheckedChanges {
    /// The columns.
    pub changes: Changes,
    /// The new queue.
    pub queue: Option<queue::Model>,
    /// The new owner.
    pub owner: Option<user::Model>,
    /// Custom fields: ID, name and stored text.
    pub values: Vec<(i32, String, Option<String>)>,
}
