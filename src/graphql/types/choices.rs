//! Statuses, priorities and rules for attachments, from the settings.

use async_graphql::SimpleObject;

use crate::config::{Choice, Config};
use crate::domain::Context;
use crate::domain::desk::status::{
    Priority, Status, choice_label, priority_display, status_display,
};
use crate::domain::tickets::status_flow::next_statuses;
use crate::graphql::scalars::BigInt;

/// A status of this installation.
#[derive(Clone, Debug, SimpleObject)]
pub struct TicketStatusChoice {
    /// Code of the status.
    code: i32,
    /// Name for display.
    label: String,
    /// Meaning of the status.
    status: Status,
    /// Whether tickets with this status count as open.
    is_open: bool,
    /// Codes of the statuses that a ticket with this status may get, which may include itself. A
    /// ticket that depends on an open one can be neither resolved nor closed.
    next: Vec<i32>,
}

impl TicketStatusChoice {
    /// Returns all choices in the order of the settings.
    pub fn all(context: &Context) -> Vec<Self> {
        let helpdesk = &context.config.helpdesk;
        let choices = &helpdesk.ticket_status_choices;
        choices
            .iter()
            .map(|Choice(code, label)| Self {
                code: *code,
                label: choice_label(context, label),
                status: Status::from_code(*code, helpdesk),
                is_open: helpdesk.ticket_open_statuses.contains(code),
                next: next_statuses(helpdesk, *code),
            })
            .collect()
    }

    /// Returns the choice with a code, which another program may have stored without a choice.
    pub fn of_code(context: &Context, code: i32) -> Self {
        let helpdesk = &context.config.helpdesk;
        Self {
            code,
            label: status_display(context, code),
            status: Status::from_code(code, helpdesk),
            is_open: helpdesk.ticket_open_statuses.contains(&code),
            next: next_statuses(helpdesk, code),
        }
    }
}

/// A priority of this installation.
#[derive(Clone, Debug, SimpleObject)]
pub struct TicketPriorityChoice {
    /// Code of the priority. 1 is the most urgent.
    code: i32,
    /// Name for display.
    label: String,
    /// Meaning of the priority.
    priority: Priority,
}

impl TicketPriorityChoice {
    /// Returns all choices in the order of the settings.
    pub fn all(context: &Context) -> Vec<Self> {
        let choices = context.config.helpdesk.ticket_priority_choices.iter();
        choices
            .map(|Choice(code, label)| Self {
                code: *code,
                label: choice_label(context, label),
                priority: Priority::from_code(*code),
            })
            .collect()
    }

    /// Returns the choice with a code, which another program may have stored without a choice.
    pub fn of_code(context: &Context, code: i32) -> Self {
        Self {
            code,
            label: priority_display(context, code),
            priority: Priority::from_code(code),
        }
    }
}

/// Rules for uploaded files, so that clients can check files before they send them.
#[derive(Clone, Debug, SimpleObject)]
pub struct AttachmentRules {
    /// Whether files are accepted.
    enabled: bool,
    /// Allowed extensions, in lower case with the leading dot. Null if all are allowed. Files
    /// without an extension are always allowed.
    extensions: Option<Vec<String>>,
    /// Maximum size of a file in bytes.
    max_size: BigInt,
    /// Maximum number of files per request.
    max_files: i32,
    /// Maximum size of a request in bytes, including all files.
    max_request_size: BigInt,
}

impl AttachmentRules {
    /// Returns the rules of the settings.
    pub fn of(config: &Config) -> Self {
        let Config {
            helpdesk, server, ..
        } = config;
        let bytes = |size: usize| BigInt(i64::try_from(size).unwrap_or(i64::MAX));
        Self {
            enabled: helpdesk.enable_attachments,
            extensions: helpdesk
                .validate_attachment_types
                .then(|| helpdesk.valid_extensions.clone()),
            max_size: bytes(server.max_file_size),
            max_files: i32::try_from(config.max_files()).unwrap_or(i32::MAX),
            max_request_size: bytes(server.max_body_size),
        }
    }
}
