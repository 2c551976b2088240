//! One operation of a long-lived connection, under the same limits as over HTTP. When the rights of
//! its viewer change, a subscription restarts after its last event.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use async_graphql::Response as ExecutionResponse;
use async_graphql::parser::types::OperationType;
use futures_util::{FutureExt, Stream, StreamExt};
use http::StatusCode;
use serde_json::{Value, json};

use super::super::execute::{self, Prepared};
use super::super::rate_limits::RateLimits;
use super::super::request_error::{RequestError, Result};
use crate::app::App;
use crate::auth::{Caller, ViewerWatch};
use crate::domain;
use crate::domain::Context;
use crate::graphql::documents::Parameters;
use crate::graphql::error;
use crate::graphql::subscriptions::Place;
use crate::http::middleware::RequestId;

/// An event of an operation, for its client.
#[derive(Debug)]
pub(in crate::http::graphql) enum OperationEvent {
    /// A response, as JSON.
    Next(String),
    /// The operation was rejected, or cannot continue. The last event.
    Error(Vec<Value>),
    /// The client reads too slowly. The last event.
    TooSlow,
}

/// A stream that waits for ever: if the viewer is gone, the connection ends with its own code, and
/// the operation must not end before.
async fn wait_forever() {
    std::future::pending().await
}

/// The client of a connection.
#[derive(Clone)]
pub(in crate::http::graphql) struct Client {
    pub app: App,
    pub viewer_watch: ViewerWatch,
    pub caller: Caller,
    pub id: RequestId,
    /// Whether mutations are rejected: the client sent GET, or is a page of an origin that may only
    /// read.
    pub is_read_only: bool,
    /// The services for mutations.
    pub services: domain::Client,
}

/// An operation that was validated and charged.
pub(in crate::http::graphql) struct AcceptedOperation {
    parameters: Arc<Parameters>,
    prepared: Prepared,
    pub rate_limits: RateLimits,
}

impl Client {
    /// Validates and charges an operation. `None` if the viewer is gone.
    pub async fn accept(
        &mut self,
        parameters: Result<Parameters>,
    ) -> Option<Result<AcceptedOperation>> {
        let viewer = self.viewer_watch.viewer()?;
        let mut context = self.app.context_of(viewer, self.caller);
        context.client = self.services.clone();
        Some(self.accept_as(parameters, &context).await)
    }

    async fn accept_as(
        &self,
        parameters: Result<Parameters>,
        context: &Context,
    ) -> Result<AcceptedOperation> {
        let mut rate_limits = RateLimits::default();
        rate_limits.charge_request(&self.app, self.caller)?;
        let mut parameters = Arc::new(parameters?);
        let prepared = execute::prepare(&self.app, context, &mut parameters).await?;
        if self.is_read_only && prepared.operation == OperationType::Mutation {
            return Err(execute::mutation_in_read_only_request());
        }
        rate_limits.charge_cost(&self.app, self.caller, prepared.cost)?;
        Ok(AcceptedOperation {
            parameters,
            prepared,
            rate_limits,
        })
    }

    /// Executes an operation. The stream ends with the operation.
    pub fn run(
        mut self,
        accepted: Option<Result<AcceptedOperation>>,
    ) -> impl Stream<Item = OperationEvent> + Send + 'static {
        async_stream::stream! {
            let Some(accepted) = accepted else { return wait_forever().await };
            let AcceptedOperation { mut parameters, prepared, rate_limits } = match accepted {
                Ok(accepted) => accepted,
                Err(error) => {
                    yield OperationEvent::Error(error.errors(&self.id));
                    return;
                }
            };
            if prepared.operation != OperationType::Subscription {
                yield self.execute_once(prepared, &rate_limits).await;
                return;
            }
            let place = Place::default();
            let mut prepared = prepared;
            // A subscription is charged once, so only its first response reports the cost.
            let mut cost = Some((prepared.cost, prepared.max_cost));
            loop {
                let mut responses = prepared
                    .schema(&self.app)
                    .execute_stream(prepared.request.data(place.clone()));
                let has_new_rights = loop {
                    let response = tokio::select! {
                        biased;
                        () = self.viewer_watch.changed() => break true,
                        response = AssertUnwindSafe(responses.next()).catch_unwind() => response,
                    };
                    let event = match response {
                        Ok(None) => break false,
                        Ok(Some(mut response)) => {
                            if let Some((cost, max_cost)) = cost.take() {
                                execute::add_cost(&mut response, cost, max_cost, &rate_limits);
                            }
                            self.event(response, true)
                        }
                        Err(_) => OperationEvent::Error(
                            RequestError::internal().errors(&self.id)
                        ),
                    };
                    place.answered();
                    prepared.budget.refill();
                    let is_last = !matches!(event, OperationEvent::Next(_));
                    yield event;
                    if is_last {
                        return;
                    }
                };
                if !has_new_rights {
                    return;
                }
                let Some(viewer) = self.viewer_watch.viewer() else { return wait_forever().await };
                drop(responses);
                let context = self.app.context_of(viewer, self.caller);
                prepared = match execute::prepare(&self.app, &context, &mut parameters).await {
                    Ok(prepared) => prepared,
                    Err(error) => {
                        yield OperationEvent::Error(error.errors(&self.id));
                        return;
                    }
                };
            }
        }
    }

    /// Executes a query or mutation.
    async fn execute_once(&self, prepared: Prepared, rate_limits: &RateLimits) -> OperationEvent {
        let limit = Duration::from_secs(self.app.config.server.timeout_seconds);
        let (cost, max_cost) = (prepared.cost, prepared.max_cost);
        let execution = prepared.schema(&self.app).execute(prepared.request);
        let execution = AssertUnwindSafe(execution).catch_unwind();
        match tokio::time::timeout(limit, execution).await {
            Ok(Ok(mut response)) => {
                execute::add_cost(&mut response, cost, max_cost, rate_limits);
                self.event(response, false)
            }
            Ok(Err(_)) => OperationEvent::Error(RequestError::internal().errors(&self.id)),
            Err(_) => {
                let message = format!("the operation timed out after {} s", limit.as_secs());
                let error = RequestError::new(StatusCode::SERVICE_UNAVAILABLE, "TIMEOUT", message);
                OperationEvent::Error(error.errors(&self.id))
            }
        }
    }

    fn event(&self, mut response: ExecutionResponse, is_subscription: bool) -> OperationEvent {
        let is_too_slow = |error: &async_graphql::ServerError| {
            matches!(error::source(error), Some(domain::Error::TooSlow))
        };
        if response.errors.iter().any(is_too_slow) {
            return OperationEvent::TooSlow;
        }
        error::finish(&mut response, self.id.as_str());
        // The source stream failed, or nothing was executed: the response belongs to no event.
        let is_source_error =
            is_subscription && response.errors.iter().any(|error| error.path.len() < 2);
        if is_source_error || execute::is_request_error(&response) {
            let errors = response.errors.iter().map(|error| json!(error)).collect();
            return OperationEvent::Error(errors);
        }
        match serde_json::to_string(&response) {
            Ok(text) => OperationEvent::Next(text),
            Err(error) => {
                tracing::error!(%error, "a response could not be serialized");
                OperationEvent::Error(RequestError::internal().errors(&self.id))
            }
        }
    }
}
