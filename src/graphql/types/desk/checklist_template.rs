//! Templates for checklists.

use std::sync::Arc;

use async_graphql::{ID, Object};
use entity::checklist_template;

use crate::graphql::budget::LongText;
use crate::graphql::connection::Row;
use crate::graphql::id::{self, NodeKind};

/// A template for checklists.
#[derive(Clone, Debug)]
pub struct ChecklistTemplate(Arc<checklist_template::Model>);

impl From<checklist_template::Model> for ChecklistTemplate {
    fn from(row: checklist_template::Model) -> Self {
        Self(Arc::new(row))
    }
}

impl Row<checklist_template::Model> for ChecklistTemplate {
    fn row(&self) -> Option<&checklist_template::Model> {
        Some(&self.0)
    }
}

/// A template for checklists of tickets.
#[Object]
impl ChecklistTemplate {
    /// Global ID of the template.
    pub(crate) async fn id(&self) -> ID {
        id::encode(NodeKind::ChecklistTemplate, self.0.id)
    }

    /// Database ID of the template.
    async fn database_id(&self) -> i32 {
        self.0.id
    }

    /// Name of the template.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// Descriptions of the tasks, in order.
    async fn tasks(&self) -> Vec<LongText<&str>> {
        self.0
            .task_list
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|task| task.as_str().map(LongText))
            .collect()
    }
}
