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
    let (path, id) = (
        request.uri().path().to_owned(),
        RequestId::of(request.extensions()),
    );
    match AssertUnwindSafe(next.run(request)).catch_unwind().await {
        Ok(response) => response,
        Err(panic) => {
            tracing::error!(panic = message(panic.as_ref()), "a handler panicked");
            let status = StatusCode::INTERNAL_SERVER_ERROR;
            failure::answer(
                &path,
                &id,
                status,
                "INTERNAL_SERVER_ERROR",
                "something went wrong on our side",
            )
        }
    }
}

fn message(panic: &(dyn Any + Send)) -> &str {
    panic
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("?")
}

#[cfg(test)]
mod tests {
    use axum::Router;
    use axum::body::Body;
    use axum::routing::get;
    use http_body_util::BodyExt;
    use tower::ServiceExt;

    use super::*;

    async fn broken() {
        panic!("the password is hush");
    }

    #[tokio::test]
    async fn a_panic_is_an_answer_without_its_words() {
        let router = Router::new()
            .route("/graphql", get(broken))
            .layer(axum::middleware::from_fn(catch_panic));
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
