//! `/graphql`: GraphQL over HTTP, after the draft of the specification.
//!
//! GET requests are read-only. Uploads follow the GraphQL multipart request specification. Batches
//! are accepted if `graphql.max_batch_size` allows them. Subscriptions are in [`live`].

mod accept;
mod execute;
mod json;
mod live;
mod multipart;
mod parameters;
pub(super) mod playground;
mod rate_limits;
mod request_error;
mod upload_csrf;

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use http::request::Parts;
use http::{HeaderMap, HeaderValue, Method, StatusCode, header};

use super::authentication::{self, anonymous_context, caller_of};
use super::middleware::RequestId;
use crate::app::App;
use crate::auth::{self, Api, Csrf};
use crate::domain::{Context, Error};
use accept::MediaType;
use execute::Executor;
use parameters::{Content, Operations};
use rate_limits::RateLimits;
use request_error::{RequestError, Result};

const ALLOWED_METHODS: &str = "GET, HEAD, POST, OPTIONS";

/// Whether the client prefers a page to JSON, as browsers do.
pub(super) fn prefers_html(headers: &HeaderMap) -> bool {
    accept::negotiate(headers, true) == Some(MediaType::Html)
}

/// Answers a request to `/graphql`.
pub(super) async fn handle(State(app): State<App>, request: Request) -> Response {
    let id = RequestId::of(request.extensions());
    let is_read_only = matches!(*request.method(), Method::GET | Method::HEAD);
    match *request.method() {
        Method::OPTIONS => {
            return (StatusCode::NO_CONTENT, [(header::ALLOW, ALLOWED_METHODS)]).into_response();
        }
        Method::GET | Method::HEAD | Method::POST => {}
        _ => {
            let message = "/graphql supports GET and POST";
            return RequestError::method_not_allowed(message, ALLOWED_METHODS)
                .respond(MediaType::Json, &id);
        }
    }
    if live::ws::is_upgrade(&request) {
        return live::ws::handle(app, request).await;
    }
    if live::sse::is_requested(request.headers()) {
        return handle_stream(State(app), request).await;
    }
    let with_html = is_read_only && app.config.graphql.graphiql;
    let media_type = match accept::negotiate(request.headers(), with_html) {
        Some(MediaType::Html) => return playground::page(&app, &request),
        Some(media_type) => media_type,
        None => return RequestError::not_acceptable().respond(MediaType::Json, &id),
    };
    let mut rate_limits = RateLimits::default();
    let mut response = execute(&app, request, media_type, &id, &mut rate_limits)
        .await
        .unwrap_or_else(|error| error.respond(media_type, &id));
    rate_limits.add_headers(response.headers_mut());
    prevent_caching(&mut response);
    response
}

/// Answers a request to `/graphql/stream`, or one that accepts event streams, with a stream of
/// events.
pub(super) async fn handle_stream(State(app): State<App>, request: Request) -> Response {
    let id = RequestId::of(request.extensions());
    if !matches!(*request.method(), Method::GET | Method::POST) {
        let message = "event streams support GET and POST";
        return RequestError::method_not_allowed(message, "GET, POST")
            .respond(MediaType::Json, &id);
    }
    let mut response = subscribe(app, request, &id)
        .await
        .unwrap_or_else(|error| error.respond(MediaType::GraphQl, &id));
    prevent_caching(&mut response);
    response
}

/// A response depends on the viewer and on `Accept`.
fn prevent_caching(response: &mut Response) {
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    let vary = HeaderValue::from_static("Accept, Authorization, Cookie");
    headers.insert(header::VARY, vary);
}

async fn execute(
    app: &App,
    request: Request,
    media_type: MediaType,
    id: &RequestId,
    rate_limits: &mut RateLimits,
) -> Result<Response> {
    let (parts, body) = request.into_parts();
    // Before the body is read: callers whose credentials are rejected cannot make us store files.
    let (mut context, csrf) = authenticate(app, &parts).await?;
    let caller = caller_of(app, &parts, &context.viewer);
    rate_limits.charge_request(app, caller)?;
    let is_read_only = parts.method != Method::POST;
    let peer = super::addresses::peer(&parts.extensions);
    let client = (!is_read_only).then(|| app.authenticator.client(&parts, peer, true));
    if let Some(client) = &client {
        context.client = app.client(Arc::clone(client) as _);
    }
    let mut response =
        execute_as(app, parts, body, context, csrf, media_type, id, rate_limits).await?;
    for cookie in client.iter().flat_map(|client| client.take_cookies()) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(response)
}

