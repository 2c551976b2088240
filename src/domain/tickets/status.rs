//! Status and priority: the numbers that the database keeps, and what they are called here.

use entity::ticket;

use crate::config::{Choice, Helpdesk};

/// What an installation's status number stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, async_graphql::Enum)]
#[graphql(name = "TicketStatus")]
pub enum Status {
    /// New, or being worked on.
    Open,
    /// Opened again after it was resolved or closed.
    Reopened,
    /// Resolved; the submitter may accept or reopen it.
    Resolved,
    /// Done with.
    Closed,
    /// Merged into another ticket.
    Duplicate,
    /// A status that this installation added; `statusCode` and `statusLabel` tell which.
    Other,
}

impl Status {
    /// The meaning of a number.
    #[must_use]
    pub fn of(code: i32, helpdesk: &Helpdesk) -> Self {
        match code {
            code if code == helpdesk.ticket_open_status => Self::Open,
            code if code == helpdesk.ticket_reopened_status => Self::Reopened,
            code if code == helpdesk.ticket_resolved_status => Self::Resolved,
            code if code == helpdesk.ticket_closed_status => Self::Closed,
            code if code == helpdesk.ticket_duplicate_status => Self::Duplicate,
            _ => Self::Other,
        }
    }
}

/// What a priority number stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, async_graphql::Enum)]
#[graphql(name = "TicketPriority")]
pub enum Priority {
    /// 1
    Critical,
    /// 2
    High,
    /// 3
    Normal,
    /// 4
    Low,
    /// 5
    VeryLow,
    /// A priority that this installation added; `priorityCode` and `priorityLabel` tell which.
    Other,
}

impl Priority {
    /// The meaning of a number.
    #[must_use]
    pub fn of(code: i32) -> Self {
        match code {
            1 => Self::Critical,
            2 => Self::High,
            3 => Self::Normal,
            4 => Self::Low,
            5 => Self::VeryLow,
            _ => Self::Other,
        }
    }
}

/// The name of a number among choices; Django shows the number itself where there is none.
#[must_use]
pub fn label(code: i32, choices: &[Choice]) -> String {
    choices.iter().find(|choice| choice.0 == code).map_or_else(|| code.to_string(), |choice| choice.1.clone())
}

/// The status as people read it (helpdesk/models.py, `get_status`): "Open - On Hold - Open dependencies".
#[must_use]
pub fn status_label(ticket: &ticket::Model, blocked: bool, helpdesk: &Helpdesk) -> String {
    let mut text = label(ticket.status, &helpdesk.ticket_status_choices);
    if ticket.on_hold {
        text.push_str(" - On Hold");
    }
    if blocked {
        text.push_str(" - Open dependencies");
    }
    text
}
