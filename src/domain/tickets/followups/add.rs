//! Adding a follow-up: an answer or a note, with a new status, files, and what else it changes.
//!
//! Who does not work on the ticket, but sent it in or takes part in it, says something in public
//! and changes nothing. By REST two of django-helpdesk's ways hold: the title renames the ticket,
//! and the comment is a template.

use chrono::{DateTime, Utc};
use entity::{followup, queue, ticket};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityName, EntityTrait, QueryFilter, QuerySelect, Select,
};

use crate::domain::core::{numbers, tasks, text};
use crate::domain::tickets::attachments::store::{self, Upload};
use crate::domain::tickets::changes::{self, Changes};
use crate::domain::tickets::followups::record::{self, Step};
use crate::domain::tickets::followups::{self, references};
use crate::domain::tickets::lock::lock;
use crate::domain::tickets::related;
use crate::domain::tickets::update::{check_unmodified, workable};
use crate::domain::unit::idempotency::{self, CreatedIds, Request};
use crate::domain::unit::{self, Unit};
use crate::domain::{Code, Context, Error, FieldError, Result, access};

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
    /// The ticket's `modified` that the caller saw last; another one is a conflict.
    pub expected_modified: Option<DateTime<Utc>>,
    /// Checks everything and writes nothing.
    pub validate_only: bool,
    /// The request's idempotency key; an input that is only checked is held against it, and leaves
    /// it free.
    pub request: Option<Request>,
}

/// What was added.
#[derive(Debug)]
pub struct Added {
    /// The ticket as it is then.
    pub ticket: ticket::Model,
    /// The follow-up.
    pub followup: followup::Model,
}

/// Whether the viewer may add a follow-up to a ticket.
///
/// # Errors
/// [`Error::NotFound`] if not; what the database says.
pub async fn may_add(context: &Context, ticket: i32) -> Result<()> {
    let row = answerable(context, ticket).one(&context.db).await?;
    row.map(drop).ok_or(Error::NotFound)
}

/// Adds a follow-up to a ticket that the viewer works on or takes part in, or finds the one that
/// the same request added before. `None`: the input was sound and only to be checked.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`] for what only those do who work on the ticket,
/// [`Error::Invalid`] with all errors, [`Error::Conflict`] for the key of another request; what the
/// database or storage says.
pub async fn add(context: &Context, mut input: Input) -> Result<Option<Added>> {
    if !context.viewer.is_authenticated() {
        return Err(Error::Unauthenticated);
    }
    let request = input.request.take();
    if let Some(made) = idempotency::find(context, request.as_ref()).await? {
        let added = load_added(context, made).await?;
        return Ok((!input.validate_only).then_some(added));
    }
    if input.validate_only {
        return validate(context, input).await.map(|_| None);
    }
    match validate_and_store(context, input, request.as_ref()).await {
        Ok(added) => Ok(Some(added)),
        Err(error) => {
            let made = idempotency::find_after_conflict(context, request.as_ref(), error).await?;
            load_added(context, made).await.map(Some)
        }
    }
}

/// What the same request added before, as it is now, if the viewer may see it now.
async fn load_added(context: &Context, made: CreatedIds) -> Result<Added> {
    let row = access::followups(context, None)
        .filter(followup::Column::Id.eq(made.object))
        .one(&context.db)
        .await?;
    let followup = row.ok_or(idempotency::GONE)?;
    let ticket = access::tickets(context, None).filter(ticket::Column::Id.eq(followup.ticket_id));
    let ticket = ticket.one(&context.db).await?;
    Ok(Added {
        ticket: ticket.ok_or(idempotency::GONE)?,
        followup,
    })
}

/// A ticket that the viewer may say something on. By REST, as in django-helpdesk, those are the
/// ones they work on.
fn answerable(context: &Context, id: i32) -> Select<ticket::Entity> {
    if context.dialect.limits_comments_to_agents() {
        return workable(context, id);
    }
    access::commentable_tickets(context).filter(ticket::Column::Id.eq(id))
}

/// The ticket, the step without its files, and these, if all is sound.
async fn validate(
    context: &Context,
    mut input: Input,
) -> Result<(ticket::Model, Step, Vec<Upload>)> {
    let there = answerable(context, input.ticket)
        .one(&context.db)
        .await?
        .ok_or(Error::NotFound)?;
    if !context.dialect.limits_comments_to_agents()
        && related::workable(context, &[there.id]).await?.is_empty()
    {
        if input.title.is_some()
            || input.time_spent.is_some()
            || input.changes != Changes::default()
        {
            return Err(Error::Forbidden);
        }
        input.public = true;
    }
    let uploads = std::mem::take(&mut input.attachments);
    let expected = input.expected_modified;
    let step = check(context, &there, input, &uploads).await?;
    check_unmodified(&there, expected)?;
    if uploads.is_empty() {
        require_content(context, &context.db, &there, &step).await?;
    }
    Ok((there, step, uploads))
}

/// That a step without files says or changes anything. REST takes an empty one, as django-helpdesk
/// does.
///
/// # Errors
/// [`Error::Invalid`] if it does not; what the database says.
async fn require_content(
    context: &Context,
    db: &impl ConnectionTrait,
    ticket: &ticket::Model,
    step: &Step,
) -> Result<()> {
    let said =
        !step.comment.trim().is_empty() || step.time_spent.is_some() || !step.files.is_empty();
    if context.dialect.accepts_empty_followups()
        || said
        || changes::changes_anything(db, ticket, &step.checked).await?
    {
        return Ok(());
    }
    Err(Error::field("comment", Code::Required))
}

