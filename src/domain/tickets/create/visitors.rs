//! Tickets of visitors without an account, in queues that allow public submission
//! (helpdesk/views/public.py, `CreateTicketView`).

use super::CheckedTicket;
use crate::domain::core::client::Allowance;
use crate::domain::core::spam::Submission;
use crate::domain::delivery::notifications::facts;
use crate::domain::{Code, Context, Error, FieldError, Refusal, Result};

/// Whether the author has no account.
///
/// # Errors
/// [`Error::Unauthenticated`] if visitors may not create tickets.
pub(super) fn is_visitor(context: &Context) -> Result<bool> {
    if context.viewer.is_authenticated() {
        return Ok(false);
    }
    if context.config.helpdesk.submit_a_ticket_public && context.dialect.accepts_visitors() {
        Ok(true)
    } else {
        Err(Error::Unauthenticated)
    }
}

/// The error of text in the field that people leave empty.
pub(super) fn trap_error(website: Option<&str>) -> Option<FieldError> {
    let is_filled = website.is_some_and(|text| !text.trim().is_empty());
    is_filled.then(|| FieldError::new("website", Code::Trap))
}

/// Rejects visitors who created too many tickets.
///
/// # Errors
/// [`Error::Throttled`].
pub(super) async fn check(context: &Context) -> Result<()> {
    let services = context.client.services()?;
    services.check(&Allowance::VisitorTicket).await
}

/// Counts a ticket of a visitor.
///
/// # Errors
/// [`Error::Throttled`] if there are too many.
pub(super) async fn count(context: &Context) -> Result<()> {
    let services = context.client.services()?;
    services.spend(&Allowance::VisitorTicket).await
}

/// Rejects a ticket that the installation's check takes for spam (helpdesk/lib.py, `text_is_spam`).
///
/// # Errors
/// [`Error::Invalid`]; [`Error::Unavailable`] if the check fails and the settings then reject
/// tickets; database errors.
pub(super) async fn reject_spam(context: &Context, ticket: &CheckedTicket) -> Result<()> {
    let Some(spam_check) = context.client.spam_check() else {
        return Ok(());
    };
    let submission = Submission {
        title: ticket.title.clone(),
        description: ticket.description.clone(),
        email: ticket.submitter_email.clone(),
        site: facts::site_domain(&context.db, &context.config).await?,
        origin: context.client.services()?.origin(),
    };
    if spam_check.is_spam(&submission).await? {
        return Err(Error::field("description", Code::Refused(Refusal::Spam)));
    }
    Ok(())
}
