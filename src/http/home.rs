//! `/`: where to go from here.

use axum::extract::{Request, State};
use axum::response::{IntoResponse, Redirect, Response};

use super::{caller, graphql};
use crate::app::App;

/// Browsers go to GraphiQL; others get the addresses.
pub(super) async fn page(State(app): State<App>, request: Request) -> Response {
    if app.config.graphql.graphiql && graphql::is_browser(request.headers()) {
        return Redirect::temporary("/graphql").into_response();
    }
    let origin = caller::origin(&app.config, request.headers(), request.uri(), request.extensions());
    format!("deskql {}\nGraphQL: {origin}/graphql\nREST:    {origin}/api/\n", env!("CARGO_PKG_VERSION")).into_response()
}
