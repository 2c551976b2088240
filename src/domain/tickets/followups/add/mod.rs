//! Adds a follow-up: an answer or a note, with files and changes of the ticket.
//!
//! Submitters, followers and visitors with a link, who do not work on the ticket, may only comment
//! in public, and close or reopen it (`customers`). REST follows django-helpdesk in two respects: the
//! title renames the ticket, and the comment is a template.

mod validate;

use chrono::{DateTime, Utc};
use entity::{followup, queue, ticket};
use sea_orm::{ColumnTrait, EntityName, EntityTrait, QueryFilter, QuerySelect, Select};

use crate::domain::core::{numbers, tasks};
use crate::domain::tickets::attachments::store::{self, Upload};
use crate::domain::tickets::changes::{self, Changes};
use crate::domain::tickets::followups::as_sent::Sent;
use crate::domain::tickets::followups::record::{self, Draft};
use crate::domain::tickets::followups::{customers, references};
use crate::domain::tickets::lock::lock_tickets;
use crate::domain::tickets::update::{check_unmodified, select_workable};
use crate::domain::unit::idempotency::{self, CreatedIds, Request};
use crate::domain::unit::{self, Unit};
use crate::domain::{Context, Error, Result, access};
pub(in crate::domain::tickets) use validate::negative_time_error;
use validate::{nested, require_content, validate};

/// A new follow-up.
#[derive(Debug, Default)]
pub struct NewFollowUp {
    /// The ID of the ticket.
    pub ticket: i32,
    /// The title, at most 200 characters.
    pub title: Option<String>,
    /// The comment.
    pub comment: String,
    /// Whether the submitter may read it.
    pub public: bool,
    /// The time spent, in microseconds.
    pub time_spent: Option<i64>,
    /// Attached files.
    pub attachments: Vec<Upload>,
    /// Columns to store as sent, by REST of old releases; see [`Sent`].
    pub sent: Option<Sent>,
    /// Changes of the ticket: status, owner, priority and so on.
    pub changes: Changes,
    /// The ticket's last known `modified`. A different one is a conflict.
    pub expected_updated_at: Option<DateTime<Utc>>,
    /// Only validates the input, and writes nothing.
    pub validate_only: bool,
    /// The idempotency key. With `validate_only`, the key is checked but not claimed.
    pub request: Option<Request>,
}

/// The result of adding a follow-up.
#[derive(Debug)]
pub struct AddedFollowUp {
    /// The ticket after the follow-up.
    pub ticket: ticket::Model,
    /// The follow-up.
    pub followup: followup::Model,
}

/// Checks that the viewer may add a follow-up to a ticket.
///
/// # Errors
/// [`Error::Unauthenticated`] for strangers; [`Error::NotFound`] if they may not; database errors.
pub async fn may_add(context: &Context, ticket: i32) -> Result<()> {
    if context.viewer.is_stranger() {
        return Err(Error::Unauthenticated);
    }
    let row = select_commentable(context, ticket).one(&context.db).await?;
    row.map(drop).ok_or(Error::NotFound)
}

/// Adds a follow-up to a ticket that the viewer works on, submitted or follows, or returns the one
/// that the same request added before. `None` with `validate_only`.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Forbidden`] for parts of the input that only agents may use;
/// [`Error::Invalid`] with all errors; [`Error::Conflict`] if the key was used with another input;
/// database or storage errors.
pub async fn add(context: &Context, mut input: NewFollowUp) -> Result<Option<AddedFollowUp>> {
    if context.viewer.is_stranger() {
        return Err(Error::Unauthenticated);
    }
    let request = input.request.take();
    if let Some(created_ids) = idempotency::find(context, request.as_ref()).await? {
        let added = load_added(context, created_ids).await?;
        return Ok((!input.validate_only).then_some(added));
    }
    if input.validate_only {
        return validate(context, input).await.map(|_| None);
    }
    match validate_and_store(context, input, request.as_ref()).await {
        Ok(added) => Ok(Some(added)),
        Err(error) => {
            let created_ids =
                idempotency::find_after_conflict(context, request.as_ref(), error).await?;
            load_added(context, created_ids).await.map(Some)
        }
    }
}

