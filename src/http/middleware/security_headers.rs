//! The headers that Django's middleware sets on every response (`django/middleware/security.py` and
//! `clickjacking.py`).

use http::{HeaderName, HeaderValue};
use tower::ServiceBuilder;
use tower::layer::util::{Identity, Stack};
use tower_http::set_header::SetResponseHeaderLayer;

type SetHeader = SetResponseHeaderLayer<HeaderValue>;
type SetHeaders = Stack<SetHeader, Stack<SetHeader, Stack<SetHeader, Stack<SetHeader, Identity>>>>;

/// Sets each header that the response does not have.
pub fn security_headers() -> ServiceBuilder<SetHeaders> {
    ServiceBuilder::new()
        .layer(set_header("x-content-type-options", "nosniff"))
        .layer(set_header("referrer-policy", "same-origin"))
        .layer(set_header("x-frame-options", "DENY"))
        .layer(set_header("cross-origin-opener-policy", "same-origin"))
}

fn set_header(name: &'static str, value: &'static str) -> SetHeader {
    SetResponseHeaderLayer::if_not_present(
        HeaderName::from_static(name),
        HeaderValue::from_static(value),
    )
}
