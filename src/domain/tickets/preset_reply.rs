//! Renders preset replies for a ticket, for an agent to send. GraphQL stores comments as they are, so
//! templates are rendered before; values are plain text and not escaped.

use entity::{queue, ticket};
use sea_orm::EntityTrait;
use templates::{Key, Options, Value};

use crate::domain::delivery::notifications::facts::Facts;
use crate::domain::delivery::notifications::names;
use crate::domain::desk::users;
use crate::domain::tickets::followups::comment;
use crate::domain::tickets::update::select_workable;
use crate::domain::{Code, Context, Error, Result};

/// The variables of preset replies for a ticket that the viewer works on.
///
/// # Errors
/// [`Error::NotFound`]; database errors.
pub async fn variables(context: &Context, ticket: i32) -> Result<templates::Context> {
    let ticket: ticket::Model = select_workable(context, ticket)
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
    let facts = Facts::read(context, (&ticket, &queue), owner.as_ref()).await?;
    let queue = names::queue(&facts.queue);
    let mut ticket = names::ticket(&facts.ticket, queue.clone());
    // As in email about changes by GraphQL.
    let owner = facts.ticket.owner.as_deref();
    ticket.insert(Key::from("assigned_to"), owner.into());
    let shown = owner.unwrap_or("Unassigned");
    ticket.insert(Key::from("get_assigned_to"), shown.into());
    Ok(templates::Context::new()
        .with("queue", queue)
        .with("ticket", Value::from(ticket)))
}

/// Renders the body of a preset reply. Tags are text, as in django-helpdesk's comments.
///
/// # Errors
/// [`Error::Invalid`] for a template that cannot be parsed or rendered.
pub async fn render(
    context: &Context,
    body: &str,
    variables: &templates::Context,
) -> Result<String> {
    if !comment::is_template(body) {
        return Ok(body.to_owned());
    }
    let (body, variables) = (body.to_owned(), variables.clone());
    let (config, now) = (context.config.clone(), context.clock.now());
    let language = context.language.clone();
    // A hostile template can use the CPU for a moment, until the template engine's limits stop it.
    let work = tokio::task::spawn_blocking(move || {
        let options = Options {
            autoescape: false,
            language: language.code().into(),
            time_zone: config.time_zone,
            media_url: config.media_url.as_str().into(),
            ..Options::new(now)
        };
        comment::parse(&body, &options)?.render(&variables, &options)
    });
    let rendered = work
        .await
        .map_err(|error| Error::Internal(Box::new(error)))?;
    rendered.map_err(|error| {
        let code = Code::Template {
            line: error.line,
            reason: error.message,
        };
        Error::field("body", code)
    })
}
