//! The fields that a change modified, as the follow-up records them.

use entity::values::Timestamp;
use entity::{ticket, user};

use crate::domain::Context;
use crate::domain::desk::status::status_display;
use crate::domain::tickets::history::ChangeKind;

/// A changed field: its display name, and the old and new values as they are stored.
pub(in crate::domain::tickets) type ChangedField = (String, Option<String>, Option<String>);

/// The changed fields, in django-helpdesk's order.
pub(in crate::domain::tickets) fn changed_fields(
    (before, old_owner): (&ticket::Model, Option<&user::Model>),
    (after, owner): (&ticket::Model, Option<&user::Model>),
    context: &Context,
) -> Vec<ChangedField> {
    let mut rows: Vec<ChangedField> = Vec::new();
    let mut add = |kind: ChangeKind, changed: bool, old: Option<String>, new: Option<String>| {
        if changed {
            rows.push((context.language.gettext(kind.name()).into_owned(), old, new));
        }
    };
    let language = &context.language;
    let status = |code| Some(status_display(context, code));
    let name = |owner: Option<&user::Model>| owner.map(|owner| owner.username.clone());
    let date = |moment: Option<Timestamp>| moment.map(python_datetime);
    let number = |number: i32| Some(number.to_string());
    let held = |held: bool| Some(if held { "True" } else { "False" }.to_owned());
    add(
        ChangeKind::Title,
        before.title != after.title,
        Some(before.title.clone()),
        Some(after.title.clone()),
    );
    add(
        ChangeKind::Status,
        before.status != after.status,
        status(before.status),
        status(after.status),
    );
    let unassigned = || Some(language.gettext("Unassigned").into_owned());
    add(
        ChangeKind::Owner,
        before.assigned_to_id != after.assigned_to_id,
        name(old_owner),
        name(owner).or_else(unassigned),
    );
    add(
        ChangeKind::Priority,
        before.priority != after.priority,
        number(before.priority),
        number(after.priority),
    );
    add(
        ChangeKind::Queue,
        before.queue_id != after.queue_id,
        number(before.queue_id),
        number(after.queue_id),
    );
    add(
        ChangeKind::DueAt,
        before.due_date != after.due_date,
        date(before.due_date),
        date(after.due_date),
    );
    add(
        ChangeKind::OnHold,
        before.on_hold != after.on_hold,
        held(before.on_hold),
        held(after.on_hold),
    );
    // django-helpdesk never records these changes; the names are those of its forms.
    if context.dialect.records_text_changes() {
        let texts = [
            (
                ChangeKind::Description,
                &before.description,
                &after.description,
            ),
            (
                ChangeKind::Resolution,
                &before.resolution,
                &after.resolution,
            ),
            (
                ChangeKind::SubmitterEmail,
                &before.submitter_email,
                &after.submitter_email,
            ),
        ];
        for (field, old, new) in texts {
            add(field, old != new, old.clone(), new.clone());
        }
        let (old, new) = (before.kbitem_id, after.kbitem_id);
        add(
            ChangeKind::KbItem,
            old != new,
            old.and_then(number),
            new.and_then(number),
        );
        let (old, new) = (before.merged_to_id, after.merged_to_id);
        add(
            ChangeKind::MergedTo,
            old != new,
            old.and_then(number),
            new.and_then(number),
        );
    }
    rows
}

/// A time as Python prints an aware `datetime` in UTC, which is the text that Django stores.
pub(in crate::domain::tickets) fn python_datetime(moment: Timestamp) -> String {
    format!("{}+00:00", moment.to_django())
}
