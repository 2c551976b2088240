//! `/api/tickets/`: `TicketViewSet`.

use async_graphql::Value;

use crate::compat::exceptions::Refusal;
use crate::compat::execute::{Arguments, Executor};
use crate::compat::fields::Field;
use crate::compat::metadata as fields_metadata;
use crate::compat::serializers::custom;
use crate::compat::views::listing::{self, Rows};
use crate::compat::views::{Exchange, Outcome, ticket_create, ticket_update};
use crate::domain::Context;

pub(super) const DESCRIPTION: &str = "A viewset that provides the standard actions to handle Ticket\n\nYou can filter the \
                                      tickets by status using the `status` query parameter. For \
                                      example:\n\n`/api/tickets/?status=Open,Resolved` will return all the tickets that \
                                      are Open or Resolved.";

fn rows<'a>(exchange: &Exchange<'a>) -> Rows<'a> {
    Rows {
        model: "Ticket",
        list: "TicketList",
        count: "TicketCount",
        retrieve: "TicketRetrieve",
        exists: "TicketExists",
        fields: &exchange.api.serializers.ticket,
        arguments,
    }
}

pub(super) async fn handle(exchange: &mut Exchange<'_>) -> Outcome {
    let rows = rows(exchange);
    match (exchange.method.as_str(), exchange.route.key.is_some()) {
        ("GET" | "HEAD", false) => listing::list(exchange, &rows).await,
        ("GET" | "HEAD", true) => listing::retrieve(exchange, &rows).await,
        ("POST", _) => ticket_create::create(exchange).await,
        ("DELETE", _) => listing::delete(exchange, &rows, "TicketDelete").await,
        _ => ticket_update::update(exchange, &rows).await,
    }
}

/// `?status=`: comma-separated numbers of statuses. Other words are ignored.
fn arguments(exchange: &Exchange<'_>) -> Arguments {
    let choices = &exchange.api.config.helpdesk.ticket_status_choices;
    let wanted = exchange.query.get("status").unwrap_or_default().split(',');
    let statuses: Vec<Value> = wanted
        .filter_map(|word| choices.iter().find(|choice| choice.0.to_string() == word))
        .map(|choice| Value::from(choice.0))
        .collect();
    if statuses.is_empty() {
        Arguments::new()
    } else {
        Arguments::new().with("statuses", Value::List(statuses))
    }
}

/// Appends the fields for OPTIONS. Returns false if the ticket does not exist.
///
/// # Errors
/// Those of the executor.
pub(super) async fn metadata(exchange: &Exchange<'_>, out: &mut Vec<u8>) -> Result<bool, Refusal> {
    if exchange.route.key.is_some() && listing::exists(exchange, &rows(exchange)).await.is_err() {
        return Ok(false);
    }
    let custom = custom_fields(&exchange.api.executor, &exchange.context).await?;
    let fields = exchange.api.serializers.ticket.iter().chain(&custom);
    fields_metadata::fields(fields, &exchange.context.language, out);
    Ok(true)
}

/// The custom fields of tickets as serializer fields.
///
/// # Errors
/// Those of the executor.
pub(in crate::compat) async fn custom_fields(
    executor: &Executor,
    context: &Context,
) -> Result<Vec<Field>, Refusal> {
    let mut answer = executor
        .run("TicketMetadata", Arguments::new(), context)
        .await?;
    let custom = custom::read(answer.swap_remove("customFields"));
    Ok(custom.into_iter().map(|custom| custom.field).collect())
}
