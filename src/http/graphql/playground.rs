//! The pages of `playground/`, part of release builds: GraphiQL, and the documentation of the REST
//! API (`http::docs`).

use axum::extract::{Path, Request};
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, header};

use super::accept::MediaType;
use crate::app::App;
use crate::http::addresses;
use crate::http::bundle::{Bundle, Playground};

const BUNDLE: Bundle<Playground> = Bundle::new();

/// The pages load everything from their own origin. GraphiQL's editor creates inline styles.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; \
     worker-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; \
     font-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; \
     frame-ancestors 'none'";
/// The page that replaces GraphiQL loads nothing.
const CONTENT_SECURITY_POLICY_WITHOUT_GRAPHIQL: &str =
    "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'";

/// GraphiQL, or a page that says how to add it to the binary.
pub(super) fn page(app: &App, request: &Request) -> Response {
    bundled_page("index.html", app).unwrap_or_else(|| {
        let base_url = addresses::base_url(
            &app.config,
            request.headers(),
            request.uri(),
            request.extensions(),
        );
        let html =
            include_str!("without_graphiql.html").replace("{{base_url}}", &escape_html(&base_url));
        respond(html, CONTENT_SECURITY_POLICY_WITHOUT_GRAPHIQL)
    })
}

/// A page of the bundle; `None` if the binary does not include it.
pub(in crate::http) fn bundled_page(name: &str, app: &App) -> Option<Response> {
    let prefix = app.config.path_prefix();
    let html = BUNDLE
        .page(name)?
        // The bundler writes paths relative to the page.
        .replace("\"./", &format!("\"{prefix}/graphql/assets/"))
        .replace("{{prefix}}", prefix)
        .replace(
            "{{csrf_cookie}}",
            &escape_html(&app.config.csrf_cookie_name),
        );
    Some(respond(html, CONTENT_SECURITY_POLICY))
}

fn respond(html: String, policy: &'static str) -> Response {
    let headers = [
        (header::CONTENT_TYPE, MediaType::Html.content_type()),
        (header::CONTENT_SECURITY_POLICY, policy),
        (header::CACHE_CONTROL, "no-cache"),
        (header::VARY, "Accept"),
    ];
    (headers, html).into_response()
}

/// A file that a page loads.
pub(in crate::http) async fn asset(Path(name): Path<String>, headers: HeaderMap) -> Response {
    BUNDLE.file(&name, &headers)
}

/// Escapes text for HTML elements and attributes.
fn escape_html(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
