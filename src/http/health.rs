//! Health checks for load balancers and container platforms.

use std::time::Duration;

use axum::Extension;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::{StatusCode, header};

use super::middleware::QuietLog;
use crate::app::App;

/// How long a readiness check waits for the database.
const DATABASE_TIMEOUT: Duration = Duration::from_secs(5);

/// `/healthz`: the process is running.
pub(super) async fn alive() -> Response {
    healthy()
}

/// `/readyz`: the database answers.
pub(super) async fn ready(State(app): State<App>) -> Response {
    let error = match tokio::time::timeout(DATABASE_TIMEOUT, app.db.ping()).await {
        Ok(Ok(())) => return healthy(),
        Ok(Err(error)) => error.to_string(),
        Err(_) => format!("no answer within {} s", DATABASE_TIMEOUT.as_secs()),
    };
    tracing::warn!(error, "not ready: the database does not answer");
    let body = r#"{"status":"unavailable","failed":["database"]}"#;
    respond(StatusCode::SERVICE_UNAVAILABLE, body)
}

fn healthy() -> Response {
    (
        Extension(QuietLog),
        respond(StatusCode::OK, r#"{"status":"ok"}"#),
    )
        .into_response()
}

fn respond(status: StatusCode, body: &'static str) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "application/json"),
        (header::CACHE_CONTROL, "no-store"),
    ];
    (status, headers, body).into_response()
}
