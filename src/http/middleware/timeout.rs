//! The time limit of a request (`server.timeout_seconds`): tower's `Timeout`. tower-http's answers
//! without a body.

use std::time::Duration;

use axum::BoxError;
use axum::error_handling::HandleErrorLayer;
use http::StatusCode;
use tower::ServiceBuilder;
use tower::layer::util::{Identity, Stack};
use tower::timeout::TimeoutLayer;

use crate::http::failure::Failure;

type TimeoutStack<F> =
    ServiceBuilder<Stack<TimeoutLayer, Stack<HandleErrorLayer<F, ()>, Identity>>>;

/// Answers 503 after `seconds`, and drops the request's future: its statement is cancelled and its
/// transaction is rolled back, unless it is being committed.
pub fn timeout(
    seconds: u64,
) -> TimeoutStack<impl FnOnce(BoxError) -> std::future::Ready<Failure> + Clone + Send + Sync> {
    // Services inside the timeout do not fail, so the only error is the timeout's.
    let answer = move |_error: BoxError| {
        let message = format!("the request timed out after {seconds} s");
        std::future::ready(Failure::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "TIMEOUT",
            message,
        ))
    };
    ServiceBuilder::new()
        .layer(HandleErrorLayer::new(answer))
        .layer(TimeoutLayer::new(Duration::from_secs(seconds)))
}
