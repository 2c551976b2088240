//! `/graphql`: GraphQL over HTTP (the specification's draft), on `Schema::execute` alone. Not the
//! graph. A GET reads only; uploads come by the GraphQL multipart request specification; batches
//! are taken where the configuration says so.

mod accept;
mod execute;
mod json;
mod live;
mod multipart;
mod parameters;
pub(super) mod playground;
mod rates;
mod refusal;
mod upload_guard;

use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderValue, Method, StatusCode, header};

use super::api::Unidentified;
use super::middleware::RequestId;
use crate::app::App;
use crate::auth::Api;
use crate::domain::Context;
use accept::Media;
use execute::Surroundings;
use parameters::Operations;
use rates::Standings;
use refusal::{Refusal, Result};

/// What may be done here.
const METHODS: &str = "GET, HEAD, POST, OPTIONS";

/// Whether the caller would rather see a page than JSON.
pub(super) fn is_browser(headers: &HeaderMap) -> bool {
    accept::choose(headers, true) == Some(Media::Html)
}

/// Answers a request to `/graphql`.
pub(super) async fn answer(State(app): State<App>, request: Request) -> Response {
    let id = RequestId::of(request.extensions());
    let reads = matches!(*request.method(), Method::GET | Method::HEAD);
    match *request.method() {
        Method::OPTIONS => {
            return (StatusCode::NO_CONTENT, [(header::ALLOW, METHODS)]).into_response();
        }
        Method::GET | Method::HEAD | Method::POST => {}
        _ => {
            return Refusal::method("this address takes GET and POST", METHODS)
                .answer(Media::Json, &id);
        }
    }
    if live::ws::is_asked(&request) {
        return live::ws::answer(app, request).await;
    }
    if live::sse::is_asked(request.headers()) {
        return stream(State(app), request).await;
    }
    let pages = reads && app.config.graphql.graphiql;
    let media = match accept::choose(request.headers(), pages) {
        Some(Media::Html) => return playground::page(&app, &request),
        Some(media) => media,
        None => return Refusal::not_acceptable().answer(Media::Json, &id),
    };
    let mut standings = Standings::default();
    let mut response = match respond(&app, request, media, &id, &mut standings).await {
        Ok(response) => response,
        Err(refusal) => refusal.answer(media, &id),
    };
    standings.tell(response.headers_mut());
    // What one viewer may see is nobody else's, and Accept chooses the form.
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response.headers_mut().insert(
        header::VARY,
        HeaderValue::from_static("Accept, Authorization, Cookie"),
    );
    response
}

/// Answers a request to `/graphql/stream`, or one that reads events, with a stream of events.
pub(super) async fn stream(State(app): State<App>, request: Request) -> Response {
    let id = RequestId::of(request.extensions());
    if !matches!(*request.method(), Method::GET | Method::POST) {
        return Refusal::method("events are asked for by GET and POST", "GET, POST")
            .answer(Media::Json, &id);
    }
    let mut response = match begin(app, request, &id).await {
        Ok(response) => response,
        Err(refusal) => refusal.answer(Media::GraphQl, &id),
    };
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response.headers_mut().insert(
        header::VARY,
        HeaderValue::from_static("Accept, Authorization, Cookie"),
    );
    response
}

async fn begin(app: App, request: Request, id: &RequestId) -> Result<Response> {
    let (parts, body) = request.into_parts();
    let context = parts
        .extensions
        .get::<Context>()
        .cloned()
        .ok_or_else(Refusal::internal)?;
    let (context, csrf) = super::api::identify(&app, &parts, context, Api::Graphql)
        .await
        .map_err(unidentified)?;
    let reads = parts.method == Method::GET;
    let parameters = if reads {
        parameters::from_query(parts.uri.query().unwrap_or_default(), &app.config)?
    } else {
        csrf.check(None).map_err(Refusal::rejected)?;
        let limit = parameters::memory_limit(&app.config, &context.viewer)
            .min(app.config.live.max_message_size);
        match parameters::Content::of(&parts.headers)? {
            // What a stream is asked for stays as long as it does.
            parameters::Content::Json => {
                match parameters::from_body(body, &app.config, limit).await? {
                    Operations::One(parameters) => parameters,
                    Operations::Many(_) => {
                        return Err(Refusal::bad(
                            "one operation a stream: batches are not taken",
                        ));
                    }
                }
            }
            parameters::Content::Multipart(_) => {
                return Err(Refusal::unsupported(
                    "files are not sent to a stream: send them to /graphql",
                ));
            }
        }
    };
    let caller = super::api::caller_of(&app, &parts, &context.viewer);
    let viewer_watch = app
        .authenticator
        .watch_viewer(&context.db, &parts, super::caller::peer(&parts.extensions))
        .await;
    let viewer_watch = viewer_watch.map_err(unidentified)?;
    let asker = live::Asker {
        app,
        viewer_watch,
        caller,
        id: id.clone(),
        reads,
    };
    live::sse::answer(asker, parameters.asked).await
}

async fn respond(
    app: &App,
    request: Request,
    media: Media,
    id: &RequestId,
    standings: &mut Standings,
) -> Result<Response> {
    let (parts, body) = request.into_parts();
    let context = parts
        .extensions
        .get::<Context>()
        .cloned()
        .ok_or_else(Refusal::internal)?;
    // Before the body is read: nobody makes us keep files who may not come in.
    let (context, csrf) = super::api::identify(app, &parts, context, Api::Graphql)
        .await
        .map_err(unidentified)?;
    let caller = super::api::caller_of(app, &parts, &context.viewer);
    standings.request(app, caller)?;
    let reads = parts.method != Method::POST;
    let limit = parameters::memory_limit(&app.config, &context.viewer);
    let surroundings = Surroundings {
        app,
        context,
        caller,
        reads,
        media,
        id,
    };
    if reads {
        let query = parts.uri.query().unwrap_or_default();
        let operation = Operations::One(parameters::from_query(query, &app.config)?);
        return surroundings.run(operation, standings).await;
    }
    csrf.check(None).map_err(Refusal::rejected)?;
    match parameters::Content::of(&parts.headers)? {
        parameters::Content::Json => {
            let operations = parameters::from_body(body, &app.config, limit).await?;
            surroundings.run(operations, standings).await
        }
        parameters::Content::Multipart(boundary) => {
            upload_guard::check(&parts.headers)?;
            let (parameters, files) = multipart::begin(body, &boundary, &app.config, limit).await?;
            surroundings
                .run_with_files(parameters, files, standings)
                .await
        }
    }
}

fn unidentified(error: Unidentified) -> Refusal {
    match error {
        Unidentified::Rejected(rejection) => Refusal::rejected(rejection),
        Unidentified::Internal(error) => {
            tracing::error!(%error, "the caller could not be signed in");
            match error {
                crate::domain::Error::Unavailable { .. } => Refusal::unavailable(),
                _ => Refusal::internal(),
            }
        }
    }
}
