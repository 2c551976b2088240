//! Hands operations to the schema and turns what comes back into an answer.

use std::sync::{Arc, Mutex, PoisonError};

use async_graphql::parser::types::{DocumentOperations, ExecutableDocument, OperationType};
use async_graphql::{Name, Request, Response as GraphQlResponse};
use axum::response::{IntoResponse, Response};
use http::{StatusCode, header};
use serde::Serialize;
use serde_json::{Value, json};

use super::accept::Media;
use super::multipart::Files;
use super::parameters::{Operations, Parameters};
use super::rates::Standings;
use super::refusal::{Refusal, Result};
use crate::app::App;
use crate::auth::Caller;
use crate::domain::Context;
use crate::graphql::Schema;
use crate::graphql::budget::Budget;
use crate::graphql::documents::{Accepted, Asked};
use crate::graphql::error;
use crate::graphql::inputs::upload::Uploads;
use crate::graphql::queries::federation::Entities;
use crate::http::middleware::RequestId;

/// What an execution stands in.
pub(super) struct Surroundings<'a> {
    pub app: &'a App,
    pub context: Context,
    pub caller: Caller,
    /// Whether it came by GET: then only queries are executed.
    pub reads: bool,
    pub media: Media,
    pub id: &'a RequestId,
}

impl Surroundings<'_> {
    /// Executes what a request has. `standings` is where the viewer stands then.
    pub(super) async fn run(
        &self,
        operations: Operations,
        standings: &mut Standings,
    ) -> Result<Response> {
        match operations {
            Operations::One(parameters) => {
                let prepared = self.prepare(parameters, 0).await?;
                standings.pay(self.app, self.caller, prepared.cost)?;
                self.answer(&self.execute(prepared, standings).await?)
            }
            Operations::Many(items) => self.answer(&self.batch(items, standings).await?),
        }
    }

    /// Executes an operation with files. They are received when a field that may store one needs
    /// them. A form that is malformed or too large is a rejected request, unless fields before it
    /// have written something: then it is an error of its field.
    pub(super) async fn run_with_files(
        &self,
        parameters: Parameters,
        files: Files,
        standings: &mut Standings,
    ) -> Result<Response> {
        let mut prepared = self.prepare(parameters, 0).await?;
        if !files.is_empty() {
            if prepared.operation != OperationType::Mutation {
                return Err(Refusal::bad("files are sent with a mutation"));
            }
            if !self.context.viewer.is_authenticated() {
                return Err(Refusal::unauthenticated("sign in to send files"));
            }
        }
        standings.pay(self.app, self.caller, prepared.cost)?;
        let rejected = Arc::new(Mutex::new(None));
        let receive = {
            let (config, rejected) = (Arc::clone(&self.app.config), Arc::clone(&rejected));
            async move {
                files.read(&config).await.map_err(|refusal: Refusal| {
                    let error = refusal.to_field_error();
                    *rejected.lock().unwrap_or_else(PoisonError::into_inner) = Some(refusal);
                    error
                })
            }
        };
        prepared.request = prepared.request.data(Uploads::new(receive));
        let response = self.execute(prepared, standings).await?;
        let rejected = rejected
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        match rejected {
            Some(refusal) if !has_values(&response) => Err(refusal),
            _ => self.answer(&response),
        }
    }

    fn answer(&self, content: &impl Serialize) -> Result<Response> {
        let body = serde_json::to_vec(content).map_err(|error| {
            tracing::error!(%error, "an answer could not be written as JSON");
            Refusal::internal()
        })?;
        Ok((
            StatusCode::OK,
            [(header::CONTENT_TYPE, self.media.content_type())],
            body,
        )
            .into_response())
    }

    /// Executes operations one after the other, each with an answer of its own. Together they cost
    /// no more than one may, and they are paid together, before the first is executed.
    async fn batch(&self, items: Vec<Parameters>, standings: &mut Standings) -> Result<Vec<Value>> {
        let mut cost = 0;
        let mut prepared = Vec::with_capacity(items.len());
        for item in items {
            let each = self.prepare(item, cost).await;
            cost += each.as_ref().map_or(0, |each| each.cost);
            prepared.push(each);
        }
        standings.pay(self.app, self.caller, cost)?;
        let mut answers = Vec::with_capacity(prepared.len());
        for each in prepared {
            let answer = match each {
                Ok(each) => match self.execute(each, standings).await {
                    Ok(response) => json!(response),
                    Err(refusal) => refusal.body(self.id),
                },
                Err(refusal) => refusal.body(self.id),
            };
            answers.push(answer);
        }
        Ok(answers)
    }

    /// Takes the document or refuses it; `spent` is what the operations before it in the same
    /// request cost.
    async fn prepare(&self, parameters: Parameters, spent: usize) -> Result<Prepared> {
        let Parameters { asked } = parameters;
        let prepared = prepare(self.app, &self.context, &mut Arc::new(asked)).await?;
        match prepared.operation {
            OperationType::Mutation if self.reads => {
                return Err(Refusal::method(
                    "a mutation changes something: send it by POST",
                    "POST",
                ));
            }
            OperationType::Subscription => {
                let message =
                    "a subscription is answered over a WebSocket, or to Accept: text/event-stream";
                return Err(Refusal::fault("BAD_REQUEST", message));
            }
            OperationType::Query | OperationType::Mutation => {}
        }
        let cost = prepared.cost;
        let most = prepared.most;
        if spent.saturating_add(cost) > most {
            return Err(Refusal::fault(
                "QUERY_TOO_COMPLEX",
                format_args!("the batch costs more than {most}"),
            ));
        }
        Ok(prepared)
    }

    async fn execute(&self, prepared: Prepared, standings: &Standings) -> Result<GraphQlResponse> {
        let (cost, most) = (prepared.cost, prepared.most);
        let mut response = prepared.schema(self.app).execute(prepared.request).await;
        error::finish(&mut response, self.id.as_str());
        if is_refused(&response) {
            return Err(Refusal::document(
                response.errors.iter().map(|error| json!(error)).collect(),
            ));
        }
        tell_cost(&mut response, (cost, most), standings);
        Ok(response)
    }
}

