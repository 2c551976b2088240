//! Changes a ticket. By GraphQL a change is recorded as a follow-up, with the changed fields and
//! the recipients of its notifications. By REST only the columns change, as in django-helpdesk.

use std::borrow::Cow;

use chrono::{DateTime, Utc};
use entity::values::Timestamp;
use entity::{followup, ticket};
use sea_orm::{ColumnTrait, QueryFilter, QuerySelect};

use crate::domain::access::{self, Scope};
use crate::domain::tickets::changes::{self, Changes, CheckedChanges};
use crate::domain::tickets::followups::record::{self, Draft};
use crate::domain::tickets::lock::lock_tickets;
use crate::domain::unit::events::{Kind, NewEvent};
use crate::domain::unit::{self, Unit};
use crate::domain::{Context, Error, Result};

/// A change of a ticket.
#[derive(Clone, Debug, Default)]
pub struct TicketUpdate {
    /// The ID of the ticket.
    pub id: i32,
    /// The changes.
    pub changes: Changes,
    /// Whether the follow-up is public.
    pub public: bool,
    /// The ticket's last known `modified`. A different one is a conflict.
    pub expected_updated_at: Option<DateTime<Utc>>,
    /// Only validates the input, and writes nothing.
    pub validate_only: bool,
}

/// The result of a change.
#[derive(Debug)]
pub struct UpdatedTicket {
    /// The ticket after the change.
    pub ticket: ticket::Model,
    /// The follow-up that records it; none by REST, with `validate_only`, or if nothing changed.
    pub followup: Option<followup::Model>,
}

/// Changes a ticket that the viewer works on.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Conflict`], [`Error::Invalid`]; database errors.
pub async fn update(context: &Context, input: TicketUpdate) -> Result<UpdatedTicket> {
    if !context.viewer.is_authenticated() {
        return Err(Error::Unauthenticated);
    }
    let existing = select_workable(context, input.id)
        .one(&context.db)
        .await?
        .ok_or(Error::NotFound)?;
    // A concurrent change is the cause of other errors, so it is reported first.
    check_unmodified(&existing, input.expected_updated_at)?;
    let checked = changes::check(context, Some(&existing), input.changes).await?;
    if input.validate_only {
        return Ok(UpdatedTicket {
            ticket: existing,
            followup: None,
        });
    }
    let TicketUpdate {
        id,
        public,
        expected_updated_at,
        ..
    } = input;
    let checked = &checked;
    let updated = unit::run(context, &[], |mut unit| async move {
        let outcome = Box::pin(write(
            context,
            &mut unit,
            id,
            public,
            expected_updated_at,
            checked.clone(),
        ))
        .await;
        (unit, outcome)
    })
    .await?;
    // The viewer may see the ticket in the response even if it was just assigned to somebody else.
    context.written_tickets.add(id);
    Ok(updated)
}

/// Selects a ticket if the viewer works on it.
pub(crate) fn select_workable(context: &Context, id: i32) -> sea_orm::Select<ticket::Entity> {
    access::tickets(context, Some(Scope::Agent)).filter(ticket::Column::Id.eq(id))
}

/// Checks that a ticket has not changed since the caller read it.
///
/// # Errors
/// [`Error::Conflict`] if it has changed.
pub(crate) fn check_unmodified(
    ticket: &ticket::Model,
    expected: Option<DateTime<Utc>>,
) -> Result<()> {
    match expected {
        Some(expected) if ticket.modified != Timestamp::from(expected) => Err(TICKET_CHANGED),
        _ => Ok(()),
    }
}

/// A conflict: somebody else has changed the ticket.
const TICKET_CHANGED: Error = Error::Conflict {
    field: "expected_updated_at",
    what: Cow::Borrowed("the ticket has changed since it was read"),
};

async fn write(
    context: &Context,
    unit: &mut Unit,
    id: i32,
    public: bool,
    expected: Option<DateTime<Utc>>,
    checked: CheckedChanges,
) -> Result<UpdatedTicket> {
    lock_tickets(
        &unit.tx,
        checked.changes.merged_to.flatten().into_iter().chain([id]),
    )
    .await?;
    let ticket = select_workable(context, id)
        .lock_exclusive()
        .one(&unit.tx)
        .await?
        .ok_or(Error::NotFound)?;
    check_unmodified(&ticket, expected)?;
    changes::recheck(&unit.view(context), &ticket, &checked.changes).await?;
    if !context.dialect.records_history() {
        let now = Timestamp::from(context.clock.now());
        let queue = ticket.queue_id;
        let ticket = changes::write(&unit.tx, ticket, &checked.changes, now).await?;
        changes::write_values(&unit.tx, ticket.id, &checked.values).await?;
        let old_queue = (queue != ticket.queue_id).then_some(queue);
        unit.add_event(NewEvent::new(Kind::Updated, ticket.id).from_queue(old_queue));
        return Ok(UpdatedTicket {
            ticket,
            followup: None,
        });
    }
    if !changes::changes_anything(&unit.tx, &ticket, &checked).await? {
        return Ok(UpdatedTicket {
            ticket,
            followup: None,
        });
    }
    let draft = Draft {
        public,
        checked,
        ..Draft::default()
    };
    let (ticket, followup) = record::record(context, unit, ticket, draft).await?;
    Ok(UpdatedTicket {
        ticket,
        followup: Some(followup),
    })
}
