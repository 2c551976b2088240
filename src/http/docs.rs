//! The documentation of the REST API: its OpenAPI description, and a page to read it and to try it
//! (Swagger UI, out of the binary). Not the description itself, which is `compat`'s.

use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use http::{StatusCode, header};

use super::bundle;
use super::graphql::playground;
use super::middleware::RequestId;
use super::{api, caller, failure};
use crate::app::App;
use crate::auth::{self, Api};
use crate::domain::{Context, Viewer};

/// `/openapi.json`: tells of custom fields to those alone who may write them.
pub(super) async fn description(State(app): State<App>, request: Request) -> Response {
    let (parts, _) = request.into_parts();
    let nobody = parts
        .extensions
        .get::<Context>()
        .cloned()
        .unwrap_or_else(|| app.context(Viewer::Anonymous));
    let context = match api::identify(&app, &parts, nobody.clone(), Api::Rest).await {
        Ok((context, _)) => context,
        Err(auth::Error::Rejected(_)) => nobody,
        Err(auth::Error::Internal(error)) => return api::unidentified(&parts, &error),
    };
    let base = caller::base(&app.config, &parts.headers, &parts.uri, &parts.extensions);
    let headers = [
        (header::CONTENT_TYPE, "application/json"),
        (header::CACHE_CONTROL, "no-cache"),
        (header::VARY, "Authorization, Cookie"),
    ];
    match app.api.description(&context, &base).await {
        Ok(text) => (headers, text).into_response(),
        Err(error) => {
            tracing::error!(%error, "the REST API could not be described");
            let id = RequestId::of(&parts.extensions);
            let (code, message) = ("INTERNAL_SERVER_ERROR", "something went wrong on our side");
            failure::answer(
                parts.uri.path(),
                &id,
                StatusCode::INTERNAL_SERVER_ERROR,
                code,
                message,
            )
        }
    }
}

/// `/docs`: the page.
pub(super) async fn page(State(app): State<App>) -> Response {
    playground::page_of("rest.html", &app)
        .unwrap_or_else(|| bundle::missing("The page of the REST API"))
}
