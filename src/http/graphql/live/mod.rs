//! Operations over connections that stay: WebSockets (graphql-transport-ws) and server-sent events
//! (graphql-sse, distinct connections). Each protocol has a file; what an operation is made of and
//! when it is begun anew is [`operation`]'s.

mod connection;
mod operation;
mod protocol;
pub(super) mod sse;
pub(super) mod ws;

pub(super) use operation::Asker;

use std::time::Duration;

use http::StatusCode;

use super::refusal::{Refusal, Result};
use crate::app::{App, Full, Place};
use crate::auth::Caller;

/// What a caller reads who has as many connections as they may.
const TOO_MANY: &str = "you have too many connections; close some or try again later";

/// A place for a connection of `caller`.
fn place(app: &App, caller: Caller) -> Result<Place> {
    app.connections.place(caller).map_err(|full| match full {
        Full::Process => {
            let message = "there are too many connections; try again later";
            Refusal::new(
                StatusCode::SERVICE_UNAVAILABLE,
                "TOO_MANY_CONNECTIONS",
                message,
            )
        }
        Full::Caller => Refusal::new(
            StatusCode::TOO_MANY_REQUESTS,
            "TOO_MANY_CONNECTIONS",
            TOO_MANY,
        ),
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