/// The follow-up that the same request added before, in its current state, if the viewer may still
/// see it.
async fn load_added(context: &Context, created_ids: CreatedIds) -> Result<AddedFollowUp> {
    let row = access::followups(context, None)
        .filter(followup::Column::Id.eq(created_ids.object))
        .one(&context.db)
        .await?;
    let followup = row.ok_or(idempotency::GONE)?;
    let ticket = access::tickets(context, None).filter(ticket::Column::Id.eq(followup.ticket_id));
    let ticket = ticket.one(&context.db).await?;
    Ok(AddedFollowUp {
        ticket: ticket.ok_or(idempotency::GONE)?,
        followup,
    })
}

/// Selects a ticket if the viewer may comment on it. By REST, as in django-helpdesk, they must work
/// on it.
fn select_commentable(context: &Context, id: i32) -> Select<ticket::Entity> {
    if context.dialect.limits_comments_to_agents() {
        return select_workable(context, id);
    }
    access::commentable_tickets(context).filter(ticket::Column::Id.eq(id))
}

async fn validate_and_store(
    context: &Context,
    input: NewFollowUp,
    request: Option<&Request>,
) -> Result<AddedFollowUp> {
    let expected = input.expected_updated_at;
    let (ticket, draft, uploads) = validate(context, input).await?;
    let request = request.cloned();
    let work = |context: Context| async move {
        Box::pin(store(
            &context,
            &ticket,
            draft,
            uploads,
            expected,
            request.as_ref(),
        ))
        .await
    };
    tasks::run_to_end(context, work).await
}

/// Stores the files, then writes the rows.
async fn store(
    context: &Context,
    ticket: &ticket::Model,
    mut draft: Draft,
    uploads: Vec<Upload>,
    expected: Option<DateTime<Utc>>,
    request: Option<&Request>,
) -> Result<AddedFollowUp> {
    if !uploads.is_empty() {
        let queue = match draft.checked.queue.clone() {
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
        draft.files = store::store_files(context, &folder, uploads).await?;
        draft.number = Some(number);
    }
    let draft = &draft;
    Box::pin(unit::run(
        context,
        &store::paths(&draft.files),
        |mut unit| async move {
            let ticket = (ticket.id, expected);
            let written = claim_and_write(context, &mut unit, ticket, draft.clone(), request);
            let outcome = Box::pin(written).await;
            (unit, outcome)
        },
    ))
    .await
}

async fn claim_and_write(
    context: &Context,
    unit: &mut Unit,
    ticket: (i32, Option<DateTime<Utc>>),
    draft: Draft,
    request: Option<&Request>,
) -> Result<AddedFollowUp> {
    idempotency::claim(context, &unit.tx, request).await?;
    let added = write(context, unit, ticket, draft).await?;
    let created_ids = CreatedIds {
        object: added.followup.id,
        second: None,
    };
    idempotency::record(context, &unit.tx, request, created_ids).await?;
    Ok(added)
}

async fn write(
    context: &Context,
    unit: &mut Unit,
    (id, expected): (i32, Option<DateTime<Utc>>),
    mut draft: Draft,
) -> Result<AddedFollowUp> {
    let referred = references::find_targets(context, &unit.tx, Some(id), &draft.comment).await?;
    let touched = referred
        .into_iter()
        .chain(draft.checked.changes.merged_to.flatten());
    lock_tickets(&unit.tx, touched.chain([id])).await?;
    let ticket = select_commentable(context, id)
        .lock_exclusive()
        .one(&unit.tx)
        .await?
        .ok_or(Error::NotFound)?;
    check_unmodified(&ticket, expected)?;
    if let Some(answer) = draft.answer {
        draft.checked.changes.status = customers::new_status(context, &ticket, answer)
            .map_err(|error| nested(context, error))?;
    }
    changes::recheck(&unit.view(context), &ticket, &draft.checked.changes)
        .await
        .map_err(|error| nested(context, error))?;
    require_content(context, &unit.tx, &ticket, &draft).await?;
    let (ticket, followup) = record::record(context, unit, ticket, draft).await?;
    Ok(AddedFollowUp { ticket, followup })
}
