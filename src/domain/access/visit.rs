//! Access of callers without an account. Those with the link of an email see its ticket like its
//! submitter, as on django-helpdesk's public page (helpdesk/views/public.py, `ViewTicket`). Everybody
//! sees the ticket that the same request created, and the queues that accept public tickets.

use entity::{queue, ticket};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait};

use super::{QueueScope, Scope, no_rows, written_tickets};
use crate::domain::core::digest::constant_time_eq;
use crate::domain::{Context, Result, Viewer, Visit};

/// The condition for tickets that a caller without an account may see. Address and key are compared
/// again, so that an old link ends with them.
pub(super) fn tickets_condition(context: &Context, scope: Option<Scope>) -> Condition {
    let visited = || match context.viewer.visit() {
        Some(visit) => Condition::all()
            .add(ticket::Column::Id.eq(visit.ticket))
            .add(ticket::Column::SubmitterEmail.eq(visit.email.as_str()))
            .add(ticket::Column::SecretKey.eq(visit.key.0.as_str())),
        None => no_rows(),
    };
    match scope {
        Some(Scope::Agent | Scope::Follower) => no_rows(),
        Some(Scope::Submitter) => visited(),
        None => Condition::any()
            .add(visited())
            .add(written_tickets(context)),
    }
}

/// The condition for queues in which a caller without an account can create tickets (helpdesk/forms.py,
/// `PublicTicketForm`).
pub(super) fn queues_condition(context: &Context, scope: Option<QueueScope>) -> Condition {
    let helpdesk = &context.config.helpdesk;
    if scope == Some(QueueScope::Agent) || !helpdesk.submit_a_ticket_public {
        return no_rows();
    }
    let public = Condition::all().add(queue::Column::AllowPublicSubmission.eq(true));
    match helpdesk.public_ticket_queue.as_str() {
        "" => public,
        slug => public.add(queue::Column::Slug.eq(slug)),
    }
}

/// Whether the viewer may see the secret key of a ticket as its submitter: a user with the
/// submitter's address, a visitor with the key, and a visitor whose request created the ticket.
#[must_use]
pub fn shows_key(context: &Context, ticket: &ticket::Model) -> bool {
    match &context.viewer {
        Viewer::User(_) => super::is_own_address(context, ticket.submitter_email.as_deref()),
        Viewer::Visitor(visit) if visit.ticket == ticket.id => true,
        Viewer::Visitor(_) | Viewer::Anonymous => {
            context.written_tickets.ids().contains(&ticket.id)
        }
    }
}

/// The visit of a link: the reference of a ticket (`support-12`, or its number), the address of its
/// submitter, and its secret key, the latter two in any case. At most one statement.
///
/// # Errors
/// Database errors.
pub async fn find_visit(
    db: &impl ConnectionTrait,
    reference: &str,
    email: &str,
    key: &str,
) -> Result<Option<Visit>> {
    // django-helpdesk ignores the slug of the queue, so that links survive a move of the ticket
    // (helpdesk/models.py, `queue_and_id_from_query`).
    let digits = reference.rsplit('-').next().unwrap_or_default();
    let number = digits
        .bytes()
        .all(|byte| byte.is_ascii_digit())
        .then(|| digits.parse::<i32>().ok());
    let Some(number) = number
        .flatten()
        .filter(|_| !email.is_empty() && !key.is_empty())
    else {
        return Ok(None);
    };
    let Some(row) = ticket::Entity::find_by_id(number).one(db).await? else {
        return Ok(None);
    };
    let Some(stored) = row.submitter_email else {
        return Ok(None);
    };
    let matches = stored.to_lowercase() == email.to_lowercase()
        && constant_time_eq(&row.secret_key.to_lowercase(), &key.to_lowercase());
    Ok(matches.then_some(Visit {
        ticket: number,
        email: stored,
        key: entity::values::Secret(row.secret_key),
    }))
}
