//! Previews of email templates: how the email about a ticket would look.

use std::sync::Arc;

use entity::{email_template, queue};
use sea_orm::EntityTrait;

use crate::domain::access::permissions;
use crate::domain::delivery::notifications::facts::Facts;
use crate::domain::delivery::notifications::templates;
use crate::domain::delivery::outbox::mail::{FollowUpText, Headers, Mail};
use crate::domain::delivery::rendering::{self, BaseTemplates, Part, RenderedMail};
use crate::domain::desk::administration::{Record as _, find};
use crate::domain::desk::users;
use crate::domain::tickets::update::select_workable;
use crate::domain::{Context, Error, Result};

/// A template to preview: a stored one, with other texts where they are set.
#[derive(Clone, Debug, Default)]
pub struct Draft {
    /// The ID of the stored template.
    pub id: Option<i32>,
    /// The name, which decides whether the email opens the ticket.
    pub template_name: Option<String>,
    /// The template of the subject.
    pub subject: Option<String>,
    /// The template of the heading.
    pub heading: Option<String>,
    /// The template of the plain text.
    pub plain_text: Option<String>,
    /// The template of the HTML.
    pub html: Option<String>,
    /// The language. The default is that of the stored template, or else of the ticket's queue.
    pub locale: Option<String>,
}

/// The comment of the email.
#[derive(Clone, Debug, Default)]
pub struct Comment {
    /// The text.
    pub text: String,
    /// Whether it is public.
    pub public: bool,
}

/// A field of a template.
#[derive(Clone, Copy, Debug, PartialEq, Eq, async_graphql::Enum)]
#[graphql(name = "EmailTemplateField")]
pub enum Field {
    /// Subject.
    Subject,
    /// Heading.
    Heading,
    /// Plain text.
    PlainText,
    /// HTML.
    Html,
}

/// An error of a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TemplateError {
    /// The field.
    pub field: Field,
    /// The line in the field, or in the included template, from 1.
    pub line: usize,
    /// The name of the included template that failed; `None` for the field itself.
    pub template: Option<String>,
    /// The message, without the line.
    pub message: String,
}

/// A rendered email, and the errors of the parts that are missing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preview {
    /// The subject; `None` if it cannot be rendered.
    pub subject: Option<String>,
    /// The plain text.
    pub text: Option<String>,
    /// The HTML.
    pub html: Option<String>,
    /// The errors.
    pub errors: Vec<TemplateError>,
}

/// Renders a template for a ticket that the viewer works on. Everybody who may change templates
/// may do so.
///
/// # Errors
/// [`Error::Unauthenticated`], [`Error::Forbidden`] without the permission to change templates,
/// [`Error::NotFound`] for the template and the ticket; database errors.
pub async fn preview(
    context: &Context,
    draft: Draft,
    ticket: i32,
    comment: Comment,
) -> Result<Preview> {
    permissions::require(context, &email_template::Entity::MODEL.permission("change")).await?;
    let stored = match draft.id {
        None => None,
        Some(id) => {
            let stored = find::<email_template::Entity>(context, id).await?;
            Some(stored.ok_or(Error::NotFound)?)
        }
    };
    let row = with_draft(stored, draft);
    let mail = mail(context, &row, ticket, comment).await?;
    let config = Arc::clone(&context.config);
    // A hostile template can use the CPU for a moment, until the template engine's limits stop it.
    let work = tokio::task::spawn_blocking(move || {
        let base_templates = BaseTemplates::new(&config.mail.templates_dir);
        let rendered = rendering::render(&config, &base_templates, &row, &mail);
        (row, rendered)
    });
    let (row, (rendered, errors)) = work
        .await
        .map_err(|error| Error::Internal(Box::new(error)))?;
    let RenderedMail {
        subject,
        text,
        html,
    } = rendered;
    let failed = |part: Part| errors.iter().any(|error| error.part == part);
    Ok(Preview {
        subject: (!failed(Part::Subject)).then_some(subject),
        text,
        html,
        errors: errors
            .into_iter()
            .map(|error| located(&row, error))
            .collect(),
    })
}

/// The stored template with the texts of a draft.
fn with_draft(stored: Option<email_template::Model>, draft: Draft) -> email_template::Model {
    let mut row =
        stored.unwrap_or_else(crate::domain::desk::administration::email_templates::blank);
    let Draft {
        id: _,
        template_name,
        subject,
        heading,
        plain_text,
        html,
        locale,
    } = draft;
    for (column, text) in [
        (&mut row.template_name, template_name),
        (&mut row.subject, subject),
        (&mut row.heading, heading),
        (&mut row.plain_text, plain_text),
        (&mut row.html, html),
    ] {
        if let Some(text) = text {
            *column = text;
        }
    }
    row.locale = locale.or(row.locale);
    row
}

/// The email about a comment on a ticket.
async fn mail(
    context: &Context,
    row: &email_template::Model,
    ticket: i32,
    comment: Comment,
) -> Result<Mail> {
    let ticket = select_workable(context, ticket)
        .one(&context.db)
        .await?
        .ok_or(Error::NotFound)?;
    let queue = queue::Entity::find_by_id(ticket.queue_id)
        .one(&context.db)
        .await?
        .ok_or(Error::NotFound)?;
    let owner = match ticket.assigned_to_id {
        Some(id) => users::by_ids(context, &[id]).await?.pop(),
        None => None,
    };
    let own = row.locale.clone().filter(|locale| !locale.is_empty());
    Ok(Mail {
        template: row.template_name.clone(),
        locale: own.unwrap_or_else(|| templates::locale(context, &queue)),
        headers: Headers {
            recipient: String::new(),
            remaining: Vec::new(),
            from_name: String::new(),
            from_address: String::new(),
            date: context.clock.now(),
            message_id: String::new(),
            in_reply_to: None,
            references: Vec::new(),
        },
        facts: Facts::read(context, (&ticket, &queue), owner.as_ref()).await?,
        followup: FollowUpText {
            comment: comment.text,
            private: !comment.public,
            opens: row.template_name.to_lowercase().starts_with("newticket"),
            rest: None,
            language: context.language.code().to_owned(),
        },
        files: Vec::new(),
    })
}

/// An error with its place in the fields of the template. The HTML part begins with the heading.
fn located(row: &email_template::Model, error: rendering::RenderError) -> TemplateError {
    let rendering::RenderError { part, error } = error;
    let heading_lines = row.heading.matches('\n').count();
    let (field, line) = match part {
        Part::Subject => (Field::Subject, error.line),
        Part::Text => (Field::PlainText, error.line),
        Part::Html if error.template.is_some() => (Field::Html, error.line),
        Part::Html if error.line <= heading_lines => (Field::Heading, error.line),
        // The heading ends on the line on which the HTML begins.
        Part::Html if error.line == heading_lines + 1 && !parses(&row.heading) => {
            (Field::Heading, error.line)
        }
        Part::Html => (Field::Html, error.line - heading_lines),
    };
    TemplateError {
        field,
        line,
        template: error.template,
        message: error.message,
    }
}

fn parses(source: &str) -> bool {
    let options = ::templates::Options::new(chrono::DateTime::UNIX_EPOCH);
    ::templates::Template::parse(source, &options).is_ok()
}
