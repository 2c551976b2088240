//! The size limit of request bodies (`server.max_body_size`): tower-http's `RequestBodyLimit`. It
//! rejects an announced length at once and stops reading other bodies at the limit.

use axum::body::Body;
use axum::response::{IntoResponse, Response};
use http::{StatusCode, header};
use tower::ServiceBuilder;
use tower::layer::util::{Identity, Stack};
use tower::util::MapResponseLayer;
use tower_http::limit::{RequestBodyLimitLayer, ResponseBody};

use crate::http::failure::Failure;

type Limited = http::Response<ResponseBody<Body>>;
type LimitStack<F> =
    ServiceBuilder<Stack<RequestBodyLimitLayer, Stack<MapResponseLayer<F>, Identity>>>;

/// Answers 413 to larger bodies.
pub fn body_limit(max_size: usize) -> LimitStack<impl Fn(Limited) -> Response + Clone> {
    ServiceBuilder::new()
        .map_response(move |response| describe(response, max_size))
        .layer(RequestBodyLimitLayer::new(max_size))
}

/// Replaces the plain text of `RequestBodyLimit` with a [`Failure`]. Handlers that exceed the limit
/// while they read a body answer 413 as well, but in JSON.
fn describe(response: Limited, max_size: usize) -> Response {
    let content_type = response.headers().get(header::CONTENT_TYPE);
    let is_text = content_type.is_some_and(|value| value.as_bytes().starts_with(b"text/plain"));
    if response.status() != StatusCode::PAYLOAD_TOO_LARGE || !is_text {
        return response.into_response();
    }
    let message = format!("the request body is larger than {max_size} bytes");
    let failure = Failure::new(StatusCode::PAYLOAD_TOO_LARGE, "PAYLOAD_TOO_LARGE", message);
    // The service does not wait for the rest of the body.
    ([(header::CONNECTION, "close")], failure).into_response()
}
