//! How long a request may take and how large it may be.

use std::time::Duration;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http::{HeaderValue, StatusCode, header};
use http_body_util::Limited;

use super::RequestId;
use crate::app::App;
use crate::http::failure;

/// Gives up on a request after `server.timeout_seconds`, body and all; what it has begun is taken
/// back, unless it is being committed.
pub async fn time_limit(State(app): State<App>, request: Request, next: Next) -> Response {
    let (path, id) = (
        request.uri().path().to_owned(),
        RequestId::of(request.extensions()),
    );
    let limit = Duration::from_secs(app.config.server.timeout_seconds);
    match tokio::time::timeout(limit, next.run(request)).await {
        Ok(response) => response,
        Err(_) => {
            let message = format!("the request was given up after {} s", limit.as_secs());
            failure::answer(
                &path,
                &id,
                StatusCode::SERVICE_UNAVAILABLE,
                "TIMEOUT",
                &message,
            )
        }
    }
}

/// Refuses bodies above `server.max_body_size` bytes: at once where their length is announced, else
/// where they pass the limit.
pub async fn body_limit(State(app): State<App>, request: Request, next: Next) -> Response {
    let limit = app.config.server.max_body_size;
    let length = request
        .headers()
        .get(header::CONTENT_LENGTH)
        .and_then(|length| length.to_str().ok()?.parse().ok());
    if length.is_some_and(|length: u64| usize::try_from(length).is_ok_and(|length| length > limit))
    {
        let id = RequestId::of(request.extensions());
        let message = format!("the body is larger than {limit} bytes");
        let (path, status) = (request.uri().path(), StatusCode::PAYLOAD_TOO_LARGE);
        let mut answer = failure::answer(path, &id, status, "PAYLOAD_TOO_LARGE", &message);
        // The rest of the body is not waited for.
        answer
            .headers_mut()
            .insert(header::CONNECTION, HeaderValue::from_static("close"));
        return answer;
    }
    next.run(request.map(|body| Body::new(Limited::new(body, limit))))
        .await
}
