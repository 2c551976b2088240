//! Executes operations of HTTP requests and writes their responses.

use std::sync::{Arc, Mutex, PoisonError};

use async_graphql::parser::types::{DocumentOperations, ExecutableDocument, OperationType};
use async_graphql::{Name, Request, Response as ExecutionResponse};
use async_graphql_axum::GraphQLResponse;
use axum::response::{IntoResponse, Response};
use http::{HeaderValue, header};
use serde_json::{Value, json};

use super::accept::MediaType;
use super::multipart::Files;
use super::parameters::Operations;
use super::rate_limits::RateLimits;
use super::request_error::{RequestError, Result};
use crate::app::App;
use crate::auth::Caller;
use crate::domain::Context;
use crate::domain::core::error::Rejection;
use crate::graphql::Schema;
use crate::graphql::budget::Budget;
use crate::graphql::documents::{AcceptedDocument, Parameters};
use crate::graphql::error;
use crate::graphql::inputs::upload::Uploads;
use crate::graphql::queries::federation::Entities;
use crate::http::middleware::RequestId;

/// Executes the operations of one HTTP request.
pub(super) struct Executor<'a> {
    pub app: &'a App,
    pub context: Context,
    pub caller: Caller,
    /// GET requests are read-only: they may execute queries only.
    pub is_read_only: bool,
    pub media_type: MediaType,
    pub id: &'a RequestId,
}

impl Executor<'_> {
    /// Executes the operations of a JSON body or a query string, and charges their cost to
    /// `rate_limits`.
    pub(super) async fn execute(
        &self,
        operations: Operations,
        rate_limits: &mut RateLimits,
    ) -> Result<Response> {
        match operations {
            Operations::One(parameters) => {
                let prepared = self.prepare(parameters, 0).await?;
                rate_limits.charge_cost(self.app, self.caller, prepared.cost)?;
                let response = self.run(prepared, rate_limits).await?;
                Ok(self.respond(response))
            }
            Operations::Batch(batch) => self.execute_batch(batch, rate_limits).await,
        }
    }

    /// Executes an operation with files. The files are read when a field that may store one needs
    /// them, so only from callers who may write there. A malformed or oversized form is a request
    /// error, unless earlier fields have written something: then it is an error of its field.
    pub(super) async fn execute_with_files(
        &self,
        parameters: Parameters,
        files: Files,
        rate_limits: &mut RateLimits,
    ) -> Result<Response> {
        let mut prepared = self.prepare(parameters, 0).await?;
        if !files.is_empty() {
            if prepared.operation != OperationType::Mutation {
                let message = "only mutations accept files";
                return Err(RequestError::bad_request(message));
            }
            let helpdesk = &self.app.config.helpdesk;
            if self.context.viewer.is_stranger() && !helpdesk.submit_a_ticket_public {
                return Err(RequestError::unauthenticated("sign in to upload files"));
            }
        }
        rate_limits.charge_cost(self.app, self.caller, prepared.cost)?;
        let rejection = Arc::new(Mutex::new(None));
        let read = {
            let (config, rejection) = (Arc::clone(&self.app.config), Arc::clone(&rejection));
            async move {
                files.read(&config).await.map_err(|error: RequestError| {
                    let field_error = error.to_field_error();
                    *rejection.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
                    field_error
                })
            }
        };
        prepared.request = prepared.request.data(Uploads::new(read));
        let response = self.run(prepared, rate_limits).await?;
        let rejection = rejection
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        match rejection {
            Some(error) if !has_values(&response) => Err(error),
            _ => Ok(self.respond(response)),
        }
    }

    /// Executes a batch in its order. The batch as a whole may cost as much as one operation, and
    /// is charged before the first operation runs.
    ///
    /// Not a `BatchResponse`: it would add `"data": null` to the items that are request errors.
    async fn execute_batch(
        &self,
        batch: Vec<Parameters>,
        rate_limits: &mut RateLimits,
    ) -> Result<Response> {
        let mut cost = 0;
        let mut operations = Vec::with_capacity(batch.len());
        for parameters in batch {
            let prepared = self.prepare(parameters, cost).await;
            cost += prepared.as_ref().map_or(0, |prepared| prepared.cost);
            operations.push(prepared);
        }
        rate_limits.charge_cost(self.app, self.caller, cost)?;
        let mut responses = Vec::with_capacity(operations.len());
        for prepared in operations {
            let response = match prepared {
                Ok(prepared) => self.run(prepared, rate_limits).await,
                Err(error) => Err(error),
            };
            responses.push(match response {
                Ok(response) => json!(response),
                Err(error) => error.body(self.id),
            });
        }
        let content_type = [(header::CONTENT_TYPE, self.media_type.content_type())];
        Ok((content_type, Value::Array(responses).to_string()).into_response())
    }

    /// Checks an operation. `spent` is the cost of the operations before it in the same request.
    async fn prepare(&self, parameters: Parameters, spent: usize) -> Result<Prepared> {
        let prepared = prepare(self.app, &self.context, &mut Arc::new(parameters)).await?;
        match prepared.operation {
            OperationType::Mutation if self.is_read_only => {
                return Err(mutation_in_read_only_request());
            }
            OperationType::Subscription => {
                let message =
                    "subscriptions need a WebSocket, or the header Accept: text/event-stream";
                return Err(RequestError::invalid_operation("BAD_REQUEST", message));
            }
            OperationType::Query | OperationType::Mutation => {}
        }
        let max_cost = prepared.max_cost;
        if spent.saturating_add(prepared.cost) > max_cost {
            return Err(RequestError::invalid_operation(
                "QUERY_TOO_COMPLEX",
                format_args!("the batch costs more than {max_cost}"),
            ));
        }
        Ok(prepared)
    }

    async fn run(&self, prepared: Prepared, rate_limits: &RateLimits) -> Result<ExecutionResponse> {
        let (cost, max_cost) = (prepared.cost, prepared.max_cost);
        let mut response = prepared.schema(self.app).execute(prepared.request).await;
        error::finish(&mut response, self.id.as_str());
        if is_request_error(&response) {
            return Err(RequestError::invalid_document(
                response.errors.iter().map(|error| json!(error)).collect(),
            ));
        }
        add_cost(&mut response, cost, max_cost, rate_limits);
        Ok(response)
    }

    fn respond(&self, response: ExecutionResponse) -> Response {
        let mut response = GraphQLResponse::from(response).into_response();
        response.headers_mut().insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static(self.media_type.content_type()),
        );
        response
    }
}

