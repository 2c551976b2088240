//! Changing a ticket. By REST the columns change and nothing else is left behind, as in
//! django-helpdesk; otherwise the change is a follow-up with what it changed and who was told. One
//! operation, two traces.

use std::borrow::Cow;

use chrono::{DateTime, Utc};
use entity::values::Timestamp;
use entity::{followup, ticket};
use sea_orm::{ColumnTrait, QueryFilter, QuerySelect};

use crate::domain::access::{self, Scope};
use crate::domain::tickets::changes::{self, Changes, Checked};
use crate::domain::tickets::followups::record::{self, Step};
use crate::domain::tickets::lock::lock;
use crate::domain::unit::events::{Kind, Note};
use crate::domain::unit::{self, Unit};
use crate::domain::{Context, Error, Result};

/// A change of a ticket.
#[derive(Clone, Debug, Default)]
pub struct Input {
    /// The number of the ticket.
    pub id: i32,
    /// What to change.
    pub changes: Changes,
    /// Whether the submitter may read of it.
    pub public: bool,
    /// The `modified` that the caller saw last; another one is a conflict.
    pub expected_modified: Option<DateTime<Utc>>,
    /// Checks everything and writes nothing.
    pub validate_only: bool,
}

/// What was changed.
#[derive(Debug)]
pub struct Updated {
    /// The ticket as it is now.
    pub ticket: ticket::Model,
    /// The follow-up that tells of it; none by REST, none when only to be checked, and none where
    /// nothing changed.
    pub followup: Option<followup::Model>,
}

/// Changes a ticket that the viewer works on.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Conflict`], [`Error::Invalid`]; what the database says.
pub async fn update(context: &Context, input: Input) -> Result<Updated> {
    if !context.viewer.is_authenticated() {
        return Err(Error::Unauthenticated);
    }
    let there = workable(context, input.id)
        .one(&context.db)
        .await?
        .ok_or(Error::NotFound)?;
    let checked = changes::check(context, input.id, input.changes).await?;
    if input.validate_only {
        check_unmodified(&there, input.expected_modified)?;
        return Ok(Updated {
            ticket: there,
            followup: None,
        });
    }
    let Input {
        id,
        public,
        expected_modified,
        ..
    } = input;
    let checked = &checked;
    let updated = unit::run(context, &[], |mut unit| async move {
        let outcome = write(
            context,
            &mut unit,
            id,
            public,
            expected_modified,
            checked.clone(),
        )
        .await;
        (unit, outcome)
    })
    .await?;
    // The answer shows the ticket with its follow-ups, even if it was just assigned away.
    context.written_tickets.add(id);
    Ok(updated)
}

/// A ticket that the viewer works on.
pub(crate) fn workable(context: &Context, id: i32) -> sea_orm::Select<ticket::Entity> {
    access::tickets(context, Some(Scope::Agent)).filter(ticket::Column::Id.eq(id))
}

/// That a ticket is as the caller saw it last.
///
/// # Errors
/// [`Error::Conflict`] if not.
pub(crate) fn check_unmodified(
    ticket: &ticket::Model,
    expected: Option<DateTime<Utc>>,
) -> Result<()> {
    match expected {
        Some(expected) if ticket.modified != Timestamp::from(expected) => Err(MOVED),
        _ => Ok(()),
    }
}

/// A conflict: somebody else changed the ticket.
const MOVED: Error = Error::Conflict {
    field: "expected_modified",
    what: Cow::Borrowed("the ticket has changed since it was read"),
};

async fn write(
    context: &Context,
    unit: &mut Unit,
    id: i32,
    public: bool,
    expected: Option<DateTime<Utc>>,
    checked: Checked,
) -> Result<Updated> {
    lock(
        &unit.tx,
        checked.changes.merged_to.flatten().into_iter().chain([id]),
    )
    .await?;
    let ticket = workable(context, id)
        .lock_exclusive()
        .one(&unit.tx)
        .await?
        .ok_or(Error::NotFound)?;
    check_unmodified(&ticket, expected)?;
    changes::recheck(context, &unit.tx, id, &checked.changes).await?;
    if !context.dialect.records_history() {
        let now = Timestamp::from(context.clock.now());
        let queue = ticket.queue_id;
        let ticket = changes::write(&unit.tx, ticket, &checked.changes, now).await?;
        changes::write_values(&unit.tx, ticket.id, &checked.values).await?;
        let left = (queue != ticket.queue_id).then_some(queue);
        unit.note(Note::new(Kind::Updated, ticket.id).from_queue(left));
        return Ok(Updated {
            ticket,
            followup: None,
        });
    }
    if !changes::changes_anything(&unit.tx, &ticket, &checked).await? {
        return Ok(Updated {
            ticket,
            followup: None,
        });
    }
    let step = Step {
        public,
        checked,
        ..Step::default()
    };
    let (ticket, followup) = record::record(context, unit, ticket, step).await?;
    Ok(Updated {
        ticket,
        followup: Some(followup),
    })
}
