//! Adding a follow-up: an answer or a note, with a new status, files, and what else it changes.
//!
//! By REST two of django-helpdesk's ways hold: the title renames the ticket, and the comment is a template.

use entity::{followup, queue, ticket};
use sea_orm::{EntityTrait, QuerySelect};

use crate::domain::attachments::store::{self, Upload};
use crate::domain::error::{Code, Error, FieldError, Result};
use crate::domain::followups::record::{self, Step};
use crate::domain::followups::references;
use crate::domain::tickets::changes::{self, Changes};
use crate::domain::tickets::lock::lock;
use crate::domain::tickets::update::workable;
use crate::domain::unit::Unit;
use crate::domain::{Context, followups};

/// A new follow-up.
#[derive(Debug, Default)]
pub struct Input {
    /// The number of the ticket.
    pub ticket: i32,
    /// The line above it, at most 200 characters.
    pub title: Option<String>,
    /// What is said.
    pub comment: String,
    /// Whether the submitter may read it.
    pub public: bool,
    /// How long it took, in microseconds.
    pub time_spent: Option<i64>,
    /// Files.
    pub attachments: Vec<Upload>,
    /// What else changes: status, owner, priority and so on.
    pub changes: Changes,
    /// Checks everything and writes nothing.
    pub validate_only: bool,
}

/// What was added.
#[derive(Debug)]
pub struct Added {
    /// The ticket as it is then.
    pub ticket: ticket::Model,
    /// The follow-up.
    pub followup: followup::Model,
}

/// Adds a follow-up to a ticket that the viewer works on. `None`: the input was sound and only to be checked.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Invalid`] with all faults; what the database or storage says.
pub async fn add(context: &Context, input: Input) -> Result<Option<Added>> {
    if !context.viewer.is_authenticated() {
        return Err(Error::Unauthenticated);
    }
    let there = workable(context, input.ticket).one(&context.db).await?.ok_or(Error::NotFound)?;
    let validate_only = input.validate_only;
    let step = check(context, &there, input).await?;
    if validate_only {
        return Ok(None);
    }
    let mut unit = Unit::begin(context).await?;
    let outcome = write(context, &mut unit, there.id, step).await;
    unit.finish(context, outcome).await.map(Some)
}

async fn check(context: &Context, ticket: &ticket::Model, input: Input) -> Result<Step> {
    let mut faults = Vec::new();
    let Input { title, mut comment, public, time_spent, attachments, mut changes, .. } = input;
    for (name, text, limit) in [("title", title.as_deref().unwrap_or_default(), 200), ("comment", &comment, usize::MAX)]
    {
        let length = text.chars().count();
        if text.contains('\0') {
            faults.push(FieldError::new(name, Code::NullCharacter));
        } else if length > limit {
            faults.push(FieldError::new(name, Code::MaxLength { limit, length }));
        }
    }
    faults.extend(store::check_all(context, &attachments));
    let title = if context.rest {
        changes.title = title.clone().filter(|title| !title.is_empty());
        title.or_else(|| Some(ticket.title.clone()))
    } else {
        title
    };
    if context.rest {
        let queue = queue::Entity::find_by_id(ticket.queue_id).one(&context.db).await?.ok_or(Error::NotFound)?;
        match followups::comment::render(context, ticket, &queue, &comment).await {
            Ok(text) => comment = text,
            Err(Error::Invalid(broken)) => faults.extend(broken),
            Err(error) => return Err(error),
        }
    }
    match changes::check(context, changes).await {
        Ok(checked) if faults.is_empty() => Ok(Step { title, comment, public, time_spent, attachments, checked }),
        Ok(_) => Err(Error::Invalid(faults)),
        Err(Error::Invalid(more)) => {
            faults.extend(more);
            Err(Error::Invalid(faults))
        }
        Err(error) => Err(error),
    }
}

async fn write(context: &Context, unit: &mut Unit, id: i32, step: Step) -> Result<Added> {
    let touched = references::mentioned(&step.comment).into_iter().chain(step.checked.changes.merged_to.flatten());
    lock(&unit.tx, touched.chain([id])).await?;
    let ticket = workable(context, id).lock_exclusive().one(&unit.tx).await?.ok_or(Error::NotFound)?;
    let (ticket, followup) = record::record(context, unit, ticket, step).await?;
    Ok(Added { ticket, followup })
}
