//! Status and priority of tickets: their labels, and the tickets that depend on open ones.

use entity::{ticket, ticket_dependency};
use sea_orm::{ColumnTrait, EntityTrait, JoinType, QueryFilter, QuerySelect, RelationTrait};

use crate::config::Choice;
pub use crate::domain::core::choices::{Priority, Status};
use crate::domain::query::among;
use crate::domain::{Context, Result};

/// The label of a choice in the language of the request, if `translate_choices` is on.
#[must_use]
pub fn choice_label(context: &Context, label: &str) -> String {
    if context.config.helpdesk.translate_choices {
        return context.language.gettext(label).into_owned();
    }
    label.to_owned()
}

/// The label of a number. Without a label it is the number itself, as in Django.
fn label(context: &Context, code: i32, choices: &[Choice]) -> String {
    let choice = choices.iter().find(|choice| choice.0 == code);
    choice.map_or_else(
        || code.to_string(),
        |choice| choice_label(context, &choice.1),
    )
}

/// The label of a status (`get_status_display`).
#[must_use]
pub fn status_display(context: &Context, code: i32) -> String {
    label(
        context,
        code,
        &context.config.helpdesk.ticket_status_choices,
    )
}

/// The label of a priority (`get_priority_display`).
#[must_use]
pub fn priority_display(context: &Context, code: i32) -> String {
    label(
        context,
        code,
        &context.config.helpdesk.ticket_priority_choices,
    )
}

/// The label of a ticket's status with its additions (helpdesk/models.py, `get_status`): "Open - On
/// Hold - Open dependencies".
#[must_use]
pub fn status_label(context: &Context, ticket: &ticket::Model, blocked: bool) -> String {
    let mut text = status_display(context, ticket.status);
    for (applies, message) in [(ticket.on_hold, "On Hold"), (blocked, "Open dependencies")] {
        if applies {
            text.push_str(" - ");
            text.push_str(&context.language.gettext(message));
        }
    }
    text
}

/// The numbers of the tickets, of those in `ids`, that depend on an open ticket.
///
/// # Errors
/// Database errors.
pub async fn blocked_tickets(context: &Context, ids: &[i32]) -> Result<Vec<i32>> {
    let open = context.config.helpdesk.ticket_open_statuses.iter().copied();
    Ok(ticket_dependency::Entity::find()
        .select_only()
        .column(ticket_dependency::Column::TicketId)
        .join(
            JoinType::InnerJoin,
            ticket_dependency::Relation::DependsOn.def(),
        )
        .filter(among(&context.db, ticket_dependency::Column::TicketId, ids))
        .filter(ticket::Column::Status.is_in(open))
        .distinct()
        .into_tuple()
        .all(&context.db)
        .await?)
}
