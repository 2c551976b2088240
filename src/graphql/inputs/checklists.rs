//! Inputs of mutations of checklists.

use async_graphql::{ID, InputObject};

/// Checklist to create.
#[derive(InputObject)]
pub struct ChecklistCreateInput {
    /// ID of the ticket, which has at most 100 checklists: a global ID or a number.
    pub ticket_id: ID,
    /// Name, at most 100 characters. The template's by default; required without a template.
    pub name: Option<String>,
    /// ID of the template whose tasks are copied: a global ID or a number. Without one, the
    /// checklist has no tasks.
    pub template_id: Option<ID>,
    /// Validates the input without writing anything.
    #[graphql(default)]
    pub validate_only: bool,
    /// Key that the client chooses, at most 255 characters. A repeated request with the same key
    /// and the same input returns the first result instead of creating a duplicate, for 24 hours
    /// unless the installation sets another time. A different input is a CONFLICT, and so is a
    /// created object that was deleted or that you may no longer see. An explicit default counts
    /// as an omitted field.
    pub idempotency_key: Option<String>,
}

/// Changes of a checklist.
#[derive(InputObject)]
pub struct ChecklistUpdateInput {
    /// ID of the checklist: a global ID or a number.
    pub id: ID,
    /// Name, at most 100 characters.
    pub name: String,
    /// Validates the input without writing anything.
    #[graphql(default)]
    pub validate_only: bool,
}

/// Checklist to delete.
#[derive(InputObject)]
pub struct ChecklistDeleteInput {
    /// ID of the checklist: a global ID or a number.
    pub id: ID,
    /// Validates the request without deleting anything.
    #[graphql(default)]
    pub validate_only: bool,
}

/// Task to add to a checklist.
#[derive(InputObject)]
pub struct ChecklistTaskAddInput {
    /// ID of the checklist, which has at most 500 tasks: a global ID or a number.
    pub checklist_id: ID,
    /// Description, at most 250 characters.
    pub description: String,
    /// Validates the input without writing anything.
    #[graphql(default)]
    pub validate_only: bool,
    /// Key that the client chooses, at most 255 characters. A repeated request with the same key
    /// and the same input returns the first result instead of creating a duplicate, for 24 hours
    /// unless the installation sets another time. A different input is a CONFLICT, and so is a
    /// created object that was deleted or that you may no longer see. An explicit default counts
    /// as an omitted field.
    pub idempotency_key: Option<String>,
}

/// Changes of a task.
#[derive(InputObject)]
pub struct ChecklistTaskUpdateInput {
    /// ID of the task: a global ID or a number.
    pub id: ID,
    /// Description, at most 250 characters.
    pub description: String,
    /// Validates the input without writing anything.
    #[graphql(default)]
    pub validate_only: bool,
}

/// A task.
#[derive(InputObject)]
pub struct ChecklistTaskInput {
    /// ID of the task: a global ID or a number.
    pub id: ID,
    /// Validates the request without writing anything.
    #[graphql(default)]
    pub validate_only: bool,
}

/// New order of a checklist's tasks.
#[derive(InputObject)]
pub struct ChecklistTaskReorderInput {
    /// ID of the checklist: a global ID or a number.
    pub checklist_id: ID,
    /// IDs of the tasks in their new order, at most 500: global IDs or numbers. Tasks that are not
    /// listed follow in their current order.
    pub task_ids: Vec<ID>,
    /// Validates the input without writing anything.
    #[graphql(default)]
    pub validate_only: bool,
}
