//! Authenticates a request, for the REST API, GraphQL and files alike. `auth` decides who the
//! caller is; this file connects that with the request's [`Context`] and with rate limits.

use http::request::Parts;

use super::addresses;
use crate::app::App;
use crate::auth::{self, Api, Authenticated, Caller, Csrf, Error};
use crate::domain::core::error::Rejection;
use crate::domain::{Context, Viewer};

/// The context that the middleware created for a request; its viewer is anonymous.
pub(super) fn anonymous_context(app: &App, parts: &Parts) -> Context {
    let context = parts.extensions.get::<Context>().cloned();
    context.unwrap_or_else(|| app.context(Viewer::Anonymous))
}

/// The caller of a viewer's request: the user, or the client's address.
pub(super) fn caller_of(app: &App, parts: &Parts, viewer: &Viewer) -> Caller {
    let peer = addresses::peer(&parts.extensions);
    let trusted = &app.config.auth.trusted_proxies;
    Caller::of(viewer, auth::client_address(&parts.headers, peer, trusted))
}

/// Authenticates a request. Returns its context with the viewer and the viewer's share of database
/// connections, and the CSRF check that writes require.
///
/// # Errors
/// As [`auth::Authenticator::authenticate`]; rejected credentials are charged to the address.
pub(super) async fn authenticate(
    app: &App,
    parts: &Parts,
    context: Context,
    api: Api,
) -> Result<(Context, Csrf), Error> {
    let peer = addresses::peer(&parts.extensions);
    let authenticated = app
        .authenticator
        .authenticate(&context.db, parts, peer, api)
        .await;
    let Authenticated { viewer, csrf } =
        authenticated.map_err(|error| charge_rejection(app, parts, error))?;
    let share = app.connection_shares.of(caller_of(app, parts, &viewer));
    let context = Context {
        db: context.db.with_share(share),
        viewer,
        ..context
    };
    Ok((context, csrf))
}

/// Counts rejected credentials as a request of the client's address. Over the limit, the rejection
/// becomes [`Rejection::Throttled`].
pub(super) fn charge_rejection(app: &App, parts: &Parts, error: Error) -> Error {
    if !matches!(&error, Error::Rejected(rejection) if rejection.rejects_credentials()) {
        return error;
    }
    let standing = app
        .rate_limits
        .count_request(caller_of(app, parts, &Viewer::Anonymous));
    match standing.and_then(|standing| standing.retry_after) {
        None => error,
        Some(seconds) => Rejection::Throttled(seconds).into(),
    }
}
