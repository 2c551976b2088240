//! Writes the rows of a change.

use entity::values::{Positive, Timestamp};
use entity::{Tx, checklist, checklist_task, followup};
use sea_orm::sea_query::{CaseStatement, Expr};
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait, EntityTrait, IntoActiveModel as _, QueryFilter,
    QuerySelect as _, Set,
};

use super::Checklist;
use super::edit::Act;
use crate::domain::tickets::followups::record::{self, Draft};
use crate::domain::tickets::update::select_workable;
use crate::domain::unit::Unit;
use crate::domain::{Code, Context, Error, Result};

/// The greatest position that the column holds.
const MAX_POSITION: i32 = 32_767;

/// Result of a write.
#[derive(Debug, Default)]
pub(super) struct Written {
    /// Whether anything changed.
    pub(super) changed: bool,
    /// The ID of the task that was added.
    pub(super) task: Option<i32>,
    /// The follow-up that records the change.
    pub(super) followup: Option<followup::Model>,
}

/// Inserts open tasks, at positions from `first` on.
pub(super) async fn insert_tasks(
    tx: &Tx,
    checklist: i32,
    tasks: &[String],
    first: i32,
) -> Result<()> {
    let rows = tasks
        .iter()
        .zip(first..)
        .map(|(task, position)| checklist_task::ActiveModel {
            description: Set(task.clone()),
            completion_date: Set(None),
            position: Set(Positive(position)),
            checklist_id: Set(checklist),
            ..Default::default()
        });
    checklist_task::Entity::insert_many(rows)
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// Writes a valid change. The ticket is locked. `task`: the ID of the target, if that is a task.
pub(super) async fn write(
    context: &Context,
    unit: &mut Unit,
    before: &Checklist,
    task: Option<i32>,
    act: &Act,
) -> Result<Written> {
    let (row, tasks) = before;
    let task = tasks.iter().find(|other| task == Some(other.id));
    let mut written = Written::default();
    match (act, task) {
        (Act::Rename(name), _) => {
            written.changed = row.name != *name;
            let mut active = row.clone().into_active_model();
            active.name.set_if_not_equals(name.clone());
            active.update(&unit.tx).await?;
        }
        (Act::Delete, _) => {
            delete_tasks(&unit.tx, row.id).await?;
            checklist::Entity::delete_by_id(row.id)
                .exec(&unit.tx)
                .await?;
            written.changed = true;
        }
        (Act::AddTask(description), _) => {
            let last = tasks.iter().map(|task| task.position.0).max();
            let position = last.map_or(0, |last| last.saturating_add(1));
            if position > MAX_POSITION {
                // Positions have gaps that only a new order closes.
                return Err(Error::field(
                    "checklist",
                    Code::MaxValue(MAX_POSITION.into()),
                ));
            }
            let task = checklist_task::ActiveModel {
                description: Set(description.clone()),
                completion_date: Set(None),
                position: Set(Positive(position)),
                checklist_id: Set(row.id),
                ..Default::default()
            };
            written.task = Some(task.insert(&unit.tx).await?.id);
            written.changed = true;
        }
        (Act::Reorder(wanted), _) => {
            let others = tasks.iter().map(|task| task.id);
            let others = others.filter(|id| !wanted.contains(id));
            let order: Vec<i32> = wanted.iter().copied().chain(others).collect();
            written.changed = tasks
                .iter()
                .zip(&order)
                .zip(0..)
                .any(|((task, id), position)| task.id != *id || task.position.0 != position);
            if written.changed {
                reorder(&unit.tx, row.id, &order).await?;
            }
        }
        (Act::Describe(description), Some(task)) => {
            written.changed = task.description != *description;
            let mut active = task.clone().into_active_model();
            active.description.set_if_not_equals(description.clone());
            active.update(&unit.tx).await?;
        }
        (Act::RemoveTask, Some(task)) => {
            checklist_task::Entity::delete_by_id(task.id)
                .exec(&unit.tx)
                .await?;
            written.changed = true;
        }
        (Act::SetCompleted(completed), Some(task)) => {
            if task.completion_date.is_some() != *completed {
                written.followup = Some(complete(context, unit, row, task, *completed).await?);
                written.changed = true;
            }
        }
        (Act::Describe(_) | Act::RemoveTask | Act::SetCompleted(_), None) => {
            return Err(Error::NotFound);
        }
    }
    Ok(written)
}

/// Deletes the tasks of a checklist.
async fn delete_tasks(tx: &Tx, checklist: i32) -> Result<()> {
    checklist_task::Entity::delete_many()
        .filter(checklist_task::Column::ChecklistId.eq(checklist))
        .exec(tx)
        .await?;
    Ok(())
}

/// Sets the positions of all tasks of a checklist in one statement.
async fn reorder(tx: &Tx, checklist: i32, order: &[i32]) -> Result<()> {
    let mut position = CaseStatement::new();
    for (id, index) in order.iter().zip(0_i32..) {
        position = position.case(checklist_task::Column::Id.eq(*id), Expr::val(index));
    }
    checklist_task::Entity::update_many()
        .col_expr(checklist_task::Column::Position, position.into())
        .filter(checklist_task::Column::ChecklistId.eq(checklist))
        .exec(tx)
        .await?;
    Ok(())
}

/// Completes or reopens a task, and records it with a private follow-up (helpdesk/update_ticket.py).
async fn complete(
    context: &Context,
    unit: &mut Unit,
    row: &checklist::Model,
    task: &checklist_task::Model,
    completed: bool,
) -> Result<followup::Model> {
    let ticket = select_workable(context, row.ticket_id)
        .lock_exclusive()
        .one(&unit.tx)
        .await?
        .ok_or(Error::NotFound)?;
    let now = Timestamp::from(context.clock.now());
    let mut active = task.clone().into_active_model();
    active.completion_date = Set(completed.then_some(now));
    active.update(&unit.tx).await?;
    let name = |completed: bool| {
        let text = if completed { "Completed" } else { "To do" };
        Some(context.language.gettext(text).into_owned())
    };
    let field = format!("[{}] {}", row.name, task.description);
    let draft = Draft {
        other_changes: vec![(field, name(!completed), name(completed))],
        ..Draft::default()
    };
    let (_, followup) = record::record(context, unit, ticket, draft).await?;
    Ok(followup)
}
