//! A panic costs one request, and tells its caller nothing.

use std::any::Any;
use std::panic::AssertUnwindSafe;

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::Response;
use futures_util::FutureExt;
use http::StatusCode;

use super::RequestId;
use crate::http::failure;

/// Answers 500 where a handler panics; the log has why.
pub async fn catch_panic(request: Request, next: Next) -> Response {
    let (path, id) = (request.uri().path().to_owned(), RequestId::of(request.extensions()));
    match AssertUnwindSafe(next.run(request)).catch_unwind().await {
        Ok(response) => response,
        Err(panic) => {
            tracing::error!(panic = message(panic.as_ref()), "a handler panicked");
            let status = StatusCode::INTERNAL_SERVER_ERROR;
            failure::answer(&path, &id, status, "INTERNAL_SERVER_ERROR", "something went wrong on our side")
        }
    }
}

fn message(panic: &(dyn Any + Send)) -> &str {
    panic.downcast_ref::<&str>().copied().or_else(|| panic.downcast_ref::<String>().map(String::as_str)).unwrap_or("?")
}
