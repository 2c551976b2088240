//! Whether the service is well, for load balancers and containers.

use std::time::Duration;

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::{StatusCode, header};

use crate::app::App;

/// Longest wait for the database.
const PATIENCE: Duration = Duration::from_secs(5);

/// `/healthz`: the process is up.
pub(super) async fn alive() -> Response {
    status(StatusCode::OK, r#"{"status":"ok"}"#)
}

/// `/readyz`: the database answers.
pub(super) async fn ready(State(app): State<App>) -> Response {
    let fault = match tokio::time::timeout(PATIENCE, app.db.ping()).await {
        Ok(Ok(())) => return status(StatusCode::OK, r#"{"status":"ok"}"#),
        Ok(Err(error)) => error.to_string(),
        Err(_) => "no answer in time".to_owned(),
    };
    tracing::warn!(error = fault, "not ready: the database");
    status(
        StatusCode::SERVICE_UNAVAILABLE,
        r#"{"status":"unavailable","failed":["database"]}"#,
    )
}

fn status(status: StatusCode, body: &'static str) -> Response {
    (
        status,
        [
            (header::CONTENT_TYPE, "application/json"),
            (header::CACHE_CONTROL, "no-store"),
        ],
        body,
    )
        .into_response()
}
