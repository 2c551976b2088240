//! `/app/`: the example frontend (examples/frontend/), out of the binary, where the settings say
//! so. It is a client like any other: nothing here knows what it does.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use http::{HeaderMap, header};

use super::bundle::{self, Bundle};
use crate::app::App;

include!(concat!(env!("OUT_DIR"), "/example_frontend.rs"));

const BUNDLE: Bundle = Bundle(FILES);

/// It asks its own origin and nobody else, and nothing of it stands in the page.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
                      connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// Whether this binary has it.
pub fn is_bundled() -> bool {
    !FILES.is_empty()
}

/// Its files are beside it, so its address ends in a slash.
pub(super) async fn redirect(State(app): State<App>) -> Redirect {
    Redirect::permanent(&format!("{}/app/", app.config.path_prefix()))
}

/// The page.
pub(super) async fn page() -> Response {
    let Some(html) = BUNDLE.index() else {
        return bundle::missing("The example frontend");
    };
    let headers = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::CACHE_CONTROL, "no-cache"),
    ];
    (headers, html).into_response()
}

/// A file of the page.
pub(super) async fn file(Path(name): Path<String>, headers: HeaderMap) -> Response {
    BUNDLE.file(&name, &headers)
}
