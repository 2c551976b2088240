//! Requests for hosts that the service does not answer to get 400, before anything else is looked
//! at (`allowed_hosts`).

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http::{Method, StatusCode, header};

use super::RequestId;
use crate::app::App;
use crate::auth::HostError;
use crate::compat;
use crate::http::surface::Surface;
use crate::http::{caller, failure};

/// Characters of a refused host that the log has.
const LOGGED: usize = 100;

/// Answers 400 to requests without a host, with several, and for a host that is not allowed. Health
/// checks ask by addresses of their own, or by HTTP/1.0 without a host, and learn nothing that is
/// secret.
pub async fn check_host(State(app): State<App>, request: Request, next: Next) -> Response {
    let (headers, uri, peer) = (
        request.headers(),
        request.uri(),
        caller::peer(request.extensions()),
    );
    let trusted = &app.config.auth.trusted_proxies;
    let error = match app
        .authenticator
        .allowed_hosts()
        .check(headers, uri, peer, trusted)
    {
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
    let host: String = host.unwrap_or_default().chars().take(LOGGED).collect();
    tracing::warn!(host, reason = %error, "a request was refused for its host (setting allowed_hosts)");
    if Surface::of(uri.path()) == Surface::Rest {
        return compat::bad_request(*request.method() == Method::HEAD);
    }
    let id = RequestId::of(request.extensions());
    failure::answer(
        uri.path(),
        &id,
        StatusCode::BAD_REQUEST,
        "BAD_HOST",
        &error.to_string(),
    )
}
