//! GraphQL over long-lived connections: WebSockets (graphql-transport-ws) and server-sent events
//! (graphql-sse, distinct connections).
//!
//! async-graphql-axum's `GraphQLWebSocket` does not fit: see ARCHITECTURE.md.

mod connection;
mod operation;
mod operations;
mod protocol;
pub(super) mod sse;
pub(super) mod ws;

pub(super) use operation::Client;

use std::time::Duration;

use http::StatusCode;

use super::request_error::{RequestError, Result};
use crate::app::{App, ConnectionLimit, ConnectionSlot};
use crate::auth::Caller;

const TOO_MANY_CONNECTIONS: &str = "you have too many connections; close some or try again later";

/// Reserves a slot for a connection of `caller`.
fn reserve_slot(app: &App, caller: Caller) -> Result<ConnectionSlot> {
    app.connections.reserve(caller).map_err(|limit| {
        let (status, message) = match limit {
            ConnectionLimit::Process => (
                StatusCode::SERVICE_UNAVAILABLE,
                "the service has too many connections; try again later",
            ),
            ConnectionLimit::Caller => (StatusCode::TOO_MANY_REQUESTS, TOO_MANY_CONNECTIONS),
        };
        RequestError::new(status, "TOO_MANY_CONNECTIONS", message)
    })
}

/// How long a client may accept nothing of what the service sends.
fn send_timeout(app: &App) -> Duration {
    Duration::from_secs(app.config.live.slow_seconds)
}

/// The interval of keep-alive messages.
fn keepalive_interval(app: &App) -> Duration {
    Duration::from_secs(app.config.live.keepalive_seconds)
}
