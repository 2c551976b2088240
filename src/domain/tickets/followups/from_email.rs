//! Adds the follow-up of an email to a ticket, and reopens the ticket if the settings say so
//! (helpdesk/email.py, `create_object_from_email_message`).

use entity::{followup, queue, ticket};
use sea_orm::{ColumnTrait, EntityName, EntityTrait, QueryFilter, QuerySelect};

use super::add::AddedFollowUp;
use super::record::{self, Draft, Recorded};
use crate::domain::core::{numbers, tasks};
use crate::domain::tickets::attachments::store::{self, Upload};
use crate::domain::tickets::changes::{Changes, CheckedChanges};
use crate::domain::tickets::lock::lock_tickets;
use crate::domain::tickets::received::Received;
use crate::domain::unit::{self, Unit, receipts};
use crate::domain::{Context, Error, Result, access};

/// Adds the follow-up. `reopens`: whether the email may reopen the ticket.
///
/// # Errors
/// [`Error::NotFound`] if the ticket was deleted; [`Error::Conflict`] if the email was processed
/// before; database or storage errors. After an error, nothing is stored.
pub async fn add_from_email(
    context: &Context,
    ticket: ticket::Model,
    uploads: Vec<Upload>,
    received: Received,
    reopens: bool,
) -> Result<AddedFollowUp> {
    let work = move |context: Context| async move {
        Box::pin(store(&context, &ticket, uploads, received, reopens)).await
    };
    tasks::run_to_end(context, work).await
}

async fn store(
    context: &Context,
    ticket: &ticket::Model,
    uploads: Vec<Upload>,
    received: Received,
    reopens: bool,
) -> Result<AddedFollowUp> {
    let mut draft = Draft {
        comment: received.comment.clone(),
        public: true,
        received: Some(received),
        ..Draft::default()
    };
    if !uploads.is_empty() {
        let queue = queue::Entity::find_by_id(ticket.queue_id)
            .one(&context.db)
            .await?
            .ok_or(Error::NotFound)?;
        let [number] = numbers::reserve(&context.db, [followup::Entity.table_name()]).await?;
        let folder = store::folder(&queue, (ticket.id, &ticket.secret_key), number);
        draft.files = store::store_files(context, &folder, uploads).await?;
        draft.number = Some(number);
    }
    let draft = &draft;
    Box::pin(unit::run(
        context,
        &store::paths(&draft.files),
        |mut unit| async move {
            let written = write(context, &mut unit, ticket.id, draft.clone(), reopens);
            let outcome = Box::pin(written).await;
            (unit, outcome)
        },
    ))
    .await
}

async fn write(
    context: &Context,
    unit: &mut Unit,
    id: i32,
    mut draft: Draft,
    reopens: bool,
) -> Result<AddedFollowUp> {
    let Some(receipt) = draft
        .received
        .as_ref()
        .map(|received| received.receipt.clone())
    else {
        return Err(Error::Internal("the draft has no email".into()));
    };
    receipts::claim(&unit.tx, &context.clock, &receipt).await?;
    lock_tickets(&unit.tx, [id]).await?;
    let ticket = access::tickets(context, None)
        .filter(ticket::Column::Id.eq(id))
        .lock_exclusive()
        .one(&unit.tx)
        .await?
        .ok_or(Error::NotFound)?;
    let helpdesk = &context.config.helpdesk;
    if reopens && helpdesk.email_reopen_statuses.contains(&ticket.status) {
        draft.checked = CheckedChanges {
            changes: Changes {
                status: Some(helpdesk.ticket_reopened_status),
                ..Changes::default()
            },
            ..CheckedChanges::default()
        };
    }
    let Recorded {
        ticket,
        followup,
        attachments,
    } = record::record(context, unit, ticket, draft).await?;
    receipts::record(&unit.tx, &receipt, ticket.id, followup.id).await?;
    Ok(AddedFollowUp {
        ticket,
        followup,
        attachments: Some(attachments),
    })
}
