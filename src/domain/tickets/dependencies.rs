//! Dependencies between tickets: one waits until the other is resolved (helpdesk/views/staff.py,
//! `ticket_dependency_add`). Tickets cannot wait for each other, directly or through others, which
//! django-helpdesk allows.

use std::collections::BTreeSet;

use entity::{Tx, ticket, ticket_dependency};
use sea_orm::ActiveValue::Set;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter,
    QuerySelect,
};

use crate::domain::access::{self, Scope};
use crate::domain::query::among;
use crate::domain::tickets::lock::lock_tickets;
use crate::domain::tickets::update::select_workable;
use crate::domain::unit::events::{Kind, NewEvent};
use crate::domain::unit::idempotency::{self, CreatedIds, Request};
use crate::domain::unit::{self, Unit};
use crate::domain::{Code, Context, Error, FieldError, Refusal, Result};

/// Maximum number of steps from a ticket to those that it waits for, directly or through others.
/// Longer chains are rejected.
const MAX_STEPS: usize = 100;

/// A dependency to add.
#[derive(Clone, Debug, Default)]
pub struct NewDependency {
    /// The ID of the ticket that waits.
    pub ticket: i32,
    /// The ID of the ticket that it waits for.
    pub depends_on: i32,
    /// Only validates the input, and writes nothing.
    pub validate_only: bool,
    /// The idempotency key. With `validate_only`, the key is checked but not claimed.
    pub request: Option<Request>,
}

/// A dependency and its tickets.
#[derive(Clone, Debug)]
pub struct Dependency {
    /// The ticket that waits.
    pub ticket: ticket::Model,
    /// The ticket that it waits for; `None` if the viewer may not see it.
    pub depends_on: Option<ticket::Model>,
    /// The ID of the row; `None` with `validate_only`, or if it was removed.
    pub id: Option<i32>,
}

/// Adds a dependency between two tickets that the viewer works on, or returns the one that the same
/// request added before.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Invalid`]; [`Error::Conflict`] if the key was used with another
/// input; database errors.
pub async fn add(context: &Context, mut new: NewDependency) -> Result<Dependency> {
    if !context.viewer.is_authenticated() {
        return Err(Error::Unauthenticated);
    }
    let request = new.request.take();
    if let Some(created) = idempotency::find(context, request.as_ref()).await? {
        return load(context, created).await;
    }
    if new.validate_only {
        let (ticket, depends_on) = check(context, &new).await?;
        return Ok(Dependency {
            ticket,
            depends_on: Some(depends_on),
            id: None,
        });
    }
    let (new, request) = (&new, request.as_ref());
    let added = unit::run(context, &[], |mut unit| async move {
        let outcome = insert(context, &mut unit, new, request).await;
        (unit, outcome)
    })
    .await;
    match added {
        Ok(added) => Ok(added),
        Err(error) => {
            let created = idempotency::find_after_conflict(context, request, error).await?;
            load(context, created).await
        }
    }
}

/// The dependency that the same request added before.
async fn load(context: &Context, created: CreatedIds) -> Result<Dependency> {
    let row = ticket_dependency::Entity::find_by_id(created.object);
    let row = row.one(&context.db).await?.ok_or(idempotency::GONE)?;
    let of = |id: i32| access::tickets(context, None).filter(ticket::Column::Id.eq(id));
    let ticket = of(row.ticket_id).one(&context.db).await?;
    Ok(Dependency {
        ticket: ticket.ok_or(idempotency::GONE)?,
        depends_on: of(row.depends_on_id).one(&context.db).await?,
        id: Some(row.id),
    })
}

/// Validates a dependency. Returns both tickets.
async fn check(context: &Context, new: &NewDependency) -> Result<(ticket::Model, ticket::Model)> {
    let rows = access::tickets(context, Some(Scope::Agent))
        .filter(ticket::Column::Id.is_in([new.ticket, new.depends_on]))
        .all(&context.db)
        .await?;
    let find = |id: i32| rows.iter().find(|row| row.id == id).cloned();
    let ticket = find(new.ticket).ok_or(Error::NotFound)?;
    let error = |code| Error::Invalid(vec![FieldError::new("depends_on", code)]);
    let Some(depends_on) = find(new.depends_on) else {
        return Err(error(Code::DoesNotExist(new.depends_on.to_string())));
    };
    let refused = |refusal| error(Code::Refused(refusal));
    if new.ticket == new.depends_on {
        return Err(refused(Refusal::SameTicket));
    }
    let helpdesk = &context.config.helpdesk;
    if !helpdesk.ticket_open_statuses.contains(&depends_on.status) {
        return Err(refused(Refusal::NotOpen));
    }
    let existing = ticket_dependency::Entity::find()
        .filter(ticket_dependency::Column::TicketId.eq(new.ticket))
        .filter(ticket_dependency::Column::DependsOnId.eq(new.depends_on))
        .one(&context.db)
        .await?;
    if existing.is_some() {
        return Err(error(Code::NotUnique));
    }
    match reachable(&context.db, new.depends_on).await? {
        Some(found) if !found.contains(&new.ticket) => Ok((ticket, depends_on)),
        _ => Err(refused(Refusal::DependencyCircle)),
    }
}

