//! The status that submitters, followers and visitors with a link give a ticket when they answer, as
//! on django-helpdesk's public page (helpdesk/templates/helpdesk/public_view_ticket.html,
//! helpdesk/views/public.py). Agents may choose any status.

use entity::ticket;

use crate::domain::desk::status::blocked_tickets;
use crate::domain::{Code, Context, Error, Result};

/// The answer of somebody who does not work on the ticket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The status that they chose.
    pub status: Option<i32>,
    /// Whether they wrote or attached anything.
    pub has_content: bool,
}

/// The status that an answer gives the ticket; `None` if it keeps its own.
///
/// New tickets keep their status; others may get those that the status flow allows. Without a choice,
/// an answer to a ticket with one of `email_reopen_statuses` reopens it, as by email
/// (helpdesk/email.py).
///
/// # Errors
/// [`Error::Invalid`] for a status that they may not choose.
pub fn new_status(
    context: &Context,
    ticket: &ticket::Model,
    answer: Answer,
) -> Result<Option<i32>> {
    let helpdesk = &context.config.helpdesk;
    let Some(status) = answer.status else {
        let reopens = answer.has_content && helpdesk.email_reopen_statuses.contains(&ticket.status);
        return Ok(reopens.then_some(helpdesk.ticket_reopened_status));
    };
    if status == ticket.status {
        return Ok(None);
    }
    let flow = &helpdesk.ticket_status_choices_flow;
    let next = flow.iter().find(|(from, _)| *from == ticket.status);
    let is_allowed = ticket.status != helpdesk.ticket_open_status
        && next.is_some_and(|(_, next)| next.contains(&status));
    if is_allowed {
        Ok(Some(status))
    } else {
        Err(not_allowed(status))
    }
}

/// Rejects a chosen status while the ticket depends on open tickets: the page disables the choice
/// then.
///
/// # Errors
/// [`Error::Invalid`]; database errors.
pub async fn check_dependencies(
    context: &Context,
    ticket: &ticket::Model,
    status: Option<i32>,
) -> Result<()> {
    let Some(status) = status.filter(|status| *status != ticket.status) else {
        return Ok(());
    };
    if blocked_tickets(context, &[ticket.id]).await?.is_empty() {
        Ok(())
    } else {
        Err(not_allowed(status))
    }
}

fn not_allowed(status: i32) -> Error {
    Error::field("status", Code::InvalidChoice(status.to_string()))
}
