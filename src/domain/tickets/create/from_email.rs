//! Creates the ticket of an email. Its text and sender are stored as they are: nobody is there to
//! correct them. Custom fields stay empty, even required ones, as in django-helpdesk
//! (helpdesk/email.py, `create_object_from_email_message`).

use std::sync::Arc;

use entity::queue;

use super::validate::CheckedTicket;
use super::{CreatedTicket, store};
use crate::domain::core::tasks;
use crate::domain::tickets::attachments::store::Upload;
use crate::domain::tickets::lookup::{self, Lookup};
use crate::domain::tickets::received::Received;
use crate::domain::{Context, Result};

/// The ticket of an email.
#[derive(Debug)]
pub struct NewEmailTicket {
    /// Its queue.
    pub queue: queue::Model,
    /// The title, at most 200 characters.
    pub title: String,
    /// The description; may be empty.
    pub description: String,
    /// The submitter's address; none if the email has no valid sender.
    pub submitter_email: Option<String>,
    /// The code of the priority.
    pub priority: i32,
    /// Files of the first follow-up.
    pub attachments: Vec<Upload>,
    /// The email.
    pub received: Received,
}

/// Creates the ticket.
///
/// # Errors
/// [`Error::Conflict`](crate::domain::Error::Conflict) if the email was processed before; database or
/// storage errors. After an error, nothing is stored.
pub async fn create_from_email(context: &Context, input: NewEmailTicket) -> Result<CreatedTicket> {
    let lookup = Lookup {
        notices: true,
        ..Lookup::default()
    };
    let found = lookup::read(context, &lookup).await?;
    let checked = CheckedTicket {
        queue: Arc::new(input.queue),
        owner: None,
        title: input.title,
        description: input.description,
        submitter_email: input.submitter_email.unwrap_or_default(),
        priority: input.priority,
        kbitem: None,
        due_date: None,
        values: Vec::new(),
        by_visitor: false,
        via_web: false,
        attachments: input.attachments,
        received: Some(input.received),
        notices: found.notices.unwrap_or_default(),
    };
    let work = |context: Context| async move { store(&context, checked, None).await };
    tasks::run_to_end(context, work).await
}