/// The tickets that a ticket waits for, directly or through others, with itself. `None` if the chain
/// is longer than [`MAX_STEPS`]. Takes a statement per step.
async fn reachable(db: &impl ConnectionTrait, from: i32) -> Result<Option<BTreeSet<i32>>> {
    let mut found = BTreeSet::from([from]);
    let mut last = vec![from];
    for _ in 0..MAX_STEPS {
        let next: Vec<i32> = ticket_dependency::Entity::find()
            .select_only()
            .column(ticket_dependency::Column::DependsOnId)
            .filter(among(db, ticket_dependency::Column::TicketId, &last))
            .into_tuple()
            .all(db)
            .await?;
        last = next.into_iter().filter(|id| found.insert(*id)).collect();
        if last.is_empty() {
            return Ok(Some(found));
        }
    }
    Ok(None)
}

/// Locks the tickets of a dependency and all that the second one waits for, so that concurrent
/// additions cannot close a circle together.
async fn lock_chain(tx: &Tx, new: &NewDependency) -> Result<()> {
    let before = reachable(tx, new.depends_on).await?.unwrap_or_default();
    lock_tickets(
        tx,
        before.iter().copied().chain([new.ticket, new.depends_on]),
    )
    .await?;
    if reachable(tx, new.depends_on).await?.unwrap_or_default() == before {
        return Ok(());
    }
    Err(Error::changed_concurrently("a dependency was added"))
}

async fn insert(
    context: &Context,
    unit: &mut Unit,
    new: &NewDependency,
    request: Option<&Request>,
) -> Result<Dependency> {
    idempotency::claim(context, &unit.tx, request).await?;
    lock_chain(&unit.tx, new).await?;
    let (ticket, depends_on) = check(&unit.view(context), new).await?;
    let row = ticket_dependency::ActiveModel {
        ticket_id: Set(ticket.id),
        depends_on_id: Set(depends_on.id),
        ..Default::default()
    };
    let row = row.insert(&unit.tx).await?;
    for ticket in [ticket.id, depends_on.id] {
        unit.add_event(NewEvent::new(Kind::DependencyAdded, ticket));
    }
    let created = CreatedIds {
        object: row.id,
        second: None,
    };
    idempotency::record(context, &unit.tx, request, created).await?;
    Ok(Dependency {
        ticket,
        depends_on: Some(depends_on),
        id: Some(row.id),
    })
}

/// The dependency with this ID, if the viewer works on one of its tickets and may see the other.
async fn find(context: &Context, id: i32) -> Result<(ticket_dependency::Model, Dependency)> {
    let row = ticket_dependency::Entity::find_by_id(id)
        .one(&context.db)
        .await?
        .ok_or(Error::NotFound)?;
    let either = Condition::any()
        .add(ticket::Column::Id.eq(row.ticket_id))
        .add(ticket::Column::Id.eq(row.depends_on_id));
    let tickets = access::tickets(context, None)
        .filter(either)
        .all(&context.db)
        .await?;
    let workable = [row.ticket_id, row.depends_on_id].map(|id| select_workable(context, id));
    let mut works = false;
    for select in workable {
        works = works || select.one(&context.db).await?.is_some();
    }
    let find = |id: i32| tickets.iter().find(|ticket| ticket.id == id).cloned();
    match (find(row.ticket_id), find(row.depends_on_id)) {
        (Some(ticket), Some(depends_on)) if works => Ok((
            row,
            Dependency {
                ticket,
                depends_on: Some(depends_on),
                id: None,
            },
        )),
        _ => Err(Error::NotFound),
    }
}

/// Removes a dependency. The viewer works on one of its tickets and may see the other.
///
/// # Errors
/// [`Error::NotFound`]; database errors.
pub async fn remove(context: &Context, id: i32, validate_only: bool) -> Result<Dependency> {
    if !context.viewer.is_authenticated() {
        return Err(Error::Unauthenticated);
    }
    let (row, found) = find(context, id).await?;
    if validate_only {
        return Ok(found);
    }
    let row = &row;
    unit::run(context, &[], |mut unit| async move {
        let outcome = delete(context, &mut unit, row).await;
        (unit, outcome)
    })
    .await
}

async fn delete(
    context: &Context,
    unit: &mut Unit,
    row: &ticket_dependency::Model,
) -> Result<Dependency> {
    lock_tickets(&unit.tx, [row.ticket_id, row.depends_on_id]).await?;
    let (_, found) = find(&unit.view(context), row.id).await?;
    ticket_dependency::Entity::delete_by_id(row.id)
        .exec(&unit.tx)
        .await?;
    for ticket in [row.ticket_id, row.depends_on_id] {
        unit.add_event(NewEvent::new(Kind::DependencyRemoved, ticket));
    }
    Ok(found)
}
