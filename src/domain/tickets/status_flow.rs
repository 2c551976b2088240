//! Which changes of a ticket's status are allowed: those of the configured flow, and resolving or
//! closing only if the ticket depends on no open ticket (helpdesk/models.py,
//! `_get_allowed_status_flow` and `can_be_resolved`, which only restrict the choices of a form).

use std::collections::HashSet;

use entity::ticket;

use crate::config::Helpdesk;
use crate::domain::desk::status::{blocked_tickets, status_display};
use crate::domain::tickets::followups::customers;
use crate::domain::{Code, Context, FieldError, Refusal, Result};

/// The codes of the statuses that a ticket with status `from` may get. A status without configured
/// transitions may change to any other.
#[must_use]
pub fn next_statuses(helpdesk: &Helpdesk, from: i32) -> Vec<i32> {
    let flow = helpdesk
        .ticket_status_choices_flow
        .iter()
        .find(|(status, next)| *status == from && !next.is_empty());
    match flow {
        Some((_, next)) => next.clone(),
        None => helpdesk
            .ticket_status_choices
            .iter()
            .map(|choice| choice.0)
            .collect(),
    }
}

/// Whether only tickets without open dependencies may get a status.
#[must_use]
pub fn requires_resolved_dependencies(helpdesk: &Helpdesk, status: i32) -> bool {
    [
        helpdesk.ticket_resolved_status,
        helpdesk.ticket_closed_status,
    ]
    .contains(&status)
}

/// The reason why a ticket may not get a status. `blocked`: whether it depends on an open ticket.
#[must_use]
pub fn refusal(
    context: &Context,
    ticket: &ticket::Model,
    status: i32,
    blocked: bool,
) -> Option<Refusal> {
    let helpdesk = &context.config.helpdesk;
    if status == ticket.status {
        return None;
    }
    if !next_statuses(helpdesk, ticket.status).contains(&status) {
        return Some(Refusal::StatusFlow {
            from: status_display(context, ticket.status),
            to: status_display(context, status),
        });
    }
    (blocked && requires_resolved_dependencies(helpdesk, status))
        .then_some(Refusal::OpenDependencies)
}

/// The role of a viewer for a ticket's status.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Works on it.
    Agent,
    /// Answers it.
    Customer,
    /// Only reads it.
    Reader,
}

/// Reason why the viewer cannot give a ticket a status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, async_graphql::Enum)]
#[graphql(name = "TicketStatusRefusal")]
pub enum Reason {
    /// The viewer may not change the ticket's status.
    NotPermitted,
    /// The installation's status flow does not allow this change, or customers may not change the
    /// status of a new ticket.
    StatusFlow,
    /// The ticket depends on an open ticket.
    OpenDependencies,
}

/// The reason why a viewer in a role cannot give a ticket a status. `blocked`: whether it depends on
/// an open ticket.
#[must_use]
pub fn reason(
    context: &Context,
    ticket: &ticket::Model,
    status: i32,
    role: Role,
    blocked: bool,
) -> Option<Reason> {
    let refused = match role {
        Role::Reader => return Some(Reason::NotPermitted),
        Role::Agent => None,
        Role::Customer => customers::refusal(context, ticket, status),
    };
    let refused = refused.or_else(|| refusal(context, ticket, status, blocked))?;
    Some(match refused {
        Refusal::OpenDependencies => Reason::OpenDependencies,
        _ => Reason::StatusFlow,
    })
}

/// The errors of a new status, by ticket. Takes at most one statement. REST accepts every status, as
/// django-helpdesk's API does.
///
/// # Errors
/// Database errors.
pub async fn errors(
    context: &Context,
    tickets: &[ticket::Model],
    status: Option<i32>,
) -> Result<Vec<(i32, FieldError)>> {
    let Some(status) = status.filter(|_| context.dialect.checks_status_flow()) else {
        return Ok(Vec::new());
    };
    let helpdesk = &context.config.helpdesk;
    // An unknown status is reported as such.
    if !helpdesk
        .ticket_status_choices
        .iter()
        .any(|choice| choice.0 == status)
    {
        return Ok(Vec::new());
    }
    let changing: Vec<i32> = tickets
        .iter()
        .filter(|ticket| ticket.status != status)
        .map(|ticket| ticket.id)
        .collect();
    let mut blocked = HashSet::new();
    if !changing.is_empty() && requires_resolved_dependencies(helpdesk, status) {
        blocked = blocked_tickets(context, &changing)
            .await?
            .into_iter()
            .collect();
    }
    let error = |ticket: &ticket::Model| {
        let refusal = refusal(context, ticket, status, blocked.contains(&ticket.id))?;
        let error = FieldError::new("status", Code::Refused(refusal));
        Some((ticket.id, error))
    };
    Ok(tickets.iter().filter_map(error).collect())
}

/// The error of a ticket's new status.
///
/// # Errors
/// Database errors.
pub async fn error(
    context: &Context,
    ticket: &ticket::Model,
    status: Option<i32>,
) -> Result<Option<FieldError>> {
    let errors = errors(context, std::slice::from_ref(ticket), status).await?;
    Ok(errors.into_iter().next().map(|(_, error)| error))
}
