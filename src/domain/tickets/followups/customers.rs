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
    match refusal(context, ticket, status) {
        Some(refusal) => Err(Error::field("status", Code::Refused(refusal))),
        None => Ok(Some(status)),
    }
}

/// The reason why somebody who does not work on the ticket may not choose a status, besides the
/// reasons that apply to everybody.
#[must_use]
pub fn refusal(context: &Context, ticket: &ticket::Model, status: i32) -> Option<Refusal> {
    let is_new = ticket.status == context.config.helpdesk.ticket_open_status;
    (is_new && status != ticket.status).then(|| Refusal::StatusFlow {
        from: status_display(context, ticket.status),
        to: status_display(context, status),
    })
}
