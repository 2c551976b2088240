//! Checklist templates (helpdesk/forms.py, `ChecklistTemplateForm`).

use entity::checklist_template;
use serde_json::Value;

use super::{Checker, Draft, Record};
use crate::domain::desk::admin_log::AdminModel;
use crate::domain::{Code, Context, FieldError};

/// Maximum number of tasks.
const MAX_TASKS: usize = 500;
/// Maximum number of characters of a task: those of a checklist have no more.
const MAX_DESCRIPTION: usize = 250;

/// The values of a checklist template. `None` leaves a value unchanged.
#[derive(Clone, Debug, Default)]
pub struct ChecklistTemplateDraft {
    /// The name, at most 100 characters.
    pub name: Option<String>,
    /// The descriptions of the tasks in order.
    pub tasks: Option<Vec<String>>,
    /// Errors found while the input was converted.
    pub errors: Vec<FieldError>,
}

/// A template without tasks.
#[must_use]
pub fn blank() -> checklist_template::Model {
    checklist_template::Model {
        id: 0,
        name: String::new(),
        task_list: Value::Array(Vec::new()),
    }
}

impl Draft<checklist_template::Entity> for ChecklistTemplateDraft {
    fn apply(&self, context: &Context, row: &mut checklist_template::Model) -> Vec<FieldError> {
        let mut checker = Checker::new(context);
        checker.errors.extend(self.errors.iter().cloned());
        checker.required("name", self.name.as_ref(), Some(100), &mut row.name);
        let Some(tasks) = &self.tasks else {
            return checker.errors;
        };
        if tasks.is_empty() {
            checker.add("tasks", Code::Required);
        }
        if tasks.len() > MAX_TASKS {
            let limit = i64::try_from(MAX_TASKS).unwrap_or(i64::MAX);
            checker.add("tasks", Code::MaxItems(limit));
            return checker.errors;
        }
        let mut cleaned = Vec::with_capacity(tasks.len());
        for (index, task) in tasks.iter().enumerate() {
            let mut text = String::new();
            let mut item = Checker::new(context);
            item.required("tasks", Some(task), Some(MAX_DESCRIPTION), &mut text);
            checker.errors.extend(item.errors.into_iter().map(|error| {
                let path = vec!["tasks".to_owned(), index.to_string()];
                FieldError { path, ..error }
            }));
            cleaned.push(Value::String(text));
        }
        row.task_list = Value::Array(cleaned);
        checker.errors
    }
}

impl Record for checklist_template::Entity {
    const MODEL: AdminModel = AdminModel::helpdesk("checklisttemplate");
    const FIELDS: &'static [(&'static str, &'static str)] =
        &[("name", "Name"), ("task_list", "Task List")];

    fn id(row: &checklist_template::Model) -> i32 {
        row.id
    }

    fn text(row: &checklist_template::Model) -> String {
        row.name.clone()
    }
}
