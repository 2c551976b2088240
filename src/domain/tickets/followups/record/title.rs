//! The title of a follow-up that records a change.

use entity::ticket;

use crate::domain::Context;
use crate::domain::desk::status::status_display;
use crate::domain::tickets::changes::CheckedChanges;

/// The title of the follow-up: the new owner or else the given title, followed by the new status.
pub(super) fn compose_title(
    context: &Context,
    title: Option<String>,
    comment: &str,
    before: &ticket::Model,
    checked: &CheckedChanges,
    new_status: Option<i32>,
    reassigned: bool,
) -> String {
    let language = &context.language;
    let mut title = title.unwrap_or_default();
    match (&checked.owner, checked.changes.assigned_to) {
        (Some(owner), _) if reassigned => {
            title = language.format("Assigned to %(username)s", &[("username", &owner.username)]);
        }
        (None, Some(None)) if before.assigned_to_id.is_some() => {
            language
                .gettext("Unassigned")
                .into_owned()
                .clone_into(&mut title);
        }
        _ => {}
    }
    if let Some(status) = new_status {
        let status = status_display(context, status);
        title = if title.is_empty() {
            status
        } else {
            format!("{title} and {status}")
        };
    }
    if title.is_empty() {
        let held = checked
            .changes
            .on_hold
            .filter(|held| *held != before.on_hold);
        let text = match held {
            Some(true) => "Ticket placed on hold",
            Some(false) => "Ticket taken off hold",
            None if comment.is_empty() => "Updated",
            None => "Comment",
        };
        title = language.gettext(text).into_owned();
    }
    title.chars().take(200).collect()
}
