//! `Authorization: TicketLink ticket=support-12&email=…&key=…`: the query string of the link in an
//! email about a ticket (helpdesk/models.py, `ticket_url`). `login` finds the ticket.

use http::request::Parts;

use super::header::{Credentials, credentials};
use crate::domain::core::error::Rejection;

/// Longest accepted query string in bytes.
const MAX_LENGTH: usize = 2000;

/// The values of a link.
pub(super) struct TicketLink {
    pub(super) ticket: String,
    pub(super) email: String,
    pub(super) key: String,
}

/// The link of a request; `None` without the header or with another scheme.
pub(super) fn ticket_link(parts: &Parts) -> Result<Option<TicketLink>, Rejection> {
    let query = match credentials(&parts.headers, "ticketlink") {
        None => return Ok(None),
        Some(Credentials::One(query)) if query.len() <= MAX_LENGTH => query,
        Some(_) => return Err(Rejection::LinkInvalid),
    };
    let query = query.strip_prefix(b"?").unwrap_or(query);
    let mut link = TicketLink {
        ticket: String::new(),
        email: String::new(),
        key: String::new(),
    };
    for (name, value) in url::form_urlencoded::parse(query) {
        match &*name {
            "ticket" => link.ticket = value.into_owned(),
            "email" => link.email = value.into_owned(),
            "key" => link.key = value.into_owned(),
            _ => {}
        }
    }
    Ok(Some(link))
}
