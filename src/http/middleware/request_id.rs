//! Request IDs. tower-http's `SetRequestId` and `PropagateRequestId` keep the client's
//! `X-Request-Id`, or create one; this file rejects IDs that are not safe to log.

use axum::extract::Request;
use http::{Extensions, HeaderName, HeaderValue};
use tower_http::request_id;

const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
/// Bytes of the longest accepted ID.
const MAX_LENGTH: usize = 128;

/// The ID of a request, for logs and error responses.
#[derive(Clone, Debug)]
pub struct RequestId(request_id::RequestId);

impl RequestId {
    /// The ID that `SetRequestId` stored in a request's extensions.
    pub(in crate::http) fn of(extensions: &Extensions) -> Self {
        let id = extensions.get::<request_id::RequestId>().cloned();
        Self(id.unwrap_or_else(|| HeaderValue::from_static("-").into()))
    }

    pub(in crate::http) fn as_str(&self) -> &str {
        self.0.header_value().to_str().unwrap_or("-")
    }
}

/// Removes the client's ID if it is not safe to log, so that `SetRequestId` creates one.
pub fn drop_unsafe_id(mut request: Request) -> Request {
    let headers = request.headers_mut();
    if headers.get(X_REQUEST_ID).is_some_and(|id| !is_safe(id)) {
        headers.remove(X_REQUEST_ID);
    }
    request
}

fn is_safe(id: &HeaderValue) -> bool {
    let id = id.as_bytes();
    (1..=MAX_LENGTH).contains(&id.len())
        && id
            .iter()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-_.:+/=".contains(byte))
}
