//! Checklists of tickets.

use async_graphql::{ID, SimpleObject};
use entity::{checklist, checklist_task};

use crate::graphql::id::{self, NodeKind};
use crate::graphql::scalars::DateTime;

/// A checklist of a ticket.
#[derive(Clone, Debug, SimpleObject)]
pub struct Checklist {
    /// The global id.
    #[graphql(owned)]
    pub(crate) id: ID,
    /// The number.
    database_id: i32,
    /// The name.
    name: String,
    /// The tasks, in their order.
    tasks: Vec<ChecklistTask>,
}

/// A task of a checklist.
#[derive(Clone, Debug, SimpleObject)]
pub struct ChecklistTask {
    /// The global id.
    #[graphql(owned)]
    pub(crate) id: ID,
    /// The number.
    database_id: i32,
    /// What is to be done; at most 250 characters.
    description: String,
    /// When it was done; null while it is not.
    completion_date: Option<DateTime>,
    /// The place in the list, from 0.
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
            completion_date: task.completion_date.map(DateTime),
            position: task.position.0,
        }
    }
}
