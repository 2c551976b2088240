//! Turns a message into a ticket or a follow-up, in one transaction with its receipt.

use std::io::{self, Write as _};

use entity::queue;

use super::message::{IncomingFile, IncomingMessage};
use super::sort::Plan;
use crate::domain::tickets::attachments::store::{self, Upload};
use crate::domain::tickets::create::{NewEmailTicket, create_from_email};
use crate::domain::tickets::followups::from_email::add_from_email;
use crate::domain::tickets::received::Received;
use crate::domain::unit::receipts::Receipt;
use crate::domain::{Context, Error, Result};
use crate::validators;

/// Texts that are removed from subjects, wherever they are.
const STRIPPED: [&str; 5] = ["Re: ", "Fw: ", "RE: ", "FW: ", "Automatic reply: "];
/// Maximum length of a title, in characters.
const MAX_TITLE: usize = 200;
/// Maximum length of a stored Message-ID, in characters.
const MAX_MESSAGE_ID: usize = 256;
/// Priorities of urgent and other messages.
const URGENT: i32 = 2;
const NORMAL: i32 = 3;

/// The outcome of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It opened a ticket with this ID.
    Opened(i32),
    /// It answered the ticket with this ID.
    Answered(i32),
    /// Its sender is ignored.
    Ignored {
        /// Whether it stays in the mailbox.
        keep: bool,
    },
    /// It answers no ticket, and the settings forbid new ones. It stays in the mailbox.
    NotAnAnswer,
    /// It was processed before.
    Duplicate,
}

/// Carries out a plan.
///
/// # Errors
/// Database or storage errors. After an error, nothing is stored.
pub async fn receive(
    context: &Context,
    queue: &queue::Model,
    message: IncomingMessage,
    mut receipt: Receipt,
    plan: Plan,
) -> Result<Outcome> {
    let (ticket, whole_text, followers) = match plan {
        Plan::Ignore { keep } => return Ok(Outcome::Ignored { keep }),
        Plan::UpdateOnly => return Ok(Outcome::NotAnAnswer),
        Plan::Open {
            whole_text,
            followers,
        } => (None, whole_text, followers),
        Plan::Answer { ticket, followers } => (Some(ticket), false, followers),
    };
    let IncomingMessage {
        files,
        left_out,
        reply,
        text,
        ..
    } = message;
    receipt.left_out = left_out;
    let uploads = uploads(context, files, &mut receipt).await?;
    let title = title(context, message.subject.as_deref());
    let description = match whole_text && !text.trim().is_empty() {
        true => text.clone(),
        false => reply,
    };
    let received = Received {
        sender: shown_sender(context, message.sender.as_deref()),
        comment: text,
        message_id: message
            .message_id
            .map(|id| id.chars().take(MAX_MESSAGE_ID).collect()),
        followers,
        notifies: !message.is_automatic,
        receipt,
    };
    let written = match ticket {
        Some(ticket) => {
            let reopens = !message.is_automatic;
            add_from_email(context, *ticket, uploads, received, reopens)
                .await
                .map(|added| Outcome::Answered(added.ticket.id))
        }
        None => {
            let ticket = NewEmailTicket {
                queue: queue.clone(),
                title,
                description,
                submitter_email: message.sender.filter(|sender| is_storable(sender)),
                priority: if message.is_urgent { URGENT } else { NORMAL },
                attachments: uploads,
                received,
            };
            create_from_email(context, ticket)
                .await
                .map(|created| Outcome::Opened(created.ticket.id))
        }
    };
    match written {
        Err(Error::Conflict {
            field: "message", ..
        }) => Ok(Outcome::Duplicate),
        written => written,
    }
}

/// The title of a ticket: the subject without the marks of replies, at most 200 characters.
fn title(context: &Context, subject: Option<&str>) -> String {
    let default = context.language.gettext("Comment from e-mail");
    let mut title = subject.unwrap_or(&default).to_owned();
    for text in STRIPPED {
        title = title.replace(text, "");
    }
    let title = python::strip(&title);
    if title.chars().count() <= MAX_TITLE {
        return title.to_owned();
    }
    // helpdesk/models.py, `Ticket.save`
    title
        .chars()
        .take(MAX_TITLE - 3)
        .chain("...".chars())
        .collect()
}

fn shown_sender(context: &Context, sender: Option<&str>) -> String {
    match sender.filter(|sender| !sender.is_empty()) {
        Some(sender) => sender.to_owned(),
        None => context.language.gettext("Unknown Sender").into_owned(),
    }
}

/// Whether email can be sent to an address, so that it can be a submitter's.
fn is_storable(address: &str) -> bool {
    address.len() <= 254 && validators::is_email(address)
}

/// Spools files to disk. Those that the settings do not allow are left out, as in django-helpdesk
/// (helpdesk/lib.py, `process_attachments`); the receipt names them.
async fn uploads(
    context: &Context,
    files: Vec<IncomingFile>,
    receipt: &mut Receipt,
) -> Result<Vec<Upload>> {
    let config = &context.config;
    let mut allowed = Vec::new();
    if config.helpdesk.enable_attachments {
        for file in files.into_iter().filter(|file| !file.content.is_empty()) {
            let fits = file.content.len() <= config.server.max_file_size;
            if fits && config.helpdesk.unsupported_extension(&file.name).is_none() {
                allowed.push(file);
            } else {
                receipt.left_out.push(file.name);
            }
        }
    } else {
        receipt
            .left_out
            .extend(files.into_iter().map(|file| file.name));
    }
    if allowed.is_empty() {
        return Ok(Vec::new());
    }
    let spool = move || {
        allowed
            .into_iter()
            .map(spool)
            .collect::<io::Result<Vec<_>>>()
    };
    let spooled = tokio::task::spawn_blocking(spool)
        .await
        .map_err(|error| Error::Internal(Box::new(error)))?;
    spooled.map_err(|error| Error::Unavailable {
        raced: false,
        source: Box::new(error),
    })
}

fn spool(file: IncomingFile) -> io::Result<Upload> {
    let mut content = tempfile::tempfile()?;
    content.write_all(&file.content)?;
    let media_type = match file.media_type {
        Some(media_type) => media_type.to_owned(),
        None => store::guess_media_type(&file.name),
    };
    Ok(Upload {
        filename: file.name,
        content_type: Some(media_type),
        size: u64::try_from(file.content.len()).unwrap_or(u64::MAX),
        content,
    })
}
