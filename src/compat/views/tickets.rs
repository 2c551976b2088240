//! `/api/tickets/`: `TicketViewSet`.

use async_graphql::Value;
use http::Method;

use crate::compat::exceptions::ApiException;
use crate::compat::execute::{Arguments, Executor};
use crate::compat::fields::Field;
use crate::compat::metadata as fields_metadata;
use crate::compat::serializers::custom;
use crate::compat::views::mixins::{self, ModelViewSet};
use crate::compat::views::{ViewRequest, ViewResult, ticket_create, ticket_update};
use crate::domain::{Context, Release};

const DESCRIPTION: &str = "A viewset that provides the standard actions to handle Ticket\n\nYou can filter the \
                                      tickets by status using the `status` query parameter. For \
                                      example:\n\n`/api/tickets/?status=Open,Resolved` will return all the tickets that \
                                      are Open or Resolved.";

/// The description of the view; before 1.2, only its first line.
pub(super) fn description(release: Release) -> &'static str {
    match release.filters_by_status() {
        true => DESCRIPTION,
        false => DESCRIPTION.lines().next().unwrap_or_default(),
    }
}

fn viewset<'a>(request: &ViewRequest<'a>) -> ModelViewSet<'a> {
    ModelViewSet {
        model: "Ticket",
        list: "TicketList",
        complete_list: "TicketCompleteList",
        count: "TicketCount",
        retrieve: "TicketRetrieve",
        exists: "TicketExists",
        fields: &request.api.serializers.ticket,
        arguments,
    }
}

pub(super) async fn handle(request: &mut ViewRequest<'_>) -> ViewResult {
    let viewset = viewset(request);
    match (request.method.clone(), request.route.key.is_some()) {
        (Method::GET | Method::HEAD, false) => mixins::list(request, &viewset).await,
        (Method::GET | Method::HEAD, true) => mixins::retrieve(request, &viewset).await,
        (Method::POST, _) => ticket_create::create(request).await,
        (Method::DELETE, _) => mixins::delete(request, &viewset, "TicketDelete").await,
        _ => ticket_update::update(request, &viewset).await,
    }
}

/// `?status=`: comma-separated numbers of statuses. Other words are ignored.
fn arguments(request: &ViewRequest<'_>) -> Arguments {
    if !request.api.release.filters_by_status() {
        return Arguments::new();
    }
    let choices = &request.api.config.helpdesk.ticket_status_choices;
    let wanted = request.query.get("status").unwrap_or_default().split(',');
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
pub(super) async fn metadata(
    request: &ViewRequest<'_>,
    out: &mut Vec<u8>,
) -> Result<bool, ApiException> {
    if request.route.key.is_some() && mixins::object_id(request, &viewset(request)).await.is_err() {
        return Ok(false);
    }
    let custom = custom_fields(&request.api.executor, &request.context).await?;
    let fields = request.api.serializers.ticket.iter().chain(&custom);
    fields_metadata::write_fields(fields, &request.context.language, out);
    Ok(true)
}

/// The custom fields of tickets as serializer fields.
///
/// # Errors
/// Those of the executor.
pub(in crate::compat) async fn custom_fields(
    executor: &Executor,
    context: &Context,
) -> Result<Vec<Field>, ApiException> {
    let mut data = executor
        .run("TicketMetadata", Arguments::new(), context)
        .await?;
    let custom = custom::read_custom_fields(data.swap_remove("customFields"));
    Ok(custom.into_iter().map(|custom| custom.field).collect())
}
