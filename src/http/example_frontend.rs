//! `/app/`: the example frontend (`examples/frontend/`), bundled into the binary and switched on by
//! `server.example_frontend`. It is an ordinary client of the GraphQL API.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use http::{HeaderMap, header};

use super::bundle::{self, Bundle, ExampleFrontend};
use crate::app::App;

const BUNDLE: Bundle<ExampleFrontend> = Bundle::new();

/// The page loads everything from its own origin, and contains no inline scripts or styles.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
     img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; \
     frame-ancestors 'none'";

/// Whether the binary includes the frontend.
pub fn is_bundled() -> bool {
    !BUNDLE.is_empty()
}

/// `/app`: redirects to `/app/`, because the page names its files by relative paths.
pub(super) async fn redirect(State(app): State<App>) -> Redirect {
    Redirect::permanent(&format!("{}/app/", app.config.path_prefix()))
}

/// `/app/`: the page.
pub(super) async fn page() -> Response {
    let Some(html) = BUNDLE.page("index.html") else {
        return bundle::missing_page("The example frontend");
    };
    let headers = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY),
        (header::CACHE_CONTROL, "no-cache"),
    ];
    (headers, html).into_response()
}

/// `/app/{file}`: a file of the page.
pub(super) async fn file(Path(name): Path<String>, headers: HeaderMap) -> Response {
    BUNDLE.file(&name, &headers)
}
