//! `/api…`: authenticates a request and passes it to `compat`.

use axum::extract::{Request, State};
use axum::response::Response;
use http::Method;
use http::request::Parts;

use super::addresses;
use super::authentication::{anonymous_context, authenticate, caller_of};
use super::failure::authentication_failed;
use crate::app::App;
use crate::auth::{self, Api};
use crate::compat;
use crate::domain::core::error::Rejection;

/// Answers a request to the REST API.
pub(super) async fn handle(State(app): State<App>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let anonymous = anonymous_context(&app, &parts);
    // Before authentication: a 404 or 406 needs no viewer.
    let selected = app.api.select(
        &parts.method,
        &parts.uri,
        &parts.headers,
        &anonymous.language,
    );
    let selected = match selected {
        Ok(selected) => selected,
        Err(response) => return *response,
    };
    let (context, csrf) = match authenticate(&app, &parts, anonymous.clone(), Api::Rest).await {
        Ok((context, csrf)) => {
            let standing = app
                .rate_limits
                .count_request(caller_of(&app, &parts, &context.viewer));
            let writes = !matches!(parts.method, Method::GET | Method::HEAD | Method::OPTIONS);
            match standing.and_then(|standing| standing.retry_after) {
                None if writes && context.viewer.is_read_only() => {
                    (anonymous, Err(Rejection::TokenReadOnly))
                }
                None => (context, Ok(csrf)),
                Some(seconds) => (anonymous, Err(Rejection::Throttled(seconds))),
            }
        }
        Err(auth::Error::Rejected(rejection)) => (anonymous, Err(rejection)),
        Err(auth::Error::Internal(error)) => return authentication_failed(&error),
    };
    let origin = addresses::origin(&app.config, &parts.headers, &parts.uri, &parts.extensions);
    let peer = addresses::peer(&parts.extensions);
    let address = auth::client_address(&parts.headers, peer, &app.config.auth.trusted_proxies);
    let Parts {
        method,
        uri,
        headers,
        ..
    } = parts;
    let call = compat::Request {
        method,
        uri,
        headers,
        body,
        address,
        origin,
        context,
        csrf,
    };
    app.api.respond(selected, call).await
}
