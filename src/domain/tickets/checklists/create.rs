//! Creates a checklist, empty or from a template.

use entity::{checklist, checklist_template};
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait, EntityTrait, PaginatorTrait as _, QueryFilter, Set,
};

use super::write::insert_tasks;
use super::{
    Checklist, MAX_CHECKLISTS, MAX_DESCRIPTION, MAX_NAME, MAX_TASKS, clean, template_tasks,
    too_many,
};
use crate::domain::core::tasks;
use crate::domain::desk;
use crate::domain::tickets::lock::lock_tickets;
use crate::domain::tickets::update::select_workable;
use crate::domain::unit::events::{Kind, NewEvent};
use crate::domain::unit::idempotency::{self, CreatedIds, Request};
use crate::domain::unit::{self, Unit};
use crate::domain::{Code, Context, Error, FieldError, Result};

/// A checklist to create.
#[derive(Clone, Debug, Default)]
pub struct NewChecklist {
    /// The ID of the ticket.
    pub ticket: i32,
    /// The name; by default the template's.
    pub name: Option<String>,
    /// The ID of the template.
    pub template: Option<i32>,
    /// Errors found while the input was converted.
    pub errors: Vec<FieldError>,
}

/// A valid checklist.
#[derive(Clone, Debug)]
struct Checked {
    ticket: i32,
    name: String,
    tasks: Vec<String>,
}

/// Creates a checklist of a ticket that the viewer works on, or returns the one that the same
/// request created before. `None` with `validate_only`.
///
/// # Errors
/// [`Error::Unauthenticated`]; [`Error::NotFound`] for the ticket; [`Error::Invalid`];
/// [`Error::Conflict`] if the key was used with another input; database errors.
pub async fn create(
    context: &Context,
    new: NewChecklist,
    request: Option<&Request>,
    validate_only: bool,
) -> Result<Option<Checklist>> {
    if !context.viewer.is_authenticated() {
        return Err(Error::Unauthenticated);
    }
    let created = match idempotency::find(context, request).await? {
        Some(created) => created,
        None => {
            let checked = check(context, new).await?;
            if validate_only {
                return Ok(None);
            }
            match write(context, checked, request.cloned()).await {
                Ok(created) => return Ok(Some(created)),
                Err(error) => idempotency::find_after_conflict(context, request, error).await?,
            }
        }
    };
    match super::find(context, &context.db, created.object).await {
        Ok(found) => Ok((!validate_only).then_some(found)),
        Err(Error::NotFound) => Err(idempotency::GONE),
        Err(error) => Err(error),
    }
}

async fn check(context: &Context, new: NewChecklist) -> Result<Checked> {
    let ticket = select_workable(context, new.ticket)
        .one(&context.db)
        .await?
        .ok_or(Error::NotFound)?;
    let mut errors = new.errors;
    let template = match new.template {
        Some(id) => {
            let found = desk::by_ids::<checklist_template::Entity>(context, &[id]).await?;
            if found.is_empty() {
                errors.push(FieldError::new(
                    "template",
                    Code::DoesNotExist(id.to_string()),
                ));
            }
            found.into_iter().next()
        }
        None => None,
    };
    let name = new
        .name
        .or_else(|| template.as_ref().map(|row| row.name.clone()));
    let name = clean(context, "name", &name.unwrap_or_default(), MAX_NAME);
    let tasks = template.as_ref().map(template_tasks).unwrap_or_default();
    // django-helpdesk checks neither in its templates.
    if tasks.len() > MAX_TASKS {
        let limit = i64::try_from(MAX_TASKS).unwrap_or(i64::MAX);
        errors.push(FieldError::new("template", Code::MaxItems(limit)));
    }
    let too_long = tasks.iter().map(|task| task.chars().count()).max();
    if let Some(length) = too_long.filter(|length| *length > MAX_DESCRIPTION) {
        let limit = MAX_DESCRIPTION;
        errors.push(FieldError::new(
            "template",
            Code::MaxLength { limit, length },
        ));
    }
    match name {
        Ok(name) if errors.is_empty() => Ok(Checked {
            ticket: ticket.id,
            name,
            tasks,
        }),
        name => {
            errors.extend(name.err());
            Err(Error::Invalid(errors))
        }
    }
}

async fn write(context: &Context, checked: Checked, request: Option<Request>) -> Result<Checklist> {
    tasks::run_to_end(context, move |context| async move {
        let (context, checked, request) = (&context, &checked, request.as_ref());
        let work = |mut unit: Unit| async move {
            let outcome = insert(context, &mut unit, checked, request).await;
            (unit, outcome)
        };
        unit::run(context, &[], work).await
    })
    .await
}

async fn insert(
    context: &Context,
    unit: &mut Unit,
    checked: &Checked,
    request: Option<&Request>,
) -> Result<Checklist> {
    idempotency::claim(context, &unit.tx, request).await?;
    lock_tickets(&unit.tx, [checked.ticket]).await?;
    select_workable(context, checked.ticket)
        .one(&unit.tx)
        .await?
        .ok_or(Error::NotFound)?;
    let existing = checklist::Entity::find()
        .filter(checklist::Column::TicketId.eq(checked.ticket))
        .count(&unit.tx)
        .await?;
    if usize::try_from(existing).is_ok_and(|existing| existing >= MAX_CHECKLISTS) {
        return Err(too_many("ticket", MAX_CHECKLISTS));
    }
    let row = checklist::ActiveModel {
        name: Set(checked.name.clone()),
        ticket_id: Set(checked.ticket),
        ..Default::default()
    };
    let row = row.insert(&unit.tx).await?;
    insert_tasks(&unit.tx, row.id, &checked.tasks, 0).await?;
    let tasks = super::tasks_of(&unit.tx, row.id).await?;
    unit.add_event(NewEvent::new(Kind::ChecklistsUpdated, checked.ticket));
    let created = CreatedIds {
        object: row.id,
        second: None,
    };
    idempotency::record(context, &unit.tx, request, created).await?;
    Ok((row, tasks))
}
