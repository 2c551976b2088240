//! Creates tickets: validates the input, then writes in one transaction the ticket, its custom
//! values, its first follow-up with files, and follow-ups on the tickets that it refers to
//! (helpdesk/forms.py, `TicketForm`).

mod validate;
mod visitors;
mod write;

use chrono::{DateTime, Utc};
use entity::{followup, queue, ticket};
use sea_orm::{ColumnTrait, EntityName, QueryFilter, QuerySelect};

use crate::domain::access::{self, QueueScope};
use crate::domain::core::{numbers, tasks};
use crate::domain::desk::custom_fields::clean::CustomValue;
use crate::domain::tickets::attachments::store::{self, StoredFile, Upload};
use crate::domain::tickets::rules;
use crate::domain::unit::idempotency::{self, CreatedIds, Request};
use crate::domain::unit::{self, Unit};
use crate::domain::{Context, Error, FieldError, Result};
use validate::{CheckedTicket, check};
use write::write;

/// A ticket to create.
#[derive(Debug, Default)]
pub struct NewTicket {
    /// The ID of the queue; none if `errors` has an entry for it.
    pub queue: Option<i32>,
    /// The title, 1 to 200 characters after trimming.
    pub title: String,
    /// The description; not empty after trimming.
    pub description: String,
    /// The submitter's address. Ignored for customers, whose own address is used.
    pub submitter_email: Option<String>,
    /// The ID of the owner; only for agents.
    pub assigned_to: Option<i32>,
    /// The code of the priority; default: 3.
    pub priority: Option<i32>,
    /// The ID of the item of the knowledge base that led to the ticket.
    pub kbitem: Option<i32>,
    /// The due date.
    pub due_date: Option<DateTime<Utc>>,
    /// Text in a field that people leave empty.
    pub website: Option<String>,
    /// Custom fields: name and value; `None` is the empty value.
    pub custom_fields: Vec<(String, Option<CustomValue>)>,
    /// Files of the first follow-up.
    pub attachments: Vec<Upload>,
    /// Errors found while the input was converted: invalid IDs.
    pub errors: Vec<FieldError>,
    /// Only validates the input, and writes nothing.
    pub validate_only: bool,
    /// The idempotency key. With `validate_only`, the key is checked but not claimed.
    pub request: Option<Request>,
}

/// The created ticket.
#[derive(Debug)]
pub struct CreatedTicket {
    /// The ticket.
    pub ticket: ticket::Model,
    /// Its first follow-up; none if an earlier request created the ticket, and the follow-up has
    /// since been deleted or hidden.
    pub followup: Option<followup::Model>,
}

/// The stored files of a new ticket, and the IDs and the key in the path of their folder.
#[derive(Default)]
struct NewFiles {
    secret_key: String,
    /// The reserved IDs of ticket and follow-up, if there are files.
    numbers: Option<[i32; 2]>,
    files: Vec<StoredFile>,
}

/// Checks that the viewer may create tickets in a queue.
///
/// # Errors
/// [`Error::Unauthenticated`] if visitors may not; [`Error::Throttled`]; [`Error::Invalid`] if they
/// may not in this queue; database errors.
pub async fn may_create(context: &Context, queue: i32) -> Result<()> {
    if visitors::is_visitor(context)? {
        visitors::check(context).await?;
    }
    let mut errors = Vec::new();
    match rules::find_queue(context, Some(queue), &mut errors).await? {
        Some(_) => Ok(()),
        None => Err(Error::Invalid(errors)),
    }
}

/// Whether there is a queue in which the viewer may create tickets. Visitors may also have created too
/// many.
///
/// # Errors
/// Database errors.
pub async fn may_create_any(context: &Context) -> Result<bool> {
    let queue = access::queues(context, Some(QueueScope::Create))
        .select_only()
        .column(queue::Column::Id)
        .limit(1)
        .into_tuple::<i32>()
        .one(&context.db)
        .await?;
    Ok(queue.is_some())
}

