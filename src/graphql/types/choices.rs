//! Statuses, priorities and rules for attachments, from the settings.

use async_graphql::{Object, SimpleObject};

use crate::config::{Choice, Config};
use crate::domain::Context;
use crate::domain::desk::status::{Priority, Status, choice_label, status_display};
use crate::domain::tickets::status_flow::next_statuses;
use crate::graphql::scalars::BigInt;
use crate::graphql::types::context;

/// A status of this installation.
#[derive(Clone, Copy, Debug)]
pub struct TicketStatusChoice {
    code: i32,
}

impl TicketStatusChoice {
    /// Returns all choices in the order of the settings.
    pub fn all(context: &Context) -> Vec<Self> {
        let choices = context.config.helpdesk.ticket_status_choices.iter();
        choices
            .map(|Choice(code, _)| Self { code: *code })
            .collect()
    }

    /// Returns the choice with this code, if there is one.
    pub fn of(context: &Context, code: i32) -> Option<Self> {
        let choices = &context.config.helpdesk.ticket_status_choices;
        let is_choice = choices.iter().any(|choice| choice.0 == code);
        is_choice.then_some(Self { code })
    }

    /// The code.
    pub(crate) fn number(self) -> i32 {
        self.code
    }
}

/// A status of this installation.
#[Object]
impl TicketStatusChoice {
    /// Code of the status.
    async fn code(&self) -> i32 {
        self.code
    }

    /// Name for display.
    async fn label(&self, ctx: &async_graphql::Context<'_>) -> String {
        status_display(context(ctx), self.code)
    }

    /// Meaning of the status.
    async fn status(&self, ctx: &async_graphql::Context<'_>) -> Status {
        Status::from_code(self.code, &context(ctx).config.helpdesk)
    }

    /// Whether tickets with this status count as open.
    async fn is_open(&self, ctx: &async_graphql::Context<'_>) -> bool {
        let helpdesk = &context(ctx).config.helpdesk;
        helpdesk.ticket_open_statuses.contains(&self.code)
    }

    /// Statuses that a ticket with this status may get, which may include itself. A ticket that
    /// depends on an open one can be neither resolved nor closed: see `allowedStatuses` of a ticket.
    async fn next(&self, ctx: &async_graphql::Context<'_>) -> Vec<Self> {
        let context = context(ctx);
        next_statuses(&context.config.helpdesk, self.code)
            .into_iter()
            .filter_map(|code| Self::of(context, code))
            .collect()
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
    /// Returns the choice with this code, if there is one.
    pub fn of(context: &Context, code: i32) -> Option<Self> {
        Self::all(context)
            .into_iter()
            .find(|choice| choice.code == code)
    }

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
