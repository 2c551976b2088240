//! Followers of tickets (helpdesk/views/staff.py, `ticket_cc_add` and `ticket_cc_del`), and following
//! a ticket oneself (helpdesk/update_ticket.py, `subscribe_to_ticket_updates`).

use entity::{ticket, ticket_cc, user};
use sea_orm::ActiveValue::Set;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, QueryFilter, QuerySelect};

use crate::domain::access;
use crate::domain::core::tasks;
use crate::domain::desk::users;
use crate::domain::query::among;
use crate::domain::tickets::lock::lock_tickets;
use crate::domain::tickets::update::select_workable;
use crate::domain::tickets::{related, rules};
use crate::domain::unit::events::{Kind, NewEvent};
use crate::domain::unit::idempotency::{self, CreatedIds, Request};
use crate::domain::unit::{self, Unit};
use crate::domain::{Code, Context, Error, FieldError, Refusal, Result};

/// A follower to add: a user or an address.
#[derive(Clone, Debug, Default)]
pub struct NewCc {
    /// The ID of the ticket.
    pub ticket: i32,
    /// The ID of the user.
    pub user: Option<i32>,
    /// The address of somebody who is not a user.
    pub email: Option<String>,
    /// Whether the user may see the ticket.
    pub can_view: bool,
    /// Whether the user may add follow-ups.
    pub can_update: bool,
    /// Errors found while the input was converted.
    pub errors: Vec<FieldError>,
    /// Only validates the input, and writes nothing.
    pub validate_only: bool,
    /// The idempotency key. With `validate_only`, the key is checked but not claimed.
    pub request: Option<Request>,
}

/// A follower and the ticket.
#[derive(Clone, Debug)]
pub struct Followed {
    /// The ticket; `None` if the viewer may no longer see it.
    pub ticket: Option<ticket::Model>,
    /// The follower; `None` if there is none, or with `validate_only`.
    pub cc: Option<ticket_cc::Model>,
}

