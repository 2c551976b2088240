//! What this installation calls its statuses and priorities, and which files it takes. Settings,
//! not rows.

use async_graphql::SimpleObject;

use crate::config::{Choice, Config};
use crate::domain::Context;
use crate::domain::desk::status::{Priority, Status, choice_label};
use crate::graphql::scalars::BigInt;

/// A status that tickets can have here.
#[derive(Clone, Debug, SimpleObject)]
pub struct TicketStatusChoice {
    /// The number.
    code: i32,
    /// The name that people read.
    label: String,
    /// What it stands for.
    status: Status,
    /// Whether tickets with it count as open.
    is_open: bool,
    /// The numbers of the statuses that people are offered for a ticket with this one, itself among
    /// them where the installation says so. Programs may set others.
    next: Vec<i32>,
}

impl TicketStatusChoice {
    /// All of them, in the installation's order.
    pub fn all(context: &Context) -> Vec<Self> {
        let helpdesk = &context.config.helpdesk;
        let choices = &helpdesk.ticket_status_choices;
        // One without a flow of its own goes on to any (helpdesk/models.py,
        // `_get_allowed_status_flow`).
        let next = |code: i32| {
            let flow = helpdesk
                .ticket_status_choices_flow
                .iter()
                .find(|(from, to)| *from == code && !to.is_empty());
            flow.map_or_else(
                || choices.iter().map(|choice| choice.0).collect(),
                |(_, to)| to.clone(),
            )
        };
        choices
            .iter()
            .map(|Choice(code, label)| Self {
                code: *code,
                label: choice_label(context, label),
                status: Status::from_code(*code, helpdesk),
                is_open: helpdesk.ticket_open_statuses.contains(code),
                next: next(*code),
            })
            .collect()
    }
}

/// A priority that tickets can have here.
#[derive(Clone, Debug, SimpleObject)]
pub struct TicketPriorityChoice {
    /// The number: 1 is the most urgent.
    code: i32,
    /// The name that people read.
    label: String,
    /// What it stands for.
    priority: Priority,
}

impl TicketPriorityChoice {
    /// All of them, in the installation's order.
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

/// Which files may be sent here, so that people hear of it before they send one.
#[derive(Clone, Debug, SimpleObject)]
pub struct AttachmentRules {
    /// Whether files are taken at all.
    enabled: bool,
    /// The endings that files may have, with their dot and in small letters (files without one are
    /// taken too); null: any.
    extensions: Option<Vec<String>>,
    /// Bytes of the largest file.
    max_size: BigInt,
    /// Most files of one request.
    max_files: i32,
    /// Bytes of the largest request, all its files together.
    max_request_size: BigInt,
}

impl AttachmentRules {
    /// Those of the settings.
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
