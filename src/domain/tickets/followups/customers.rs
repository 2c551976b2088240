//! The status that submitters, followers and visitors with a link give a ticket when they answer, as
//! on django-helpdesk's public page (helpdesk/templates/helpdesk/public_view_ticket.html,
//! helpdesk/views/public.py). The status flow applies to them as to agents.

use entity::ticket;

use crate::domain::desk::status::status_display;
use crate::domain::tickets::status_flow::next_statuses;
use crate::domain::{Code, Context, Error, Refusal, Result};

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
/// New tickets keep their status. Without a choice, an answer to a ticket with one of
/// `email_reopen_statuses` reopens it, as by email (helpdesk/email.py), if the status flow allows it.
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
        let reopened = helpdesk.ticket_reopened_status;
        let reopens = answer.has_content
            && helpdesk.email_reopen_statuses.contains(&ticket.status)
            && next_statuses(helpdesk, ticket.status).contains(&reopened);
        return Ok(reopens.then_some(reopened));
    };
    if status == ticket.status {
        return Ok(None);
    }
    if ticket.status == helpdesk.ticket_open_status {
        let refusal = Refusal::StatusFlow {
            from: status_display(context, ticket.status),
            to: status_display(context, status),
        };
        return Err(Error::field("status", Code::Refused(refusal)));
    }
    Ok(Some(status))
}
