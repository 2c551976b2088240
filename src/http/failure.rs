//! Failures of requests outside the GraphQL executor and the REST views.
//!
//! A handler or a middleware returns a [`Failure`], which says only what went wrong. [`render`], a
//! middleware around all of them, writes the body: clients of `/graphql` read another form than
//! clients of files or of the REST API, and every body carries the request's ID.

use std::borrow::Cow;

use axum::Extension;
use axum::body::Body;
use axum::extract::Request;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};
use serde_json::{Value, json};

use super::middleware::RequestId;
use super::surface::Surface;
use crate::domain::Error;

/// Why a request fails: a status, a code for programs and a message for people.
#[derive(Clone, Debug)]
pub(super) struct Failure {
    status: StatusCode,
    code: &'static str,
    message: Cow<'static, str>,
}

impl Failure {
    pub(super) fn new(
        status: StatusCode,
        code: &'static str,
        message: impl Into<Cow<'static, str>>,
    ) -> Self {
        let message = message.into();
        Self {
            status,
            code,
            message,
        }
    }

    /// 404
    pub(super) fn not_found(message: &'static str) -> Self {
        Self::new(StatusCode::NOT_FOUND, "NOT_FOUND", message)
    }

    /// 500: an error of ours. The caller of this function logs the cause.
    pub(super) fn internal() -> Self {
        let status = StatusCode::INTERNAL_SERVER_ERROR;
        Self::new(status, "INTERNAL_SERVER_ERROR", "internal server error")
    }

    /// The body: an error of a GraphQL response, or an object with DRF's `detail`.
    fn body(&self, surface: Surface, id: &RequestId) -> Value {
        let (code, message, id) = (self.code, &self.message, id.as_str());
        match surface {
            Surface::Graphql => {
                let extensions = json!({ "code": code, "requestId": id });
                json!({ "errors": [{ "message": message, "extensions": extensions }] })
            }
            Surface::Rest | Surface::Other => json!({ "detail": message, "request_id": id }),
        }
    }
}

impl IntoResponse for Failure {
    /// The status without a body: [`render`] adds it.
    fn into_response(self) -> Response {
        (self.status, Extension(self)).into_response()
    }
}

/// Writes the bodies of failures.
pub(super) async fn render(request: Request, next: Next) -> Response {
    let surface = Surface::of(request.uri().path());
    let id = RequestId::of(request.extensions());
    let mut response = next.run(request).await;
    let Some(failure) = response.extensions_mut().remove::<Failure>() else {
        return response;
    };
    let headers = response.headers_mut();
    headers.remove(header::CONTENT_LENGTH);
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/json"),
    );
    *response.body_mut() = Body::from(failure.body(surface, &id).to_string());
    response
}

/// The response to a request whose caller could not be authenticated because of an error of ours.
/// If the database is unavailable, it asks the client to try again.
pub(super) fn authentication_failed(error: &Error) -> Response {
    tracing::error!(%error, "authentication failed");
    match error {
        Error::Unavailable { .. } => {
            let message = "the database is unavailable; try again";
            let status = StatusCode::SERVICE_UNAVAILABLE;
            let failure = Failure::new(status, "UNAVAILABLE", message);
            ([(header::RETRY_AFTER, "1")], failure).into_response()
        }
        _ => Failure::internal().into_response(),
    }
}

/// The fallback of the router: no route matches the path.
pub(super) async fn not_found() -> Failure {
    Failure::not_found("no such path")
}