async fn validate_and_store(
    context: &Context,
    input: Input,
    request: Option<&Request>,
) -> Result<Added> {
    let expected = input.expected_modified;
    let (ticket, step, uploads) = validate(context, input).await?;
    let request = request.cloned();
    let keep = |context: Context| async move {
        Box::pin(store(
            &context,
            &ticket,
            step,
            uploads,
            expected,
            request.as_ref(),
        ))
        .await
    };
    tasks::run_to_end(context, keep).await
}

/// Stores the files, and writes the rows.
async fn store(
    context: &Context,
    ticket: &ticket::Model,
    mut step: Step,
    uploads: Vec<Upload>,
    expected: Option<DateTime<Utc>>,
    request: Option<&Request>,
) -> Result<Added> {
    if !uploads.is_empty() {
        let queue = match step.checked.queue.clone() {
            Some(queue) => Some(queue),
            None => {
                queue::Entity::find_by_id(ticket.queue_id)
                    .one(&context.db)
                    .await?
            }
        };
        let [number] = numbers::reserve(&context.db, [followup::Entity.table_name()]).await?;
        let folder = store::folder(
            &queue.ok_or(Error::NotFound)?,
            (ticket.id, &ticket.secret_key),
            number,
        );
        step.files = store::store_files(context, &folder, uploads).await?;
        step.number = Some(number);
    }
    let step = &step;
    unit::run(context, &store::paths(&step.files), |mut unit| async move {
        let outcome = claim_and_write(
            context,
            &mut unit,
            (ticket.id, expected),
            step.clone(),
            request,
        )
        .await;
        (unit, outcome)
    })
    .await
}

async fn claim_and_write(
    context: &Context,
    unit: &mut Unit,
    ticket: (i32, Option<DateTime<Utc>>),
    step: Step,
    request: Option<&Request>,
) -> Result<Added> {
    idempotency::claim(context, &unit.tx, request).await?;
    let added = write(context, unit, ticket, step).await?;
    let made = CreatedIds {
        object: added.followup.id,
        second: None,
    };
    idempotency::record(context, &unit.tx, request, made).await?;
    Ok(added)
}

async fn check(
    context: &Context,
    ticket: &ticket::Model,
    input: Input,
    uploads: &[Upload],
) -> Result<Step> {
    let mut errors = Vec::new();
    let Input {
        title,
        mut comment,
        public,
        time_spent,
        mut changes,
        ..
    } = input;
    let given_title = title.as_deref().unwrap_or_default();
    errors.extend(text::field_error(context, "title", given_title, Some(200)));
    let comment_error = text::field_error(context, "comment", &comment, None);
    let renders = context.dialect.renders_comments() && comment_error.is_none();
    errors.extend(comment_error);
    errors.extend(negative(context, time_spent));
    errors.extend(store::check_all(context, uploads));
    let title = if context.dialect.shares_title_with_ticket() {
        changes.title = title.clone().filter(|title| !title.is_empty());
        title.or_else(|| Some(ticket.title.clone()))
    } else {
        title
    };
    if renders {
        let queue = queue::Entity::find_by_id(ticket.queue_id)
            .one(&context.db)
            .await?
            .ok_or(Error::NotFound)?;
        match followups::comment::render(context, ticket, &queue, &comment).await {
            Ok(rendered) => {
                errors.extend(text::field_error(context, "comment", &rendered, None));
                comment = rendered;
            }
            Err(Error::Invalid(broken)) => errors.extend(broken),
            Err(error) => return Err(error),
        }
    }
    match changes::check(context, ticket.id, changes).await {
        Ok(checked) if errors.is_empty() => Ok(Step {
            title,
            comment,
            public,
            time_spent,
            checked,
            ..Step::default()
        }),
        Ok(_) => Err(Error::Invalid(errors)),
        Err(Error::Invalid(more)) => {
            errors.extend(more);
            Err(Error::Invalid(errors))
        }
        Err(error) => Err(error),
    }
}

/// The error of a time that is less than none. REST takes it, as django-helpdesk does.
pub(crate) fn negative(context: &Context, time_spent: Option<i64>) -> Option<FieldError> {
    let less =
        !context.dialect.accepts_negative_time() && time_spent.is_some_and(|micros| micros < 0);
    less.then(|| FieldError::new("time_spent", Code::MinValue(0)))
}

async fn write(
    context: &Context,
    unit: &mut Unit,
    (id, expected): (i32, Option<DateTime<Utc>>),
    step: Step,
) -> Result<Added> {
    let referred = references::targets(context, &unit.tx, Some(id), &step.comment).await?;
    let touched = referred
        .into_iter()
        .chain(step.checked.changes.merged_to.flatten());
    lock(&unit.tx, touched.chain([id])).await?;
    let ticket = answerable(context, id)
        .lock_exclusive()
        .one(&unit.tx)
        .await?
        .ok_or(Error::NotFound)?;
    check_unmodified(&ticket, expected)?;
    changes::recheck(context, &unit.tx, id, &step.checked.changes).await?;
    require_content(context, &unit.tx, &ticket, &step).await?;
    let (ticket, followup) = record::record(context, unit, ticket, step).await?;
    Ok(Added { ticket, followup })
}
