//! The documentation of the REST API: its OpenAPI description, which `compat` writes, and a page
//! that shows it (Swagger UI, bundled into the binary).

use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use http::header;

use super::authentication::{anonymous_context, authenticate};
use super::failure::{Failure, authentication_failed};
use super::graphql::playground;
use super::{addresses, bundle};
use crate::app::App;
use crate::auth::{self, Api};

/// `/openapi.json`. Lists custom fields only to viewers who may write them.
pub(super) async fn description(State(app): State<App>, request: Request) -> Response {
    let (parts, _) = request.into_parts();
    let anonymous = anonymous_context(&app, &parts);
    let context = match authenticate(&app, &parts, anonymous.clone(), Api::Rest).await {
        Ok((context, _)) => context,
        Err(auth::Error::Rejected(_)) => anonymous,
        Err(auth::Error::Internal(error)) => return authentication_failed(&error),
    };
    let base_url = addresses::base_url(&app.config, &parts.headers, &parts.uri, &parts.extensions);
    let headers = [
        (header::CONTENT_TYPE, "application/json"),
        (header::CACHE_CONTROL, "no-cache"),
        (header::VARY, "Authorization, Cookie"),
    ];
    match app.api.description(&context, &base_url).await {
        Ok(text) => (headers, text).into_response(),
        Err(error) => {
            tracing::error!(%error, "the OpenAPI description could not be written");
            Failure::internal().into_response()
        }
    }
}

/// `/docs`: the page.
pub(super) async fn page(State(app): State<App>) -> Response {
    playground::bundled_page("rest.html", &app)
        .unwrap_or_else(|| bundle::missing_page("The page of the REST API"))
}
