//! Status and priority of tickets: the stored numbers and their meanings.

use crate::config::Helpdesk;

/// Status of a ticket.
#[derive(Clone, Copy, Debug, PartialEq, Eq, async_graphql::Enum)]
#[graphql(name = "TicketStatus")]
pub enum Status {
    /// New or in progress.
    Open,
    /// Opened again after it was resolved or closed.
    Reopened,
    /// Resolved. The submitter can accept the resolution or reopen the ticket.
    Resolved,
    /// Closed.
    Closed,
    /// Merged into another ticket.
    Duplicate,
    /// Status that this installation added: see `statusCode` and `statusLabel`.
    Other,
}

impl Status {
    /// The status with this number in the installation's settings.
    #[must_use]
    pub fn from_code(code: i32, helpdesk: &Helpdesk) -> Self {
        match code {
            code if code == helpdesk.ticket_open_status => Self::Open,
            code if code == helpdesk.ticket_reopened_status => Self::Reopened,
            code if code == helpdesk.ticket_resolved_status => Self::Resolved,
            code if code == helpdesk.ticket_closed_status => Self::Closed,
            code if code == helpdesk.ticket_duplicate_status => Self::Duplicate,
            _ => Self::Other,
        }
    }

    /// The number of this status; none for [`Self::Other`], which stands for several.
    #[must_use]
    pub fn code(self, helpdesk: &Helpdesk) -> Option<i32> {
        match self {
            Self::Open => Some(helpdesk.ticket_open_status),
            Self::Reopened => Some(helpdesk.ticket_reopened_status),
            Self::Resolved => Some(helpdesk.ticket_resolved_status),
            Self::Closed => Some(helpdesk.ticket_closed_status),
            Self::Duplicate => Some(helpdesk.ticket_duplicate_status),
            Self::Other => None,
        }
    }

    /// The statuses with a number.
    pub const NAMED: [Self; 5] = [
        Self::Open,
        Self::Reopened,
        Self::Resolved,
        Self::Closed,
        Self::Duplicate,
    ];
}

/// Priority of a ticket.
#[derive(Clone, Copy, Debug, PartialEq, Eq, async_graphql::Enum)]
#[graphql(name = "TicketPriority")]
pub enum Priority {
    /// Critical: number 1.
    Critical,
    /// High: number 2.
    High,
    /// Normal: number 3.
    Normal,
    /// Low: number 4.
    Low,
    /// Very low: number 5.
    VeryLow,
    /// Priority that this installation added: see `priorityCode` and `priorityLabel`.
    Other,
}

impl Priority {
    /// The priority with this number.
    #[must_use]
    pub fn from_code(code: i32) -> Self {
        match code {
            1 => Self::Critical,
            2 => Self::High,
            3 => Self::Normal,
            4 => Self::Low,
            5 => Self::VeryLow,
            _ => Self::Other,
        }
    }

    /// The number of this priority; none for [`Self::Other`], which stands for several.
    #[must_use]
    pub fn code(self) -> Option<i32> {
        match self {
            Self::Critical => Some(1),
            Self::High => Some(2),
            Self::Normal => Some(3),
            Self::Low => Some(4),
            Self::VeryLow => Some(5),
            Self::Other => None,
        }
    }

    /// The priorities with a number.
    pub const NAMED: [Self; 5] = [
        Self::Critical,
        Self::High,
        Self::Normal,
        Self::Low,
        Self::VeryLow,
    ];
}
