//! Values of a ticket and its queue for templates, with the names and order of django-helpdesk
//! (helpdesk/lib.py, `safe_template_context`). The renderer of email modifies them.

use templates::{Dict, Key, Value};

use super::facts::{Queue, Ticket};

/// A queue.
#[must_use]
pub fn queue(queue: &Queue) -> Value {
    Value::dict([
        ("title", Value::from(queue.title.as_str())),
        ("slug", queue.slug.as_str().into()),
        ("email_address", queue.email_address.as_deref().into()),
        ("from_address", queue.from_address.as_str().into()),
        ("locale", queue.locale.as_deref().into()),
    ])
}

/// A ticket with its queue. Since 2.5, the owner is always `None`, because django-helpdesk reads an attribute
/// that its tickets no longer have.
#[must_use]
pub fn ticket(ticket: &Ticket, queue: Value) -> Dict {
    let entries: [(&str, Value); 21] = [
        ("title", ticket.title.as_str().into()),
        ("created", ticket.created.into()),
        ("modified", ticket.modified.into()),
        ("submitter_email", ticket.submitter_email.as_deref().into()),
        ("status", ticket.status.into()),
        ("get_status_display", ticket.status_display.as_str().into()),
        ("on_hold", ticket.on_hold.into()),
        ("description", ticket.description.as_deref().into()),
        ("resolution", ticket.resolution.as_deref().into()),
        ("priority", ticket.priority.into()),
        (
            "get_priority_display",
            ticket.priority_display.as_str().into(),
        ),
        ("last_escalation", ticket.last_escalation.into()),
        ("ticket", format!("[{}]", ticket.reference).into()),
        ("ticket_for_url", ticket.reference.as_str().into()),
        ("merged_to", ticket.merged_to.as_deref().into()),
        ("get_status", ticket.status_text.as_str().into()),
        ("ticket_url", ticket.ticket_url.as_str().into()),
        ("staff_url", ticket.staff_url.as_str().into()),
        ("_get_assigned_to", ticket.assigned_to.as_deref().into()),
        ("assigned_to", ticket.assigned_to.as_deref().into()),
        ("queue", queue),
    ];
    entries
        .into_iter()
        .map(|(name, value)| (Key::from(name), value))
        .collect()
}
