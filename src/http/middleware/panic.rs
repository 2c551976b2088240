//! A panic fails one request, and its message goes to the log only.

use std::any::Any;

use axum::response::{IntoResponse, Response};
use tower_http::catch_panic::{CatchPanicLayer, ResponseForPanic};

use crate::http::failure::Failure;

/// tower-http's `CatchPanic`: answers 500 if a handler panics.
pub fn catch_panic() -> CatchPanicLayer<impl ResponseForPanic<ResponseBody = axum::body::Body>> {
    CatchPanicLayer::custom(respond)
}

fn respond(panic: Box<dyn Any + Send>) -> Response {
    tracing::error!(
        panic = message(panic.as_ref()),
        "a request handler panicked"
    );
    Failure::internal().into_response()
}

/// The message of a panic.
fn message(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<&str>().copied();
    let text = text.or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    text.unwrap_or("a value that is not a string")
}

#[cfg(test)]
mod tests {
    use axum::Router;
    use axum::body::Body;
    use axum::routing::get;
    use http::{Request, StatusCode};
    use http_body_util::BodyExt;
    use tower::ServiceExt;

    use super::*;
    use crate::http::failure;

    async fn panicking() {
        panic!("the password is hush");
    }

    #[tokio::test]
    async fn answers_500_without_the_panic_message() {
        let router = Router::new()
            .route("/graphql", get(panicking))
            .layer(catch_panic())
            .layer(axum::middleware::from_fn(failure::render));
        let request = Request::builder()
            .uri("/graphql")
            .body(Body::empty())
            .unwrap();
        let response = router.oneshot(request).await.unwrap();
        assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR);
        let body = response.into_body().collect().await.unwrap().to_bytes();
        let text = String::from_utf8_lossy(&body);
        assert!(
            text.contains("INTERNAL_SERVER_ERROR") && !text.contains("hush"),
            "{text}"
        );
    }
}
