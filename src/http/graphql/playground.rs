//! GraphiQL for browsers, out of the binary. Without it (no npm at build time) a page that says so.

use std::io::Read;

use axum::extract::{Path, Request};
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, StatusCode, header};

use super::accept::Media;
use crate::app::App;
use crate::http::caller;

include!(concat!(env!("OUT_DIR"), "/playground.rs"));

/// The page asks its own origin and nobody else. GraphiQL writes `style` attributes and elements.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; \
                      font-src data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
/// The page without GraphiQL has nothing to load.
const PLAIN_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'";

/// The packed content of the file `name`.
fn packed(name: &str) -> Option<&'static [u8]> {
    FILES.iter().find(|(file, _)| *file == name).map(|(_, content)| *content)
}

fn unpacked(content: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    flate2::read::GzDecoder::new(content).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// The page.
pub(super) fn page(app: &App, request: &Request) -> Response {
    let page = packed("index.html").and_then(|content| unpacked(content).ok()).and_then(|c| String::from_utf8(c).ok());
    let (html, policy) = match page {
        Some(html) => (html.replace("{{csrf_cookie}}", &escaped(&app.config.csrf_cookie_name)), POLICY),
        None => {
            let origin = caller::origin(&app.config, request.headers(), request.uri(), request.extensions());
            (include_str!("without_graphiql.html").replace("{{origin}}", &escaped(&origin)), PLAIN_POLICY)
        }
    };
    let headers = [
        (header::CONTENT_TYPE, Media::Html.content_type()),
        (header::CONTENT_SECURITY_POLICY, policy),
        (header::CACHE_CONTROL, "no-cache"),
        (header::VARY, "Accept"),
    ];
    (headers, html).into_response()
}

/// A file of the page. Its name changes with its content, so it may be kept for ever.
pub(in crate::http) async fn asset(Path(name): Path<String>, headers: HeaderMap) -> Response {
    let Some(content) = packed(&name).filter(|_| name != "index.html") else {
        return (StatusCode::NOT_FOUND, "there is no such file").into_response();
    };
    let media = match name.rsplit('.').next() {
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        _ => "text/plain; charset=utf-8",
    };
    let kept = if name.contains('-') { "public, max-age=31536000, immutable" } else { "no-cache" };
    let known = [(header::CONTENT_TYPE, media), (header::CACHE_CONTROL, kept), (header::VARY, "Accept-Encoding")];
    let takes_gzip = headers.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).is_some_and(|value| {
        value.split(',').any(|coding| {
            let mut parts = coding.split(';').map(str::trim);
            parts.next() == Some("gzip") && !parts.any(|part| matches!(part, "q=0" | "q=0.0"))
        })
    });
    if takes_gzip {
        return (known, [(header::CONTENT_ENCODING, "gzip")], content).into_response();
    }
    match unpacked(content) {
        Ok(bytes) => (known, bytes).into_response(),
        Err(error) => {
            tracing::error!(%error, name, "a file of GraphiQL could not be unpacked");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

/// Text for an attribute or between tags.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
