//! The pages that `cargo xtask pages` builds, in release builds part of the binary: serves their
//! compressed files to browsers.

use std::borrow::Cow;
use std::io::Read;
use std::marker::PhantomData;

use axum::response::{IntoResponse, Response};
use http::{HeaderMap, StatusCode, header};
use rust_embed::RustEmbed;

/// GraphiQL and the documentation of the REST API.
#[derive(Debug, RustEmbed)]
#[folder = "pages/playground"]
#[allow_missing = true]
pub(super) struct Playground;

/// The example frontend.
#[derive(Debug, RustEmbed)]
#[folder = "pages/example_frontend"]
#[allow_missing = true]
pub(super) struct ExampleFrontend;

/// The response to requests for a page that the binary does not include.
pub(super) fn missing_page(page: &str) -> Response {
    let text = format!(
        "{page} is not in this binary. To add it, run `cargo xtask pages` and build deskql again.\n"
    );
    (StatusCode::NOT_FOUND, text).into_response()
}

/// The gzipped files of a folder; none if the pages were not built.
#[derive(Debug)]
pub(super) struct Bundle<Files>(PhantomData<Files>);

impl<Files: RustEmbed> Bundle<Files> {
    /// The bundle of a folder.
    pub(super) const fn new() -> Self {
        Self(PhantomData)
    }

    /// Whether the pages were not built.
    pub(super) fn is_empty(&self) -> bool {
        Files::iter().next().is_none()
    }

    fn gzipped(&self, name: &str) -> Option<Cow<'static, [u8]>> {
        Files::get(&format!("{name}.gz")).map(|file| file.data)
    }

    /// The HTML of a page.
    pub(super) fn page(&self, name: &str) -> Option<String> {
        String::from_utf8(gunzip(&self.gzipped(name)?).ok()?).ok()
    }

    /// A file that a page loads. Names with a content hash may be cached forever.
    pub(super) fn file(&self, name: &str, headers: &HeaderMap) -> Response {
        let Some(content) = self.gzipped(name).filter(|_| !name.ends_with(".html")) else {
            return (StatusCode::NOT_FOUND, "no such file").into_response();
        };
        let content_type = match name.rsplit('.').next() {
            Some("js") => "text/javascript; charset=utf-8",
            Some("css") => "text/css; charset=utf-8",
            Some("svg") => "image/svg+xml",
            Some("ttf") => "font/ttf",
            _ => "text/plain; charset=utf-8",
        };
        let cache_control = if name.contains('-') {
            "public, max-age=31536000, immutable"
        } else {
            "no-cache"
        };
        let response_headers = [
            (header::CONTENT_TYPE, content_type),
            (header::CACHE_CONTROL, cache_control),
            (header::VARY, "Accept-Encoding"),
        ];
        if accepts_gzip(headers) {
            let encoding = [(header::CONTENT_ENCODING, "gzip")];
            return (response_headers, encoding, content).into_response();
        }
        match gunzip(&content) {
            Ok(bytes) => (response_headers, bytes).into_response(),
            Err(error) => {
                tracing::error!(%error, name, "a bundled file could not be decompressed");
                StatusCode::INTERNAL_SERVER_ERROR.into_response()
            }
        }
    }
}

fn gunzip(content: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    flate2::read::GzDecoder::new(content).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn accepts_gzip(headers: &HeaderMap) -> bool {
    headers
        .get(header::ACCEPT_ENCODING)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|value| {
            value.split(',').any(|coding| {
                let mut parts = coding.split(';').map(str::trim);
                parts.next() == Some("gzip") && !parts.any(|part| matches!(part, "q=0" | "q=0.0"))
            })
        })
}
