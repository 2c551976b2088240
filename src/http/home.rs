//! `/`: redirects browsers to GraphiQL; other clients get the addresses of the APIs.

use axum::extract::{Request, State};
use axum::response::{IntoResponse, Redirect, Response};

use super::{addresses, graphql};
use crate::app::App;

/// `/`
pub(super) async fn page(State(app): State<App>, request: Request) -> Response {
    if app.config.graphql.graphiql && graphql::prefers_html(request.headers()) {
        let prefix = app.config.path_prefix();
        return Redirect::temporary(&format!("{prefix}/graphql")).into_response();
    }
    let base_url = addresses::base_url(
        &app.config,
        request.headers(),
        request.uri(),
        request.extensions(),
    );
    let version = env!("CARGO_PKG_VERSION");
    format!("deskql {version}\nGraphQL: {base_url}/graphql\nREST:    {base_url}/api/\n")
        .into_response()
}
