//! Changes a checklist or one of its tasks.

use entity::{checklist_task, followup, positional};
use sea_orm::EntityTrait as _;

use super::write::write;
use super::{Checklist, MAX_DESCRIPTION, MAX_NAME, MAX_TASKS, clean, too_many};
use crate::domain::core::tasks;
use crate::domain::tickets::lock::lock_tickets;
use crate::domain::unit::events::{Kind, NewEvent};
use crate::domain::unit::idempotency::{self, CreatedIds, Request};
use crate::domain::unit::{self, Unit};
use crate::domain::{Code, Context, Error, FieldError, Result};

/// The object to change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// The checklist with this ID.
    Checklist(i32),
    /// The task with this ID.
    Task(i32),
}

/// A change. Changes of a task need a task as their target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Act {
    /// Sets the name of the checklist.
    Rename(String),
    /// Deletes the checklist with its tasks.
    Delete,
    /// Appends a task with this description.
    AddTask(String),
    /// Moves these tasks to the front, in this order.
    Reorder(Vec<i32>),
    /// Sets the description of the task.
    Describe(String),
    /// Deletes the task.
    RemoveTask,
    /// Marks the task as completed (`true`) or as open.
    SetCompleted(bool),
}

/// The result of a change.
#[derive(Debug)]
pub struct EditedChecklist {
    /// The checklist after the change; before it if it was deleted or only validated.
    pub checklist: Checklist,
    /// The ID of the task that was added or changed; `None` if there is none.
    pub task: Option<i32>,
    /// The follow-up that records the change, if one does.
    pub followup: Option<followup::Model>,
}

/// Changes a checklist of a ticket that the viewer works on. `request`: the idempotency key of a
/// task to add. `validate_only`: validates the change and writes nothing.
///
/// # Errors
/// [`Error::Unauthenticated`]; [`Error::NotFound`] for the target; [`Error::Invalid`];
/// [`Error::Conflict`] if the key was used with another input; database errors.
pub async fn edit(
    context: &Context,
    target: Target,
    act: Act,
    request: Option<&Request>,
    validate_only: bool,
) -> Result<EditedChecklist> {
    if !context.viewer.is_authenticated() {
        return Err(Error::Unauthenticated);
    }
    if let Some(created) = idempotency::find(context, request).await? {
        return repeated(context, created).await;
    }
    let act = check(context, act)?;
    if validate_only {
        let (checklist, task) = load(context, &context.db, target).await?;
        check_state(&checklist, &act)?;
        return Ok(EditedChecklist {
            checklist,
            task,
            followup: None,
        });
    }
    let keyed = request.cloned();
    let edited = tasks::run_to_end(context, move |context| async move {
        let (context, act, request) = (&context, &act, keyed.as_ref());
        let work = |mut unit: Unit| async move {
            let outcome = apply(context, &mut unit, target, act, request).await;
            (unit, outcome)
        };
        unit::run(context, &[], work).await
    })
    .await;
    match edited {
        Ok(edited) => Ok(edited),
        Err(error) => {
            let created = idempotency::find_after_conflict(context, request, error).await?;
            repeated(context, created).await
        }
    }
}

/// The task that the same request added before.
async fn repeated(context: &Context, created: CreatedIds) -> Result<EditedChecklist> {
    match load(context, &context.db, Target::Task(created.object)).await {
        Ok((checklist, task)) => Ok(EditedChecklist {
            checklist,
            task,
            followup: None,
        }),
        Err(Error::NotFound) => Err(idempotency::GONE),
        Err(error) => Err(error),
    }
}

/// Checks the texts of a change.
fn check(context: &Context, act: Act) -> Result<Act> {
    let cleaned = match act {
        Act::Rename(name) => clean(context, "name", &name, MAX_NAME).map(Act::Rename),
        Act::AddTask(text) => {
            clean(context, "description", &text, MAX_DESCRIPTION).map(Act::AddTask)
        }
        Act::Describe(text) => {
            clean(context, "description", &text, MAX_DESCRIPTION).map(Act::Describe)
        }
        Act::Reorder(tasks) if tasks.len() > MAX_TASKS => {
            return Err(too_many("task_ids", MAX_TASKS));
        }
        act => Ok(act),
    };
    cleaned.map_err(|error| Error::Invalid(vec![error]))
}

/// The checklist of a target, and the ID of its task if that is the target.
async fn load(
    context: &Context,
    db: &impl sea_orm::ConnectionTrait,
    target: Target,
) -> Result<(Checklist, Option<i32>)> {
    let (checklist, task) = match target {
        Target::Checklist(id) => (id, None),
        Target::Task(id) => {
            let select = checklist_task::Entity::find_by_id(id);
            let task = positional::fetch_one(select, db)
                .await?
                .ok_or(Error::NotFound)?;
            (task.checklist_id, Some(id))
        }
    };
    let found = super::find(context, db, checklist).await?;
    if task.is_some_and(|id| found.1.iter().all(|task| task.id != id)) {
        return Err(Error::NotFound);
    }
    Ok((found, task))
}

/// Checks a change against the tasks of the checklist.
fn check_state((_, tasks): &Checklist, act: &Act) -> Result<()> {
    match act {
        Act::AddTask(_) if tasks.len() >= MAX_TASKS => Err(too_many("checklist", MAX_TASKS)),
        Act::Reorder(wanted) => {
            let mut errors = Vec::new();
            for (index, id) in wanted.iter().enumerate() {
                let code = if tasks.iter().all(|task| task.id != *id) {
                    Code::DoesNotExist(id.to_string())
                } else if wanted[..index].contains(id) {
                    Code::Twice
                } else {
                    continue;
                };
                let path = vec!["task_ids".to_owned(), index.to_string()];
                errors.push(FieldError { path, code });
            }
            if errors.is_empty() {
                Ok(())
            } else {
                Err(Error::Invalid(errors))
            }
        }
        _ => Ok(()),
    }
}

async fn apply(
    context: &Context,
    unit: &mut Unit,
    target: Target,
    act: &Act,
    request: Option<&Request>,
) -> Result<EditedChecklist> {
    idempotency::claim(context, &unit.tx, request).await?;
    let ((found, _), _) = load(context, &unit.tx, target).await?;
    lock_tickets(&unit.tx, [found.ticket_id]).await?;
    let (before, task) = load(context, &unit.tx, target).await?;
    if before.0.ticket_id != found.ticket_id {
        return Err(Error::changed_concurrently(
            "a checklist was moved to another ticket",
        ));
    }
    check_state(&before, act)?;
    let written = write(context, unit, &before, task, act).await?;
    if !written.changed {
        return Ok(EditedChecklist {
            checklist: before,
            task,
            followup: None,
        });
    }
    let mut event = NewEvent::new(Kind::ChecklistsUpdated, before.0.ticket_id);
    if let Some(followup) = &written.followup {
        event = event.followup(followup.id, followup.public);
    }
    unit.add_event(event);
    let task = written.task.or(task);
    if let Some(added) = written.task {
        let created = CreatedIds {
            object: added,
            second: None,
        };
        idempotency::record(context, &unit.tx, request, created).await?;
    }
    let checklist = if *act == Act::Delete {
        before
    } else {
        super::find(context, &unit.tx, before.0.id).await?
    };
    Ok(EditedChecklist {
        checklist,
        task,
        followup: written.followup,
    })
}
