//! Operations over connections that stay: WebSockets (graphql-transport-ws) and server-sent events (graphql-sse,
//! distinct connections). Each protocol has a file; what an operation is made of and when it is begun anew is
//! [`operation`]'s.

mod connection;
mod operation;
mod protocol;
pub(super) mod sse;
pub(super) mod ws;

pub(super) use operation::Asker;

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::OwnedSemaphorePermit;

use super::refusal::{Refusal, Result};
use crate::app::App;

/// A place among the connections of the process; free again when it is dropped.
fn place(app: &App) -> Result<OwnedSemaphorePermit> {
    Arc::clone(&app.connections.places).try_acquire_owned().map_err(|_| {
        let message = "there are too many connections; try again later";
        Refusal::new(http::StatusCode::SERVICE_UNAVAILABLE, "TOO_MANY_CONNECTIONS", message)
    })
}

/// How long a connection may take nothing of what is sent to it.
fn patience(app: &App) -> Duration {
    Duration::from_secs(app.config.live.slow_seconds)
}

/// The pause between two signs of life.
fn keepalive(app: &App) -> Duration {
    Duration::from_secs(app.config.live.keepalive_seconds)
}