/// Creates a ticket, or returns the one that the same request created before. `None` with
/// `validate_only`.
///
/// # Errors
/// [`Error::Unauthenticated`] if visitors may not create tickets; [`Error::Throttled`] if they created
/// too many; [`Error::Invalid`] with all errors;
/// [`Error::Conflict`] if the key was used with another input; database or storage errors. After an
/// error, nothing is stored.
pub async fn create(context: &Context, mut input: NewTicket) -> Result<Option<CreatedTicket>> {
    let by_visitor = visitors::is_visitor(context)?;
    let request = input.request.take();
    if let Some(created_ids) = idempotency::find(context, request.as_ref()).await? {
        if by_visitor {
            context.written_tickets.add(created_ids.object);
        }
        let created = load_created(context, created_ids).await?;
        return Ok((!input.validate_only).then_some(created));
    }
    if input.validate_only {
        return check(context, input).await.map(|_| None);
    }
    match validate_and_store(context, input, request.as_ref()).await {
        Ok(created) => Ok(Some(created)),
        Err(error) => {
            let created_ids =
                idempotency::find_after_conflict(context, request.as_ref(), error).await?;
            if by_visitor {
                context.written_tickets.add(created_ids.object);
            }
            load_created(context, created_ids).await.map(Some)
        }
    }
}

/// The ticket that the same request created before, in its current state, if the viewer may still
/// see it. It is not added to [`Context::written_tickets`], because others may have changed it
/// since; but visitors could not see it otherwise.
async fn load_created(context: &Context, created_ids: CreatedIds) -> Result<CreatedTicket> {
    let ticket = access::tickets(context, None)
        .filter(ticket::Column::Id.eq(created_ids.object))
        .one(&context.db)
        .await?;
    let ticket = ticket.ok_or(idempotency::GONE)?;
    let followup = access::followups(context, None)
        .filter(followup::Column::Id.eq(created_ids.second.unwrap_or_default()))
        .filter(followup::Column::TicketId.eq(ticket.id))
        .one(&context.db)
        .await?;
    Ok(CreatedTicket { ticket, followup })
}

async fn validate_and_store(
    context: &Context,
    input: NewTicket,
    request: Option<&Request>,
) -> Result<CreatedTicket> {
    let checked = check(context, input).await?;
    if checked.by_visitor {
        visitors::count(context).await?;
        visitors::reject_spam(context, &checked).await?;
    }
    let request = request.cloned();
    let work = |context: Context| async move { store(&context, checked, request.as_ref()).await };
    let created = tasks::run_to_end(context, work).await?;
    context.written_tickets.add(created.ticket.id);
    Ok(created)
}

/// Stores the files, then writes the rows.
async fn store(
    context: &Context,
    mut checked: CheckedTicket,
    request: Option<&Request>,
) -> Result<CreatedTicket> {
    let uploads = std::mem::take(&mut checked.attachments);
    let mut new_files = NewFiles {
        secret_key: uuid::Uuid::new_v4().to_string(),
        ..NewFiles::default()
    };
    if !uploads.is_empty() {
        let numbers = numbers::reserve(
            &context.db,
            [ticket::Entity.table_name(), followup::Entity.table_name()],
        )
        .await?;
        let folder = store::folder(
            &checked.queue,
            (numbers[0], &new_files.secret_key),
            numbers[1],
        );
        new_files = NewFiles {
            files: store::store_files(context, &folder, uploads).await?,
            numbers: Some(numbers),
            ..new_files
        };
    }
    let (input, new_files) = (&checked, &new_files);
    unit::run(
        context,
        &store::paths(&new_files.files),
        |mut unit| async move {
            let outcome = claim_and_write(context, &mut unit, input, new_files, request).await;
            (unit, outcome)
        },
    )
    .await
}

async fn claim_and_write(
    context: &Context,
    unit: &mut Unit,
    input: &CheckedTicket,
    new_files: &NewFiles,
    request: Option<&Request>,
) -> Result<CreatedTicket> {
    idempotency::claim(context, &unit.tx, request).await?;
    let created = write(context, unit, input, new_files).await?;
    let created_ids = CreatedIds {
        object: created.ticket.id,
        second: created.followup.as_ref().map(|followup| followup.id),
    };
    idempotency::record(context, &unit.tx, request, created_ids).await?;
    Ok(created)
}
