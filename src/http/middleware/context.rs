//! Gives each request its [`Context`](crate::domain::Context), and reports in the response what the
//! request cost.

use std::time::Instant;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http::{HeaderMap, HeaderValue, header};

use super::trace::milliseconds;
use crate::app::App;
use crate::auth;
use crate::domain::Viewer;
use crate::translation::Language;

/// A response extension: the number of SQL statements of the request.
#[derive(Clone, Copy, Debug)]
pub(super) struct StatementCount(pub(super) u64);

/// Adds a [`Context`](crate::domain::Context) of an anonymous viewer to the request; authentication
/// replaces the viewer.
/// Adds the number of statements to the response, and `Server-Timing` if `server.server_timing` is
/// on.
pub async fn set_context(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let mut context = app.context(Viewer::Anonymous);
    if app.config.locale_middleware {
        context.language = requested_language(&app, request.headers());
    }
    let db = context.db.clone();
    request.extensions_mut().insert(context);
    let start = Instant::now();
    let mut response = next.run(request).await;
    let statements = db.statement_count();
    response.extensions_mut().insert(StatementCount(statements));
    if app.config.server.server_timing {
        let ms = milliseconds(start.elapsed());
        let timing = format!("db;desc=\"{statements} statements\", app;dur={ms}");
        if let Ok(timing) = HeaderValue::try_from(timing) {
            response.headers_mut().insert("server-timing", timing);
        }
    }
    response
}

/// The language that a request asks for, as Django's LocaleMiddleware determines it.
fn requested_language(app: &App, headers: &HeaderMap) -> Language {
    let cookie = auth::cookie(headers, &app.config.language_cookie_name);
    let accept = headers
        .get(header::ACCEPT_LANGUAGE)
        .map(HeaderValue::as_bytes)
        .unwrap_or_default();
    app.translations
        .requested(cookie.as_deref(), &String::from_utf8_lossy(accept))
}