/// Executes a request of an authenticated caller.
#[expect(
    clippy::too_many_arguments,
    reason = "they are the parts of one request"
)]
async fn execute_as(
    app: &App,
    parts: Parts,
    body: Body,
    context: Context,
    csrf: Csrf,
    media_type: MediaType,
    id: &RequestId,
    rate_limits: &mut RateLimits,
) -> Result<Response> {
    let caller = caller_of(app, &parts, &context.viewer);
    let is_read_only = parts.method != Method::POST;
    let limit = parameters::max_size_in_memory(&app.config, &context.viewer);
    let executor = Executor {
        app,
        context,
        caller,
        is_read_only,
        media_type,
        id,
    };
    if is_read_only {
        let query = parts.uri.query().unwrap_or_default();
        let parameters = parameters::from_query(query, &app.config)?;
        return executor
            .execute(Operations::One(parameters), rate_limits)
            .await;
    }
    csrf.check(None).map_err(RequestError::rejected)?;
    match Content::of(&parts.headers)? {
        Content::Json => {
            let operations = parameters::from_body(body, &app.config, limit).await?;
            executor.execute(operations, rate_limits).await
        }
        Content::Multipart(boundary) => {
            upload_csrf::check(&parts.headers)?;
            let (parameters, files) =
                multipart::read_operation(body, &boundary, &app.config, limit).await?;
            executor
                .execute_with_files(parameters, files, rate_limits)
                .await
        }
    }
}

async fn subscribe(app: App, request: Request, id: &RequestId) -> Result<Response> {
    let (parts, body) = request.into_parts();
    let (context, csrf) = authenticate(&app, &parts).await?;
    let is_read_only = parts.method == Method::GET;
    let parameters = if is_read_only {
        parameters::from_query(parts.uri.query().unwrap_or_default(), &app.config)?
    } else {
        csrf.check(None).map_err(RequestError::rejected)?;
        // The operation stays in memory as long as its stream.
        let limit = parameters::max_size_in_memory(&app.config, &context.viewer)
            .min(app.config.live.max_message_size);
        match Content::of(&parts.headers)? {
            Content::Json => match parameters::from_body(body, &app.config, limit).await? {
                Operations::One(parameters) => parameters,
                Operations::Batch(_) => {
                    let message = "event streams do not support batches";
                    return Err(RequestError::bad_request(message));
                }
            },
            Content::Multipart(_) => {
                let message = "event streams do not support files: send them to /graphql";
                return Err(RequestError::unsupported_media_type(message));
            }
        }
    };
    let caller = caller_of(&app, &parts, &context.viewer);
    let peer = super::addresses::peer(&parts.extensions);
    let viewer_watch = app
        .authenticator
        .watch_viewer(&context.db, &parts, peer)
        .await;
    let services = app.authenticator.client(&parts, peer, false);
    let client = live::Client {
        services: app.client(services),
        viewer_watch: viewer_watch.map_err(authentication_error)?,
        app,
        caller,
        id: id.clone(),
        is_read_only,
    };
    live::sse::respond(client, parameters).await
}

async fn authenticate(app: &App, parts: &Parts) -> Result<(Context, Csrf)> {
    let context = anonymous_context(app, parts);
    authentication::authenticate(app, parts, context, Api::Graphql)
        .await
        .map_err(authentication_error)
}

fn authentication_error(error: auth::Error) -> RequestError {
    match error {
        auth::Error::Rejected(rejection) => RequestError::rejected(rejection),
        auth::Error::Internal(error) => {
            tracing::error!(%error, "authentication failed");
            match error {
                Error::Unavailable { .. } => RequestError::unavailable(),
                _ => RequestError::internal(),
            }
        }
    }
}
