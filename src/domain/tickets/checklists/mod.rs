//! Checklists of tickets, for those who work on the ticket (helpdesk/views/staff.py,
//! `edit_ticket_checklist`, and helpdesk/update_ticket.py). A completed task is recorded by a
//! follow-up, as in django-helpdesk; other changes only have an event.

mod create;
mod edit;
mod write;

pub use create::{NewChecklist, create};
pub use edit::{Act, EditedChecklist, Target, edit};

use entity::{checklist, checklist_task, checklist_template, positional};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::domain::access::{self, Scope};
use crate::domain::core::text;
use crate::domain::{Code, Context, Error, FieldError, Result};

/// Maximum number of tasks of a checklist.
pub const MAX_TASKS: usize = 500;
/// Maximum number of checklists of a ticket.
pub const MAX_CHECKLISTS: usize = 100;
/// Maximum number of characters of a name.
const MAX_NAME: usize = 100;
/// Maximum number of characters of a task.
pub const MAX_DESCRIPTION: usize = 250;

/// A checklist with its tasks in order.
pub type Checklist = (checklist::Model, Vec<checklist_task::Model>);

/// The tasks of a checklist in order.
async fn tasks_of(db: &impl ConnectionTrait, checklist: i32) -> Result<Vec<checklist_task::Model>> {
    let select = checklist_task::Entity::find()
        .filter(checklist_task::Column::ChecklistId.eq(checklist))
        .order_by_asc(checklist_task::Column::Position)
        .order_by_asc(checklist_task::Column::Id);
    Ok(positional::fetch_all(select, db).await?)
}

/// A checklist, if the viewer works on its ticket.
async fn find(context: &Context, db: &impl ConnectionTrait, id: i32) -> Result<Checklist> {
    use sea_orm::QueryTrait as _;
    let tickets = access::tickets(context, Some(Scope::Agent))
        .select_only()
        .column(entity::ticket::Column::Id)
        .into_query();
    let select =
        checklist::Entity::find_by_id(id).filter(checklist::Column::TicketId.in_subquery(tickets));
    let row = positional::fetch_one(select, db)
        .await?
        .ok_or(Error::NotFound)?;
    let tasks = tasks_of(db, row.id).await?;
    Ok((row, tasks))
}

/// A name or a description without the spaces around it, or its error.
fn clean(context: &Context, field: &str, value: &str, limit: usize) -> Result<String, FieldError> {
    let value = python::strip(value);
    if value.is_empty() {
        return Err(FieldError::new(field, Code::Required));
    }
    match text::field_error(context, field, value, Some(limit)) {
        Some(error) => Err(error),
        None => Ok(value.to_owned()),
    }
}

/// The error of a list that would have more than `limit` items.
fn too_many(field: &str, limit: usize) -> Error {
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    Error::field(field, Code::MaxItems(limit))
}

/// The descriptions of a template's tasks. Entries that are not texts are left out.
fn template_tasks(template: &checklist_template::Model) -> Vec<String> {
    let tasks = template.task_list.as_array().into_iter().flatten();
    tasks
        .filter_map(|task| task.as_str().map(str::to_owned))
        .collect()
}
