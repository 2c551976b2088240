//! One operation of a connection: taken under the same limits as over HTTP, executed, and if it is
//! a subscription begun anew behind its last event when its viewer has other rights than before.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use async_graphql::Response as GraphQlResponse;
use async_graphql::parser::types::OperationType;
use futures_util::{FutureExt, Stream, StreamExt};
use serde_json::{Value, json};

use super::super::execute::{self, Prepared};
use super::super::rates::Standings;
use super::super::refusal::{Refusal, Result};
use crate::app::App;
use crate::auth::{Caller, ViewerWatch};
use crate::domain;
use crate::domain::Context;
use crate::graphql::documents::Asked;
use crate::graphql::error;
use crate::graphql::subscriptions::Place;
use crate::http::middleware::RequestId;

/// What an operation tells.
#[derive(Debug)]
pub(in crate::http::graphql) enum Told {
    /// An answer, as JSON.
    Next(String),
    /// It is refused, or cannot go on: errors as GraphQL has them. Nothing follows.
    Failed(Vec<Value>),
    /// More came than is kept for a subscriber. Nothing follows.
    TooSlow,
}

/// The viewer is gone: the connection ends with its own code, and the operation has no end of its
/// own.
async fn gone() {
    std::future::pending().await
}

/// Who asks, and on which connection.
#[derive(Clone)]
pub(in crate::http::graphql) struct Asker {
    pub app: App,
    pub viewer_watch: ViewerWatch,
    pub caller: Caller,
    pub id: RequestId,
    /// Whether it came by GET, or by cookie from a page that may read alone: then nothing is
    /// changed.
    pub reads: bool,
}

/// An operation that was taken and paid.
pub(in crate::http::graphql) struct Taken {
    asked: Arc<Asked>,
    prepared: Prepared,
    /// Where the viewer stands behind it.
    pub standings: Standings,
}

impl Asker {
    /// Takes an operation, or refuses it: by its document, its cost, or how often the viewer asks.
    /// `None` where the viewer is gone.
    pub async fn take(&mut self, asked: Result<Asked>) -> Option<Result<Taken>> {
        let context = self
            .app
            .context_of(self.viewer_watch.viewer()?, self.caller);
        Some(self.taken(asked, &context).await)
    }

    /// Executes an operation; the stream ends with it.
    pub fn run(
        mut self,
        taken: Option<Result<Taken>>,
    ) -> impl Stream<Item = Told> + Send + 'static {
        async_stream::stream! {
            let Some(taken) = taken else { return gone().await };
            let Taken { mut asked, prepared, standings } = match taken {
                Ok(taken) => taken,
                Err(refusal) => {
                    yield Told::Failed(refusal.errors(&self.id));
                    return;
                }
            };
            if prepared.operation != OperationType::Subscription {
                yield self.answer(prepared, &standings).await;
                return;
            }
            let place = Place::default();
            let mut prepared = prepared;
            // A subscription is paid once: its first answer says so.
            let mut cost = Some((prepared.cost, prepared.most));
            loop {
                let mut responses = prepared.schema(&self.app).execute_stream(prepared.request.data(place.clone()));
                let changed = loop {
                    let response = tokio::select! {
                        biased;
                        () = self.viewer_watch.changed() => break true,
                        response = AssertUnwindSafe(responses.next()).catch_unwind() => response,
                    };
                    let told = match response {
                        Ok(None) => break false,
                        Ok(Some(mut response)) => {
                            if let Some(cost) = cost.take() {
                                execute::tell_cost(&mut response, cost, &standings);
                            }
                            self.tell(response, true)
                        }
                        Err(_) => Told::Failed(Refusal::internal().errors(&self.id)),
                    };
                    place.answered();
                    prepared.budget.refill();
                    let over = !matches!(told, Told::Next(_));
                    yield told;
                    if over {
                        return;
                    }
                };
                if !changed {
                    return;
                }
                let Some(viewer) = self.viewer_watch.viewer() else { return gone().await };
                // With the new rights, behind what was told.
                drop(responses);
                let context = self.app.context_of(viewer, self.caller);
                prepared = match execute::prepare(&self.app, &context, &mut asked).await {
                    Ok(prepared) => prepared,
                    Err(refusal) => {
                        yield Told::Failed(refusal.errors(&self.id));
                        return;
                    }
                };
            }
        }
    }

    async fn taken(&self, asked: Result<Asked>, context: &Context) -> Result<Taken> {
        let mut standings = Standings::default();
        standings.request(&self.app, self.caller)?;
        let mut asked = Arc::new(asked?);
        let prepared = execute::prepare(&self.app, context, &mut asked).await?;
        if self.reads && prepared.operation == OperationType::Mutation {
            return Err(Refusal::method(
                "a mutation changes something: send it by POST",
                "POST",
            ));
        }
        standings.pay(&self.app, self.caller, prepared.cost)?;
        Ok(Taken {
            asked,
            prepared,
            standings,
        })
    }

    /// The one answer of a query or mutation.
    async fn answer(&self, prepared: Prepared, standings: &Standings) -> Told {
        let limit = Duration::from_secs(self.app.config.server.timeout_seconds);
        let cost = (prepared.cost, prepared.most);
        let execution =
            AssertUnwindSafe(prepared.schema(&self.app).execute(prepared.request)).catch_unwind();
        match tokio::time::timeout(limit, execution).await {
            Ok(Ok(mut response)) => {
                execute::tell_cost(&mut response, cost, standings);
                self.tell(response, false)
            }
            Ok(Err(_)) => Told::Failed(Refusal::internal().errors(&self.id)),
            Err(_) => {
                let message = format!("the operation was given up after {} s", limit.as_secs());
                let status = http::StatusCode::SERVICE_UNAVAILABLE;
                Told::Failed(Refusal::new(status, "TIMEOUT", message).errors(&self.id))
            }
        }
    }

    fn tell(&self, mut response: GraphQlResponse, subscribes: bool) -> Told {
        let slow = |error: &async_graphql::ServerError| {
            matches!(error::source(error), Some(domain::Error::TooSlow))
        };
        if response.errors.iter().any(slow) {
            return Told::TooSlow;
        }
        error::finish(&mut response, self.id.as_str());
        // Not executed, or the stream of events itself failed: an answer to nothing.
        let of_stream = subscribes && response.errors.iter().any(|error| error.path.len() < 2);
        if of_stream || execute::is_refused(&response) {
            return Told::Failed(response.errors.iter().map(|error| json!(error)).collect());
        }
        match serde_json::to_string(&response) {
            Ok(text) => Told::Next(text),
            Err(error) => {
                tracing::error!(%error, "an answer could not be written as JSON");
                Told::Failed(Refusal::internal().errors(&self.id))
            }
        }
    }
}