/// The error for a mutation by GET, or of a page that may only read.
pub(super) fn mutation_in_read_only_request() -> RequestError {
    RequestError::method_not_allowed("mutations must be sent by POST", "POST")
}

/// An operation that may be executed.
pub(super) struct Prepared {
    pub request: Request,
    pub operation: OperationType,
    uses_introspection: bool,
    pub cost: usize,
    /// The maximum cost of the viewer's operations.
    pub max_cost: usize,
    /// The memory that one response may use.
    pub budget: Budget,
}

impl Prepared {
    /// The schema that executes the operation.
    pub fn schema<'a>(&self, app: &'a App) -> &'a Schema {
        if self.uses_introspection {
            &app.introspection_schema
        } else {
            &app.schema
        }
    }
}

/// Validates and prices an operation. Removes variables that it does not declare from `parameters`.
pub(super) async fn prepare(
    app: &App,
    context: &Context,
    parameters: &mut Arc<Parameters>,
) -> Result<Prepared> {
    let accepted = app.documents.accept(parameters, &context.viewer).await;
    let accepted =
        accepted.map_err(|error| error.map_or_else(RequestError::internal, RequestError::from))?;
    let AcceptedDocument {
        document,
        variables,
        uses_introspection,
        operation,
        cost,
    } = accepted;
    if operation == OperationType::Mutation && context.viewer.is_read_only() {
        return Err(RequestError::rejected(Rejection::TokenReadOnly));
    }
    if app.config.server.read_only && operation != OperationType::Query {
        return Err(RequestError::read_only(operation));
    }
    remove_undeclared_variables(Arc::make_mut(parameters), &document);
    let mut context = context.clone();
    if operation != OperationType::Subscription {
        // Statements share a connection. Subscriptions last, and must not occupy one.
        context.db = context.db.with_one_connection();
    }
    let budget = Budget::new(app.config.graphql.max_answer_size);
    let max_cost = app.documents.max_cost(&context.viewer);
    let mut request = Request::new(String::new())
        .variables(variables)
        .data(context)
        .data(budget.clone())
        .data(app.events.clone());
    if app.config.graphql.federation {
        request = request.data(Entities::default());
    }
    if let Some(name) = &parameters.operation_name {
        request = request.operation_name(name);
    }
    request.set_parsed_query(document);
    Ok(Prepared {
        request,
        operation,
        uses_introspection,
        cost,
        max_cost,
        budget,
    })
}

fn remove_undeclared_variables(parameters: &mut Parameters, document: &ExecutableDocument) {
    let mut operations = document.operations.iter();
    let name = parameters.operation_name.as_deref();
    let operation = match &document.operations {
        DocumentOperations::Single(_) => operations.next(),
        DocumentOperations::Multiple(_) => {
            operations.find(|(operation, _)| operation.map(Name::as_str) == name)
        }
    };
    let Some((_, operation)) = operation else {
        return;
    };
    let declared = &operation.node.variable_definitions;
    let is_declared = |name: &str| {
        declared
            .iter()
            .any(|variable| variable.node.name.node.as_str() == name)
    };
    parameters.variables.retain(|name, _| is_declared(name));
}

/// Adds `extensions.cost` to a response: the operation's cost, the maximum, and what is left of the
/// viewer's limit.
pub(super) fn add_cost(
    response: &mut ExecutionResponse,
    cost: usize,
    max_cost: usize,
    rate_limits: &RateLimits,
) {
    let mut extension = async_graphql::indexmap::IndexMap::new();
    extension.insert(Name::new("requested"), cost.into());
    extension.insert(Name::new("maximum"), max_cost.into());
    if let Some(standing) = rate_limits.cost {
        extension.insert(Name::new("remaining"), standing.remaining.into());
    }
    response
        .extensions
        .insert("cost".to_owned(), async_graphql::Value::Object(extension));
}

/// Whether any root field of a response has a value.
fn has_values(response: &ExecutionResponse) -> bool {
    match &response.data {
        async_graphql::Value::Object(fields) => fields
            .values()
            .any(|value| *value != async_graphql::Value::Null),
        _ => false,
    }
}

/// Whether a response reports a request error: nothing was executed, and no error has a path.
pub(super) fn is_request_error(response: &ExecutionResponse) -> bool {
    response.data == async_graphql::Value::Null
        && !response.errors.is_empty()
        && response.errors.iter().all(|error| error.path.is_empty())
}