/// Adds a follower to a ticket that the viewer works on, or returns the one that the same request
/// added before.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Invalid`]; [`Error::Conflict`] if the key was used with another
/// input; database errors.
pub async fn add(context: &Context, mut new: NewCc) -> Result<Followed> {
    if !context.viewer.is_authenticated() {
        return Err(Error::Unauthenticated);
    }
    let request = new.request.take();
    if let Some(created) = idempotency::find(context, request.as_ref()).await? {
        return load(context, created).await;
    }
    if new.validate_only {
        let ticket = check(context, &mut new).await?;
        return Ok(Followed {
            ticket: Some(ticket),
            cc: None,
        });
    }
    let (new, request) = (&new, request.as_ref());
    let added = unit::run(context, &[], |mut unit| async move {
        let outcome = insert(context, &mut unit, new.clone(), request).await;
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

/// The follower that the same request added before.
async fn load(context: &Context, created: CreatedIds) -> Result<Followed> {
    let cc = related::ccs_by_ids(context, &[created.object]).await?.pop();
    let cc = cc.ok_or(idempotency::GONE)?;
    let ticket = select_workable(context, cc.ticket_id);
    Ok(Followed {
        ticket: ticket.one(&context.db).await?,
        cc: Some(cc),
    })
}

/// Validates a follower to add. Returns the ticket.
async fn check(context: &Context, new: &mut NewCc) -> Result<ticket::Model> {
    let ticket = select_workable(context, new.ticket)
        .one(&context.db)
        .await?
        .ok_or(Error::NotFound)?;
    let mut errors = std::mem::take(&mut new.errors);
    if let Some(email) = &mut new.email {
        *email = python::strip(email).to_owned();
    }
    match (new.user, new.email.as_deref()) {
        (Some(_), Some(_)) => errors.push(FieldError::new("email", Code::Exclusive("userId"))),
        (None, None | Some("")) if errors.is_empty() => {
            errors.push(FieldError::new("email", Code::Required));
        }
        (None, Some(email)) => errors.extend(rules::address_error("email", email)),
        (Some(id), None) => {
            let refused = |refusal| FieldError::new("user", Code::Refused(refusal));
            match users::by_ids(context, &[id]).await?.pop() {
                None => errors.push(FieldError::new("user", Code::DoesNotExist(id.to_string()))),
                Some(user) if !may_follow(context, &user) => {
                    errors.push(refused(Refusal::NotEligible));
                }
                Some(user) if user.email.is_empty() => errors.push(refused(Refusal::NoAddress)),
                Some(_) => {}
            }
        }
        (None, None) => {}
    }
    if errors.is_empty() && is_follower(context, new).await? {
        let field = if new.user.is_some() { "user" } else { "email" };
        errors.push(FieldError::new(field, Code::NotUnique));
    }
    if errors.is_empty() {
        Ok(ticket)
    } else {
        Err(Error::Invalid(errors))
    }
}

/// Whether a user can be added as a follower: active, and staff if `staff_only_ticket_cc` is on
/// (helpdesk/forms.py, `TicketCCForm`).
fn may_follow(context: &Context, user: &user::Model) -> bool {
    user.is_active && (user.is_staff || !context.config.helpdesk.staff_only_ticket_cc)
}

/// Whether the user or the address follows the ticket already.
async fn is_follower(context: &Context, new: &NewCc) -> Result<bool> {
    let followers = ticket_cc::Entity::find()
        .filter(ticket_cc::Column::TicketId.eq(new.ticket))
        .all(&context.db)
        .await?;
    let same = |cc: &ticket_cc::Model| match (new.user, &new.email, &cc.email) {
        (Some(user), ..) => cc.user_id == Some(user),
        (None, Some(new), Some(email)) => {
            cc.user_id.is_none() && new.to_lowercase() == email.to_lowercase()
        }
        _ => false,
    };
    Ok(followers.iter().any(same))
}

async fn insert(
    context: &Context,
    unit: &mut Unit,
    mut new: NewCc,
    request: Option<&Request>,
) -> Result<Followed> {
    idempotency::claim(context, &unit.tx, request).await?;
    lock_tickets(&unit.tx, [new.ticket]).await?;
    let ticket = check(&unit.view(context), &mut new).await?;
    let cc = ticket_cc::ActiveModel {
        ticket_id: Set(ticket.id),
        user_id: Set(new.user),
        email: Set(new.email),
        can_view: Set(new.can_view),
        can_update: Set(new.can_update),
        ..Default::default()
    };
    let cc = cc.insert(&unit.tx).await?;
    unit.add_event(NewEvent::new(Kind::CcAdded, ticket.id));
    let created = CreatedIds {
        object: cc.id,
        second: None,
    };
    idempotency::record(context, &unit.tx, request, created).await?;
    Ok(Followed {
        ticket: Some(ticket),
        cc: Some(cc),
    })
}

/// Removes a follower from a ticket that the viewer works on. Returns the ticket.
///
/// # Errors
/// [`Error::NotFound`]; database errors.
pub async fn remove(context: &Context, id: i32, validate_only: bool) -> Result<ticket::Model> {
    if !context.viewer.is_authenticated() {
        return Err(Error::Unauthenticated);
    }
    let cc = related::ccs_by_ids(context, &[id]).await?.pop();
    let ticket = cc.ok_or(Error::NotFound)?.ticket_id;
    if validate_only {
        let ticket = select_workable(context, ticket);
        return ticket.one(&context.db).await?.ok_or(Error::NotFound);
    }
    unit::run(context, &[], |mut unit| async move {
        let outcome = delete(context, &mut unit, id, ticket).await;
        (unit, outcome)
    })
    .await
}

async fn delete(context: &Context, unit: &mut Unit, id: i32, ticket: i32) -> Result<ticket::Model> {
    lock_tickets(&unit.tx, [ticket]).await?;
    let row = select_workable(context, ticket)
        .one(&unit.tx)
        .await?
        .ok_or(Error::NotFound)?;
    let deleted = ticket_cc::Entity::delete_many()
        .filter(ticket_cc::Column::Id.eq(id))
        .filter(ticket_cc::Column::TicketId.eq(ticket))
        .exec(&unit.tx)
        .await?;
    if deleted.rows_affected == 0 {
        return Err(Error::NotFound);
    }
    unit.add_event(NewEvent::new(Kind::CcRemoved, ticket));
    Ok(row)
}

/// Makes the viewer, who works on the ticket, a follower of it. Does nothing if they are one.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Invalid`] if they have no address; database errors.
pub async fn follow(context: &Context, ticket: i32, validate_only: bool) -> Result<Followed> {
    let Some(user) = context.viewer.user() else {
        return Err(Error::Unauthenticated);
    };
    let row = select_workable(context, ticket)
        .one(&context.db)
        .await?
        .ok_or(Error::NotFound)?;
    if user.email.is_empty() {
        return Err(Error::field("ticket", Code::Refused(Refusal::NoAddress)));
    }
    if validate_only {
        return Ok(Followed {
            ticket: Some(row),
            cc: None,
        });
    }
    let user = user.id;
    unit::run(context, &[], |mut unit| async move {
        let outcome = insert_own(context, &mut unit, ticket, user).await;
        (unit, outcome)
    })
    .await
}

async fn insert_own(
    context: &Context,
    unit: &mut Unit,
    ticket: i32,
    user: i32,
) -> Result<Followed> {
    lock_tickets(&unit.tx, [ticket]).await?;
    let row = select_workable(context, ticket)
        .one(&unit.tx)
        .await?
        .ok_or(Error::NotFound)?;
    let own = ticket_cc::Entity::find()
        .filter(ticket_cc::Column::TicketId.eq(ticket))
        .filter(ticket_cc::Column::UserId.eq(user))
        .one(&unit.tx)
        .await?;
    let cc = match own {
        Some(cc) => cc,
        None => {
            let cc = ticket_cc::ActiveModel {
                ticket_id: Set(ticket),
                user_id: Set(Some(user)),
                email: Set(None),
                can_view: Set(true),
                can_update: Set(false),
                ..Default::default()
            };
            unit.add_event(NewEvent::new(Kind::CcAdded, ticket));
            cc.insert(&unit.tx).await?
        }
    };
    Ok(Followed {
        ticket: Some(row),
        cc: Some(cc),
    })
}

/// Removes the viewer from the followers of a ticket that they see. Does nothing if they do not
/// follow it. They may lose sight of the ticket.
///
/// # Errors
/// [`Error::NotFound`]; database errors.
pub async fn unfollow(context: &Context, ticket: i32, validate_only: bool) -> Result<Followed> {
    let Some(user) = context.viewer.id() else {
        return Err(Error::Unauthenticated);
    };
    let select = || access::tickets(context, None).filter(ticket::Column::Id.eq(ticket));
    let row = select().one(&context.db).await?.ok_or(Error::NotFound)?;
    if validate_only {
        return Ok(Followed {
            ticket: Some(row),
            cc: None,
        });
    }
    let work = move |context: Context| async move {
        let context = &context;
        unit::run(context, &[], |mut unit| async move {
            let outcome = delete_own(&mut unit, ticket, user).await;
            (unit, outcome)
        })
        .await
    };
    tasks::run_to_end(context, work).await?;
    Ok(Followed {
        ticket: select().one(&context.db).await?,
        cc: None,
    })
}

async fn delete_own(unit: &mut Unit, ticket: i32, user: i32) -> Result<()> {
    lock_tickets(&unit.tx, [ticket]).await?;
    let deleted = ticket_cc::Entity::delete_many()
        .filter(ticket_cc::Column::TicketId.eq(ticket))
        .filter(ticket_cc::Column::UserId.eq(user))
        .exec(&unit.tx)
        .await?;
    if deleted.rows_affected > 0 {
        unit.add_event(NewEvent::new(Kind::CcRemoved, ticket));
    }
    Ok(())
}

/// Returns those of the tickets that the viewer follows.
///
/// # Errors
/// Database errors.
pub async fn followed_by_viewer(context: &Context, tickets: &[i32]) -> Result<Vec<i32>> {
    let Some(user) = context.viewer.id() else {
        return Ok(Vec::new());
    };
    Ok(ticket_cc::Entity::find()
        .select_only()
        .column(ticket_cc::Column::TicketId)
        .filter(ticket_cc::Column::UserId.eq(user))
        .filter(among(&context.db, ticket_cc::Column::TicketId, tickets))
        .into_tuple()
        .all(&context.db)
        .await?)
}
