//! What a template makes of a mail: the row's subject, text and HTML with the footer and the frame
//! around them (helpdesk/templated_email.py). By REST a template sees just what django-helpdesk
//! shows it, with its quirks; by GraphQL text is never escaped, HTML always, and dates are in the
//! language of the mail.

use std::fmt;

use entity::email_template;
use templates::{Context, Key, Options, Template, Value};

use super::compose::Rendered;
use super::frame::{self, Frames};
use crate::config::Config;
use crate::domain::notifications::facts::Ticket;
use crate::domain::notifications::names;
use crate::domain::outbox::mail::{Mail, Rest, Said};

/// A part of a mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The subject.
    Subject,
    /// The text with its footer.
    Text,
    /// The HTML in its frame.
    Html,
}

/// A part that could not be made, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The part.
    pub part: Part,
    /// What the template's author should know.
    pub error: templates::Error,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let part = match self.part {
            Part::Subject => "subject",
            Part::Text => "plain text",
            Part::Html => "HTML",
        };
        write!(f, "{part}: {}", self.error)
    }
}

/// Renders all parts. One that is broken is left out, or a subject replaced by the ticket's number
/// and title, and told of. Takes its time: not for a thread that serves others.
#[must_use]
pub fn render(
    config: &Config,
    frames: &Frames,
    row: &email_template::Model,
    mail: &Mail,
) -> (Rendered, Vec<Fault>) {
    let mut faults = Vec::new();
    let mut part = |part: Part| match one(config, frames, row, mail, part) {
        Ok(text) => Some(text),
        Err(error) => {
            faults.push(Fault { part, error });
            None
        }
    };
    let subject = part(Part::Subject).map(|subject| subject.replace(['\n', '\r'], ""));
    let subject = subject.unwrap_or_else(|| {
        format!(
            "[{}] {}",
            mail.facts.ticket.reference, mail.facts.ticket.title
        )
    });
    let rendered = Rendered {
        subject,
        text: part(Part::Text),
        html: part(Part::Html),
    };
    (rendered, faults)
}

fn one(
    config: &Config,
    frames: &Frames,
    row: &email_template::Model,
    mail: &Mail,
    part: Part,
) -> Result<String, templates::Error> {
    let source = match part {
        // A setting that has no such form was refused at start.
        Part::Subject => config
            .helpdesk
            .subject(&row.subject)
            .unwrap_or_else(|| row.subject.clone()),
        Part::Text => format!(
            "{}\n\n{{% include '{}' %}}",
            row.plain_text,
            frame::footer(&mail.locale)
        ),
        Part::Html => format!(
            "{{% extends '{}' %}}{{% block title %}}{}{{% endblock %}}{{% block content %}}{}{{% endblock %}}",
            frame::base(&mail.locale),
            row.heading,
            row.html
        ),
    };
    let rest = mail.said.rest;
    let options = Options {
        autoescape: rest.is_some() || part == Part::Html,
        language: language(config, mail).into(),
        time_zone: config.time_zone,
        media_url: config.media_url.as_str().into(),
        loader: Some(frames),
        ..Options::new(mail.headers.date)
    };
    Template::parse(&source, &options)?.render(&context(mail, part), &options)
}

/// The language of dates: by REST that of the request, as in django-helpdesk; else the queue's.
fn language<'a>(config: &'a Config, mail: &'a Mail) -> &'a str {
    match mail.said.rest {
        Some(_) if mail.said.language.is_empty() => &config.language_code,
        Some(_) => &mail.said.language,
        None => &mail.locale,
    }
}

/// What a template may speak of.
fn context(mail: &Mail, part: Part) -> Context {
    let (said, facts) = (&mail.said, &mail.facts);
    let comment = said.comment.as_str();
    let resolution = facts.ticket.resolution.as_deref();
    let queue = names::queue(&facts.queue);
    let (comment, resolution) = match said.rest {
        Some(rest) => (
            as_django(comment, rest, part),
            resolution.map(|text| marked(text, rest.safe_resolution)),
        ),
        None if part == Part::Html => (in_html(comment), resolution.map(in_html)),
        None => (comment.into(), resolution.map(Value::from)),
    };
    let resolution = resolution.unwrap_or_default();
    let ticket = ticket(&facts.ticket, said, queue.clone(), resolution.clone());
    let mut context = Context::new()
        .with("queue", queue)
        .with("ticket", ticket)
        .with("comment", comment);
    if said.rest.is_none() || !said.opens {
        context.insert("resolution", resolution);
    }
    if said.rest.is_none() {
        context.insert("private", said.private);
    }
    context
}

/// A ticket as the mail shows it. By REST the priority of a new ticket is a text from a form, which
/// no choice has; by GraphQL the owner is there.
fn ticket(ticket: &Ticket, said: &Said, queue: Value, resolution: Value) -> Value {
    let mut entries = names::ticket(ticket, queue);
    let mut set = |name: &str, value: Value| entries.insert(Key::from(name), value);
    set("resolution", resolution);
    if said.rest.is_none() {
        let owner = ticket.owner.as_deref();
        set("assigned_to", owner.into());
        set("get_assigned_to", owner.unwrap_or("Unassigned").into());
    } else if said.opens {
        let priority = ticket.priority.to_string();
        set("priority", priority.as_str().into());
        set("get_priority_display", priority.into());
    }
    entries.into()
}

/// A comment as django-helpdesk hands it to its templates: for the HTML, and for all of a later
/// mail, with its line ends replaced and believed.
fn as_django(comment: &str, rest: Rest, part: Part) -> Value {
    if part == Part::Html || rest.repeated {
        return Value::safe(comment.replace("\r\n", "<br>"));
    }
    marked(comment, rest.safe_comment)
}

fn marked(text: &str, safe: bool) -> Value {
    if safe { Value::safe(text) } else { text.into() }
}

/// A text as HTML that shows it as it is.
fn in_html(text: &str) -> Value {
    Value::safe(templates::escape(&text.replace("\r\n", "\n")).replace('\n', "<br>"))
}

#[cfg(test)]
mod tests;
