//! `/`: where to go from here.

use axum::extract::{Request, State};
use axum::response::{IntoResponse, Redirect, Response};

use super::{caller, graphql};
use crate::app::App;

/// Browsers go to GraphiQL; others get the addresses.
pub(super) async fn page(State(app): State<App>, request: Request) -> Response {
    if app.config.graphql.graphiql && graphql::is_browser(request.headers()) {
        return Redirect::temporary(&format!("{}/graphql", app.config.path_prefix()))
            .into_response();
    }
    let base = caller::base(
        &app.config,
        request.headers(),
        request.uri(),
        request.extensions(),
    );
    format!(
        "deskql {}\nGraphQL: {base}/graphql\nREST:    {base}/api/\n",
        env!("CARGO_PKG_VERSION")
    )
    .into_response()
}
