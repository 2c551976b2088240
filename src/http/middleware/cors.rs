//! Cross-origin requests (`cors_allowed_origins`), as django-cors-headers handles them.
//!
//! Not tower-http's `Cors`: it answers every OPTIONS request as a preflight, but the REST API
//! answers OPTIONS with the description of a view.

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderValue, Method, StatusCode, header};

use crate::app::App;

/// Methods that a page of another origin may use.
const ALLOW_METHODS: HeaderValue =
    HeaderValue::from_static("GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS");
/// Response headers that a page may read, besides those that every page may read.
const EXPOSE_HEADERS: HeaderValue = HeaderValue::from_static(
    "X-Request-Id, RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset, RateLimit-Policy, \
     Retry-After, Server-Timing, Allow, Content-Disposition, Content-Range, ETag, Location, \
     WWW-Authenticate",
);
/// Seconds for which browsers cache the answer to a preflight.
const MAX_AGE: HeaderValue = HeaderValue::from_static("86400");

/// Answers preflights, and adds the CORS headers to responses for allowed origins. Requests of
/// other origins are answered without these headers, and browsers withhold the response.
pub async fn cors(State(app): State<App>, request: Request, next: Next) -> Response {
    let headers = request.headers();
    let origin = headers.get(header::ORIGIN).cloned();
    let origin = origin.filter(|origin| is_allowed(&app, origin));
    let requested_headers = headers.get(header::ACCESS_CONTROL_REQUEST_HEADERS).cloned();
    let is_preflight = request.method() == Method::OPTIONS
        && headers.contains_key(header::ACCESS_CONTROL_REQUEST_METHOD);
    let mut response = if is_preflight {
        StatusCode::NO_CONTENT.into_response()
    } else {
        next.run(request).await
    };
    let headers = response.headers_mut();
    headers.append(header::VARY, HeaderValue::from_static("Origin"));
    let Some(origin) = origin else {
        return response;
    };
    allow_origin(headers, origin, app.config.cors_allow_credentials);
    if is_preflight {
        headers.insert(header::ACCESS_CONTROL_ALLOW_METHODS, ALLOW_METHODS);
        headers.insert(header::ACCESS_CONTROL_MAX_AGE, MAX_AGE);
        // All headers are allowed, because client libraries add various ones.
        if let Some(names) = requested_headers {
            headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, names);
        }
    } else {
        headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSE_HEADERS);
    }
    response
}

fn allow_origin(headers: &mut HeaderMap, origin: HeaderValue, with_credentials: bool) {
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    if with_credentials {
        headers.insert(
            header::ACCESS_CONTROL_ALLOW_CREDENTIALS,
            HeaderValue::from_static("true"),
        );
    }
}

fn is_allowed(app: &App, origin: &HeaderValue) -> bool {
    origin
        .to_str()
        .is_ok_and(|origin| app.config.allows_cors_origin(origin))
}
