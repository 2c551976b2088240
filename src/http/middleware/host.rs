//! The check of `Host` (`allowed_hosts`), before anything else reads the request.

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::{Method, StatusCode, header};

use crate::app::App;
use crate::auth::HostError;
use crate::compat;
use crate::http::addresses;
use crate::http::failure::Failure;
use crate::http::surface::Surface;

/// Characters of a rejected host that are logged.
const LOGGED_CHARACTERS: usize = 100;

/// Answers 400 to requests with no host, several hosts, or a host that is not allowed. Health
/// checks are exempt: they use IP addresses, or HTTP/1.0 without a host, and reveal nothing.
pub async fn check_host(State(app): State<App>, request: Request, next: Next) -> Response {
    let (headers, uri) = (request.headers(), request.uri());
    let peer = addresses::peer(request.extensions());
    let trusted = &app.config.auth.trusted_proxies;
    let allowed_hosts = app.authenticator.allowed_hosts();
    let error = match allowed_hosts.check(headers, uri, peer, trusted) {
        Ok(()) => return next.run(request).await,
        Err(HostError::Missing | HostError::NotAllowed)
            if matches!(uri.path(), "/healthz" | "/readyz") =>
        {
            return next.run(request).await;
        }
        Err(error) => error,
    };
    let host = headers
        .get(header::HOST)
        .map(|host| String::from_utf8_lossy(host.as_bytes()));
    let host = host.unwrap_or_default();
    let host: String = host.chars().take(LOGGED_CHARACTERS).collect();
    tracing::warn!(host, reason = %error, "rejected a request for its host (setting allowed_hosts)");
    if Surface::of(uri.path()) == Surface::Rest {
        return compat::bad_request(*request.method() == Method::HEAD);
    }
    Failure::new(StatusCode::BAD_REQUEST, "BAD_HOST", error.to_string()).into_response()
}
