//! Error answers of requests that fail outside a handler, in the format that clients of the path
//! expect.

use axum::extract::Request;
use axum::response::{IntoResponse, Response};
use http::{StatusCode, header};
use serde_json::json;

use super::middleware::RequestId;
use super::surface::Surface;

/// An error answer to a request of `path`: `errors` for GraphQL, `detail` as in DRF elsewhere. The
/// caller reads the message; only GraphQL's format contains the code.
pub(super) fn answer(
    path: &str,
    id: &RequestId,
    status: StatusCode,
    code: &str,
    message: &str,
) -> Response {
    let id = id.as_str();
    let body = match Surface::of(path) {
        Surface::Graphql => {
            let extensions = json!({ "code": code, "requestId": id });
            json!({ "errors": [{ "message": message, "extensions": extensions }] })
        }
        Surface::Rest | Surface::Other => json!({ "detail": message, "request_id": id }),
    };
    (
        status,
        [(header::CONTENT_TYPE, "application/json")],
        body.to_string(),
    )
        .into_response()
}

/// 404 for paths without a route.
pub(super) async fn not_found(request: Request) -> Response {
    let id = RequestId::of(request.extensions());
    answer(
        request.uri().path(),
        &id,
        StatusCode::NOT_FOUND,
        "NOT_FOUND",
        "there is nothing at this address",
    )
}
