//! Pages for browsers, embedded in the binary: GraphiQL, and beside it the REST API's page
//! (`http::docs`). A binary without them answers with a page that says how to add them.

use axum::extract::{Path, Request};
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, header};

use super::accept::Media;
use crate::app::App;
use crate::http::bundle::Bundle;
use crate::http::caller;

include!(concat!(env!("OUT_DIR"), "/playground.rs"));

const BUNDLE: Bundle = Bundle(FILES);

/// The page asks its own origin and nobody else. GraphiQL's editor writes `style` attributes and
/// elements.
const POLICY: &str = "default-src 'none'; script-src 'self'; worker-src 'self'; style-src 'self' 'unsafe-inline'; \
                      img-src 'self' data:; font-src 'self' data:; connect-src 'self'; base-uri 'none'; \
                      form-action 'none'; frame-ancestors 'none'";
/// The page without GraphiQL has nothing to load.
const PLAIN_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'";

/// The page.
pub(super) fn page(app: &App, request: &Request) -> Response {
    page_of("index.html", app).unwrap_or_else(|| {
        let base = caller::base(
            &app.config,
            request.headers(),
            request.uri(),
            request.extensions(),
        );
        let html = include_str!("without_graphiql.html").replace("{{origin}}", &escaped(&base));
        answer(html, PLAIN_POLICY)
    })
}

/// A page of the bundle; none where the binary is without.
pub(in crate::http) fn page_of(name: &str, app: &App) -> Option<Response> {
    let prefix = app.config.path_prefix();
    let html = BUNDLE
        .page(name)?
        // Its files are named as if they were beside it.
        .replace("\"./", &format!("\"{prefix}/graphql/assets/"))
        .replace("{{prefix}}", prefix)
        .replace("{{csrf_cookie}}", &escaped(&app.config.csrf_cookie_name));
    Some(answer(html, POLICY))
}

fn answer(html: String, policy: &'static str) -> Response {
    let headers = [
        (header::CONTENT_TYPE, Media::Html.content_type()),
        (header::CONTENT_SECURITY_POLICY, policy),
        (header::CACHE_CONTROL, "no-cache"),
        (header::VARY, "Accept"),
    ];
    (headers, html).into_response()
}

/// A file of the page.
pub(in crate::http) async fn asset(Path(name): Path<String>, headers: HeaderMap) -> Response {
    BUNDLE.file(&name, &headers)
}

/// Text for an attribute or between tags.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
