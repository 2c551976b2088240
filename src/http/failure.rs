//! Answers to requests that fail before a handler has its say, in the form that the path's clients
//! read.

use axum::extract::Request;
use axum::response::{IntoResponse, Response};
use http::{StatusCode, header};
use serde_json::json;

use super::middleware::RequestId;

/// An answer of `status` to a request of `path`: GraphQL's form under `/graphql`, else one with
/// `detail`, as the REST API has. The message is for the caller.
pub(super) fn answer(
    path: &str,
    id: &RequestId,
    status: StatusCode,
    code: &str,
    message: &str,
) -> Response {
    let body = if path == "/graphql" {
        json!({ "errors": [{ "message": message, "extensions": { "code": code, "requestId": id.as_str() } }] })
    } else {
        json!({ "detail": message, "request_id": id.as_str() })
    };
    (
        status,
        [(header::CONTENT_TYPE, "application/json")],
        body.to_string(),
    )
        .into_response()
}

/// What no route takes.
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
