//! The outermost layer: gives a request its id and its context, and the log its line. Query strings
//! and the paths of files are not logged: either may hold a secret.

use std::sync::Arc;
use std::time::Instant;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http::{Extensions, HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use tracing::Instrument;

use crate::app::App;
use crate::auth;
use crate::domain::Viewer;
use crate::domain::tickets::attachments::link;
use crate::translation::Language;

const HEADER: HeaderName = HeaderName::from_static("x-request-id");
/// Longest id that is taken from a caller.
const LONGEST: usize = 128;

/// The id of a request: the caller's `X-Request-Id`, or a fresh one.
#[derive(Clone, Debug)]
pub struct RequestId(Arc<str>);

impl RequestId {
    /// The id in a request's extensions.
    pub(in crate::http) fn of(extensions: &Extensions) -> Self {
        extensions
            .get::<Self>()
            .cloned()
            .unwrap_or_else(|| Self(Arc::from("-")))
    }

    /// The id.
    pub(in crate::http) fn as_str(&self) -> &str {
        &self.0
    }

    /// The caller's id, where it is one that does no harm in a log.
    fn taken(value: &HeaderValue) -> Option<Self> {
        let text = value.to_str().ok()?;
        let harmless = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.:+/=".contains(&byte);
        (!text.is_empty() && text.len() <= LONGEST && text.bytes().all(harmless))
            .then(|| Self(Arc::from(text)))
    }
}

/// Gives the request a [`RequestId`] and a [`crate::domain::Context`] (of nobody; whoever signs the
/// caller in keeps the rest of it), answers with `X-Request-Id` and, if it is switched on,
/// `Server-Timing`.
pub async fn observe(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let id = request.headers().get(&HEADER).and_then(RequestId::taken);
    let id = id.unwrap_or_else(|| RequestId(Arc::from(uuid::Uuid::new_v4().to_string())));
    let mut context = app.context(Viewer::Anonymous);
    if app.config.locale_middleware {
        context.language = requested(&app, request.headers());
    }
    request.extensions_mut().insert(id.clone());
    request.extensions_mut().insert(context.clone());

    let method = request.method().clone();
    let path = loggable(request.uri().path(), app.config.media_path());
    let span = tracing::info_span!("request", id = id.as_str());
    let begun = Instant::now();
    async move {
        let mut response = next.run(request).await;
        let statements = context.db.statement_count();
        let (status, ms) = (response.status(), begun.elapsed().as_secs_f64() * 1000.0);
        let ms = (ms * 1000.0).round() / 1000.0;
        if matches!(path.as_str(), "/healthz" | "/readyz") && status == StatusCode::OK {
            tracing::debug!(%method, path, status = status.as_u16(), ms, statements, "answered");
        } else {
            tracing::info!(%method, path, status = status.as_u16(), ms, statements, "answered");
        }
        if let Ok(value) = HeaderValue::from_str(id.as_str()) {
            response.headers_mut().insert(HEADER, value);
        }
        if app.config.server.server_timing
            && let Ok(value) = format!("db;desc=\"{statements} statements\", app;dur={ms}").parse()
        {
            response.headers_mut().insert("server-timing", value);
        }
        response
    }
    .instrument(span)
    .await
}

/// The language that a request asks for.
fn requested(app: &App, headers: &HeaderMap) -> Language {
    let cookie = auth::cookie(headers, &app.config.language_cookie_name);
    let accept = headers
        .get(header::ACCEPT_LANGUAGE)
        .map(HeaderValue::as_bytes)
        .unwrap_or_default();
    app.translations
        .requested(cookie.as_deref(), &String::from_utf8_lossy(accept))
}

/// The path as the log may have it: that of a file holds its name, and its ticket's key.
fn loggable(path: &str, media: Option<&str>) -> String {
    if path.starts_with(link::PREFIX) {
        return format!("{}…", link::PREFIX);
    }
    match media {
        Some(media) if path.starts_with(media) => format!("{media}…"),
        _ => path.to_owned(),
    }
}
