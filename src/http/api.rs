//! `/api…`: hands the request to `compat`, signed in and with its surroundings. Signing in stands
//! here too, since `/graphql` does it the same way.

use axum::extract::{Request, State};
use axum::response::Response;
use http::request::Parts;
use http::{HeaderValue, StatusCode, header};

use super::middleware::RequestId;
use super::{caller, failure};
use crate::app::App;
use crate::auth::{self, Api, Authenticated, Caller, Csrf};
use crate::compat;
use crate::domain::core::error::Rejection;
use crate::domain::{Context, Error, Viewer};

/// Why the caller could not be signed in.
pub(super) use crate::auth::Error as Unidentified;

/// Who pays for a request of a viewer, wherever requests are counted.
pub(super) fn caller_of(app: &App, parts: &Parts, viewer: &Viewer) -> Caller {
    let peer = caller::peer(&parts.extensions);
    Caller::of(
        viewer,
        auth::client_address(&parts.headers, peer, &app.config.auth.trusted_proxies),
    )
}

/// Finds out who the caller is: the context of their request, and the CSRF rule that holds for it.
pub(super) async fn identify(
    app: &App,
    parts: &Parts,
    context: Context,
    api: Api,
) -> Result<(Context, Csrf), Unidentified> {
    let peer = caller::peer(&parts.extensions);
    match app
        .authenticator
        .authenticate(&context.db, parts, peer, api)
        .await
    {
        Ok(Authenticated { viewer, csrf }) => {
            let db = context
                .db
                .with_share(app.callers.share(caller_of(app, parts, &viewer)));
            Ok((
                Context {
                    viewer,
                    db,
                    ..context
                },
                csrf,
            ))
        }
        Err(error) => Err(charged(app, parts, error)),
    }
}

/// A refused sign-in is a request of its address: too many are refused for their number.
pub(super) fn charged(app: &App, parts: &Parts, error: Unidentified) -> Unidentified {
    if !matches!(&error, Unidentified::Rejected(rejection) if rejection.rejects_credentials()) {
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

/// What a caller is told who could not be signed in for no fault of theirs: to come again where the
/// database is away.
pub(super) fn unidentified(parts: &Parts, error: &Error) -> Response {
    tracing::error!(%error, "the caller could not be signed in");
    let id = RequestId::of(&parts.extensions);
    if matches!(error, Error::Unavailable { .. }) {
        let (status, message) = (
            StatusCode::SERVICE_UNAVAILABLE,
            "the database is not available now; try again",
        );
        let mut answer = failure::answer(parts.uri.path(), &id, status, "UNAVAILABLE", message);
        answer
            .headers_mut()
            .insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
        return answer;
    }
    let (code, message) = ("INTERNAL_SERVER_ERROR", "something went wrong on our side");
    failure::answer(
        parts.uri.path(),
        &id,
        StatusCode::INTERNAL_SERVER_ERROR,
        code,
        message,
    )
}

/// Answers a request to the REST API.
pub(super) async fn answer(State(app): State<App>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let nobody = parts
        .extensions
        .get::<Context>()
        .cloned()
        .unwrap_or_else(|| app.context(Viewer::Anonymous));
    let selected = match app
        .api
        .select(&parts.method, &parts.uri, &parts.headers, &nobody.language)
    {
        Ok(selected) => selected,
        Err(answer) => return *answer,
    };
    let (context, csrf) = match identify(&app, &parts, nobody.clone(), Api::Rest).await {
        Ok((context, csrf)) => {
            match app
                .rate_limits
                .count_request(caller_of(&app, &parts, &context.viewer))
                .and_then(|standing| standing.retry_after)
            {
                None => (context, Ok(csrf)),
                Some(seconds) => (nobody, Err(Rejection::Throttled(seconds))),
            }
        }
        Err(auth::Error::Rejected(rejection)) => (nobody, Err(rejection)),
        Err(auth::Error::Internal(error)) => return unidentified(&parts, &error),
    };
    let origin = caller::origin(&app.config, &parts.headers, &parts.uri, &parts.extensions);
    let address = caller::peer(&parts.extensions);
    let address = auth::client_address(&parts.headers, address, &app.config.auth.trusted_proxies);
    let Parts {
        method,
        uri,
        headers,
        ..
    } = parts;
    app.api
        .respond(
            selected,
            compat::Request {
                method,
                uri,
                headers,
                body,
                address,
                origin,
                context,
                csrf,
            },
        )
        .await
}
