//! Renders an email template: subject, plain text with footer, and HTML in its base template
//! (helpdesk/templated_email.py). For changes made by REST, templates see exactly what
//! django-helpdesk passes to them, including its quirks. For GraphQL, text is never escaped, HTML
//! always is, and dates use the language of the email.

mod base_templates;

use std::fmt;

use entity::email_template;
use templates::{Context, Key, Options, Template, Value};

use self::base_templates as base;
pub use self::base_templates::BaseTemplates;

use crate::config::Config;
use crate::domain::delivery::notifications::facts::Ticket;
use crate::domain::delivery::notifications::names;
use crate::domain::delivery::outbox::mail::{FollowUpText, Mail, Rest};

/// A rendered email template. Text or HTML is missing if its template is broken.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RenderedMail {
    /// The subject, on one line.
    pub subject: String,
    /// The plain text.
    pub text: Option<String>,
    /// The HTML.
    pub html: Option<String>,
}

/// A part of an email.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The subject.
    Subject,
    /// The plain text with its footer.
    Text,
    /// The HTML in its base template.
    Html,
}

/// A part that cannot be rendered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RenderError {
    /// The part.
    pub part: Part,
    /// The template error.
    pub error: templates::Error,
}

impl fmt::Display for RenderError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let part = match self.part {
            Part::Subject => "subject",
            Part::Text => "plain text",
            Part::Html => "HTML",
        };
        write!(f, "{part}: {}", self.error)
    }
}

/// Renders all parts and reports those that fail. A failing text or HTML is left out; a failing
/// subject becomes the ticket's reference and title. Slow, so call it on a blocking thread.
#[must_use]
pub fn render(
    config: &Config,
    base_templates: &BaseTemplates,
    row: &email_template::Model,
    mail: &Mail,
) -> (RenderedMail, Vec<RenderError>) {
    let mut errors = Vec::new();
    let mut part = |part: Part| match render_part(config, base_templates, row, mail, part) {
        Ok(text) => Some(text),
        Err(error) => {
            errors.push(RenderError { part, error });
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
    let rendered = RenderedMail {
        subject,
        text: part(Part::Text),
        html: part(Part::Html),
    };
    (rendered, errors)
}

fn render_part(
    config: &Config,
    base_templates: &BaseTemplates,
    row: &email_template::Model,
    mail: &Mail,
    part: Part,
) -> Result<String, templates::Error> {
    let source = match part {
        // An invalid email_subject_template is rejected at start.
        Part::Subject => config
            .helpdesk
            .subject(&row.subject)
            .unwrap_or_else(|| row.subject.clone()),
        Part::Text => format!(
            "{}\n\n{{% include '{}' %}}",
            row.plain_text,
            base::footer(&mail.locale)
        ),
        Part::Html => format!(
            "{{% extends '{}' %}}{{% block title %}}{}{{% endblock %}}{{% block content %}}{}{{% endblock %}}",
            base::base(&mail.locale),
            row.heading,
            row.html
        ),
    };
    let rest = mail.followup.rest;
    let options = Options {
        autoescape: rest.is_some() || part == Part::Html,
        language: language(config, mail).into(),
        time_zone: config.time_zone,
        media_url: config.media_url.as_str().into(),
        loader: Some(base_templates),
        ..Options::new(mail.headers.date)
    };
    Template::parse(&source, &options)?.render(&context(mail, part), &options)
}

/// The language of dates: by REST the language of the request, as in django-helpdesk; otherwise
/// the language of the queue.
fn language<'a>(config: &'a Config, mail: &'a Mail) -> &'a str {
    match mail.followup.rest {
        Some(_) if mail.followup.language.is_empty() => &config.language_code,
        Some(_) => &mail.followup.language,
        None => &mail.locale,
    }
}

/// The variables of a template.
fn context(mail: &Mail, part: Part) -> Context {
    let (followup, facts) = (&mail.followup, &mail.facts);
    let comment = followup.comment.as_str();
    let resolution = facts.ticket.resolution.as_deref();
    let queue = names::queue(&facts.queue);
    let (comment, resolution) = match followup.rest {
        Some(rest) => (
            django_comment(comment, rest, part),
            resolution.map(|text| text_value(text, rest.safe_resolution)),
        ),
        None if part == Part::Html => (as_html(comment), resolution.map(as_html)),
        None => (comment.into(), resolution.map(Value::from)),
    };
    let resolution = resolution.unwrap_or_default();
    let ticket = ticket(&facts.ticket, followup, queue.clone(), resolution.clone());
    let mut context = Context::new()
        .with("queue", queue)
        .with("ticket", ticket)
        .with("comment", comment);
    if followup.rest.is_none() || !followup.opens {
        context.insert("resolution", resolution);
    }
    if followup.rest.is_none() {
        context.insert("private", followup.private);
    }
    context
}

/// The `ticket` variable. By REST the priority of a new ticket is a form value, so it has no
/// display name; by GraphQL the owner is included.
fn ticket(ticket: &Ticket, followup: &FollowUpText, queue: Value, resolution: Value) -> Value {
    let mut entries = names::ticket(ticket, queue);
    let mut set = |name: &str, value: Value| entries.insert(Key::from(name), value);
    set("resolution", resolution);
    if followup.rest.is_none() {
        let owner = ticket.owner.as_deref();
        set("assigned_to", owner.into());
        set("get_assigned_to", owner.unwrap_or("Unassigned").into());
    } else if followup.opens {
        let priority = ticket.priority.to_string();
        set("priority", priority.as_str().into());
        set("get_priority_display", priority.into());
    }
    entries.into()
}

/// A comment as django-helpdesk passes it to its templates: in the HTML, and in all parts of a
/// repeated email, with `<br>` for line ends and marked as safe.
fn django_comment(comment: &str, rest: Rest, part: Part) -> Value {
    if part == Part::Html || rest.repeated {
        return Value::safe(comment.replace("\r\n", "<br>"));
    }
    text_value(comment, rest.safe_comment)
}

fn text_value(text: &str, safe: bool) -> Value {
    if safe { Value::safe(text) } else { text.into() }
}

/// Escapes a text and replaces line ends by `<br>`.
fn as_html(text: &str) -> Value {
    Value::safe(python::html::escape(&text.replace("\r\n", "\n")).replace('\n', "<br>"))
}

#[cfg(test)]
mod tests;
