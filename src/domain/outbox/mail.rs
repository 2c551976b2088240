//! A mail as the outbox keeps it: everything that it is made of, as it was when the change was made, so that the
//! worker only has to render and send it. Files alone are read when it is sent.

use entity::{followup, followup_attachment, queue, ticket};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::domain::Context;
use crate::domain::notifications::Message;

/// A mail to be rendered and sent.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Mail {
    /// The name of its template, a row of `helpdesk_emailtemplate`.
    pub template: String,
    /// Whom it goes to: an address, or several with commas between, as a queue's settings may have them.
    pub recipient: String,
    /// The number of the queue.
    pub queue: i32,
    /// The locale that templates, footer and frame are looked up by.
    pub locale: String,
    /// The From line: an address, perhaps with a name.
    pub from: String,
    /// What the template may speak of, by name.
    pub context: serde_json::Value,
    /// The numbers of the attachments that go with it.
    pub attachments: Vec<i32>,
    /// Its Message-ID, with angle brackets; the same for every try.
    pub message_id: Option<String>,
    /// The Message-ID of what it answers, with angle brackets.
    pub in_reply_to: Option<String>,
}

/// What a change was, for those who are told.
#[derive(Clone, Copy, Debug)]
pub struct Told<'a> {
    /// The ticket as it is then.
    pub ticket: &'a ticket::Model,
    /// Its queue.
    pub queue: &'a queue::Model,
    /// What was said.
    pub followup: &'a followup::Model,
    /// The files that came with it.
    pub files: &'a [followup_attachment::Model],
}

/// The mails that messages become.
#[must_use]
pub fn mails(context: &Context, told: &Told<'_>, messages: Vec<Message>) -> Vec<Mail> {
    let queue = told.queue;
    let locale = queue.locale.as_deref().filter(|locale| !locale.is_empty());
    let locale = locale.unwrap_or(&context.config.helpdesk.email_fallback_locale);
    let from = match queue.email_address.as_deref().filter(|address| !address.is_empty()) {
        Some(address) => format!("{} <{address}>", queue.title),
        None => context.config.default_from_email.clone(),
    };
    let mail = |message: Message| Mail {
        template: message.template.to_owned(),
        recipient: message.recipient,
        queue: queue.id,
        locale: locale.to_owned(),
        from: from.clone(),
        context: json!({}),
        attachments: told.files.iter().map(|file| file.id).collect(),
        message_id: None,
        in_reply_to: None,
    };
    messages.into_iter().map(mail).collect()
}
