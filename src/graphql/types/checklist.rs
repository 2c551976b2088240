//! Checklists of tickets.

use async_graphql::{ID, SimpleObject};
use entity::{checklist, checklist_task};

use crate::graphql::id::{self, NodeKind};
use crate::graphql::scalars::DateTime;

/// A checklist of a ticket.
#[derive(Clone, Debug, SimpleObject)]
pub struct Checklist {
    /// Global ID of the checklist.
    #[graphql(owned)]
    pub(crate) id: ID,
    /// Database ID of the checklist.
    database_id: i32,
    /// Name of the checklist.
    name: String,
    /// Tasks, sorted by position.
    tasks: Vec<ChecklistTask>,
}

/// A task of a checklist.
#[derive(Clone, Debug, SimpleObject)]
pub struct ChecklistTask {
    /// Global ID of the task.
    #[graphql(owned)]
    pub(crate) id: ID,
    /// Database ID of the task.
    database_id: i32,
    /// Description of the task, up to 250 characters.
    description: String,
    /// Date and time of completion. Null if the task is not completed.
    completed_at: Option<DateTime>,
    /// Position in the checklist, starting at 0.
    position: i32,
}

impl From<(checklist::Model, Vec<checklist_task::Model>)> for Checklist {
    fn from((row, tasks): (checklist::Model, Vec<checklist_task::Model>)) -> Self {
        let tasks = tasks.into_iter().map(ChecklistTask::from);
        Self {
            id: id::encode(NodeKind::Checklist, row.id),
            database_id: row.id,
            name: row.name,
            tasks: tasks.collect(),
        }
    }
}

impl From<checklist_task::Model> for ChecklistTask {
    fn from(task: checklist_task::Model) -> Self {
        Self {
            id: id::encode(NodeKind::ChecklistTask, task.id),
            database_id: task.id,
            description: task.description,
            completed_at: task.completion_date.map(DateTime),
            position: task.position.0,
        }
    }
}