/// An operation that may be executed, and what it costs.
pub(super) struct Prepared {
    pub request: Request,
    pub operation: OperationType,
    /// Whether it asks for the schema.
    introspects: bool,
    pub cost: usize,
    /// The highest cost that is executed for its viewer.
    pub most: usize,
    /// What its answer, or each of them, may take.
    pub budget: Budget,
}

impl Prepared {
    /// The schema that executes it.
    pub fn schema<'a>(&self, app: &'a App) -> &'a Schema {
        if self.introspects {
            &app.introspected
        } else {
            &app.schema
        }
    }
}

/// Takes a document, or refuses it. Variables that the operation does not declare are removed from
/// what was asked.
pub(super) async fn prepare(
    app: &App,
    context: &Context,
    asked: &mut Arc<Asked>,
) -> Result<Prepared> {
    let accepted = app.documents.check(asked, &context.viewer).await;
    let accepted =
        accepted.map_err(|fault| fault.map_or_else(Refusal::internal, Refusal::of_document))?;
    let Accepted {
        document,
        variables,
        introspects,
        operation,
        cost,
    } = accepted;
    keep_declared(Arc::make_mut(asked), &document);
    let most = app.documents.most(&context.viewer);
    let mut context = context.clone();
    if operation != OperationType::Subscription {
        // A subscription lasts; it must not keep a connection from others.
        context.db = context.db.with_one_connection();
    }
    let budget = Budget::new(app.config.graphql.max_answer_size);
    let request = Request::new(String::new())
        .variables(variables)
        .data(context);
    let mut request = request.data(budget.clone()).data(app.events.clone());
    if app.config.graphql.federation {
        request = request.data(Entities::default());
    }
    if let Some(name) = &asked.operation_name {
        request = request.operation_name(name);
    }
    request.set_parsed_query(document);
    Ok(Prepared {
        request,
        operation,
        introspects,
        cost,
        most,
        budget,
    })
}

fn keep_declared(asked: &mut Asked, document: &ExecutableDocument) {
    let mut operations = document.operations.iter();
    let named = |name: Option<&Name>| name.map(Name::as_str) == asked.operation_name.as_deref();
    let operation = match &document.operations {
        DocumentOperations::Single(_) => operations.next(),
        DocumentOperations::Multiple(_) => operations.find(|(name, _)| named(*name)),
    };
    let Some((_, operation)) = operation else {
        return;
    };
    let declared = &operation.node.variable_definitions;
    asked.variables.retain(|name, _| {
        declared
            .iter()
            .any(|variable| variable.node.name.node.as_str() == name)
    });
}

/// Says in an answer what its operation cost and what it may, and how much its viewer has left
/// where that is counted.
pub(super) fn tell_cost(
    response: &mut GraphQlResponse,
    (requested, most): (usize, usize),
    standings: &Standings,
) {
    let mut cost = async_graphql::indexmap::IndexMap::new();
    cost.insert(Name::new("requested"), requested.into());
    cost.insert(Name::new("maximum"), most.into());
    if let Some(standing) = standings.cost {
        cost.insert(Name::new("remaining"), standing.remaining.into());
    }
    response
        .extensions
        .insert("cost".to_owned(), async_graphql::Value::Object(cost));
}

/// Whether any field at the top of an answer has a value.
fn has_values(response: &GraphQlResponse) -> bool {
    match &response.data {
        async_graphql::Value::Object(fields) => fields
            .values()
            .any(|value| *value != async_graphql::Value::Null),
        _ => false,
    }
}

/// Whether the document or its variables did not fit: then nothing was executed, no error belongs
/// to a field.
pub(super) fn is_refused(response: &GraphQlResponse) -> bool {
    response.data == async_graphql::Value::Null
        && !response.errors.is_empty()
        && response.errors.iter().all(|error| error.path.is_empty())
}
