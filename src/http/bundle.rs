//! Pages that `cargo xtask pages` builds and build.rs embeds in the binary: serves their compressed
//! files to browsers.

use std::io::Read;

use axum::response::{IntoResponse, Response};
use http::{HeaderMap, StatusCode, header};

/// The answer to requests for a page that this binary does not include.
pub(super) fn missing(page: &str) -> Response {
    let text = format!(
        "{page} is not in this binary. To add it, run `cargo xtask pages` and build deskql again.\n"
    );
    (StatusCode::NOT_FOUND, text).into_response()
}

/// The files of a page by name, compressed with gzip; empty if the page was not built.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bundle(pub(super) &'static [(&'static str, &'static [u8])]);

impl Bundle {
    fn packed(self, name: &str) -> Option<&'static [u8]> {
        self.0
            .iter()
            .find(|(file, _)| *file == name)
            .map(|(_, content)| *content)
    }

    /// The page itself.
    pub(super) fn index(self) -> Option<String> {
        self.page("index.html")
    }

    /// One of several pages.
    pub(super) fn page(self, name: &str) -> Option<String> {
        let content = unpacked(self.packed(name)?).ok()?;
        String::from_utf8(content).ok()
    }

    /// A file that the page asks for. A name that changes with the content may be kept for ever.
    pub(super) fn file(self, name: &str, headers: &HeaderMap) -> Response {
        let Some(content) = self.packed(name).filter(|_| !name.ends_with(".html")) else {
            return (StatusCode::NOT_FOUND, "there is no such file").into_response();
        };
        let media = match name.rsplit('.').next() {
            Some("js") => "text/javascript; charset=utf-8",
            Some("css") => "text/css; charset=utf-8",
            Some("svg") => "image/svg+xml",
            Some("ttf") => "font/ttf",
            _ => "text/plain; charset=utf-8",
        };
        let kept = if name.contains('-') {
            "public, max-age=31536000, immutable"
        } else {
            "no-cache"
        };
        let known = [
            (header::CONTENT_TYPE, media),
            (header::CACHE_CONTROL, kept),
            (header::VARY, "Accept-Encoding"),
        ];
        if takes_gzip(headers) {
            return (known, [(header::CONTENT_ENCODING, "gzip")], content).into_response();
        }
        match unpacked(content) {
            Ok(bytes) => (known, bytes).into_response(),
            Err(error) => {
                tracing::error!(%error, name, "a bundled file could not be unpacked");
                StatusCode::INTERNAL_SERVER_ERROR.into_response()
            }
        }
    }
}

fn unpacked(content: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    flate2::read::GzDecoder::new(content).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn takes_gzip(headers: &HeaderMap) -> bool {
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
