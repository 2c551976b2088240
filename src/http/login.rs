//! `/api/login`: signs a browser in to the REST API's pages with HTTP Basic. Browsers send the
//! credentials with every later request below `/api/`. DRF has a login page for sessions instead
//! (`rest_framework/urls.py`); sessions are not created here.

use axum::extract::{Request, State};
use axum::response::{IntoResponse, Redirect, Response};
use http::{StatusCode, header};

use super::{api, failure};
use crate::app::App;
use crate::auth::{self, Api};
use crate::compat;
use crate::config::Authentication;
use crate::domain::core::error::Rejection;
use crate::domain::{Context, Viewer};

/// Its address. Without a slash at the end: what browsers take for the realm is then all of
/// `/api/`.
pub(super) const PATH: &str = compat::LOGIN_PATH;

/// Asks the browser for credentials until they are right, then returns to the page named by
/// `?next=`.
pub(super) async fn page(State(app): State<App>, request: Request) -> Response {
    if !app
        .config
        .rest_framework
        .default_authentication_classes
        .contains(&Authentication::Basic)
    {
        return failure::not_found(request).await;
    }
    let (parts, _) = request.into_parts();
    let context = parts
        .extensions
        .get::<Context>()
        .cloned()
        .unwrap_or_else(|| app.context(Viewer::Anonymous));
    let next = next(parts.uri.query());
    match api::identify(&app, &parts, context, Api::Rest).await {
        Ok((context, _)) if context.viewer.user().is_some() => {
            Redirect::to(&format!("{}{next}", app.config.path_prefix())).into_response()
        }
        Err(auth::Error::Rejected(Rejection::Throttled(seconds))) => {
            let wait = [(header::RETRY_AFTER, seconds.to_string())];
            (
                StatusCode::TOO_MANY_REQUESTS,
                wait,
                "Too many failed sign-ins. Try again later.",
            )
                .into_response()
        }
        Err(auth::Error::Rejected(Rejection::Busy(seconds))) => {
            let wait = [(header::RETRY_AFTER, seconds.to_string())];
            (
                StatusCode::SERVICE_UNAVAILABLE,
                wait,
                "Too many sign-ins are being checked. Try again later.",
            )
                .into_response()
        }
        Err(auth::Error::Internal(error)) => api::unidentified(&parts, &error),
        Ok(_) | Err(auth::Error::Rejected(_)) => {
            let headers = [
                (
                    header::WWW_AUTHENTICATE,
                    "Basic realm=\"api\", charset=\"UTF-8\"",
                ),
                (header::CONTENT_TYPE, "text/html; charset=utf-8"),
                (header::CONTENT_SECURITY_POLICY, compat::PAGE_POLICY),
                (header::CACHE_CONTROL, "no-store"),
            ];
            (StatusCode::UNAUTHORIZED, headers, CANCELLED).into_response()
        }
    }
}

/// What people see who close the browser's dialog.
const CANCELLED: &str = "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n\
    <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
    <meta name=\"color-scheme\" content=\"light dark\">\n<title>Sign in – help desk API</title>\n\
    <style>body{font:16px/1.5 system-ui,sans-serif;margin:3rem auto;max-width:40rem;padding:0 1rem}</style>\n\
    <main><h1>You are not signed in</h1>\n<p><a href=\"\">Try again</a> or <a href=\"./\">go back to the API</a>.</p></main>\n\
    </html>\n";

/// The page to return to, without the path prefix: one of the API's, whatever the address says.
fn next(query: Option<&str>) -> String {
    let asked = url::form_urlencoded::parse(query.unwrap_or_default().as_bytes())
        .find(|(name, _)| name == "next");
    let is_ours = |path: &str| {
        path.starts_with("/api/")
            && path
                .bytes()
                .all(|byte| byte.is_ascii_graphic() && !b"\\\"<>".contains(&byte))
    };
    asked
        .map(|(_, path)| path.into_owned())
        .filter(|path| is_ours(path))
        .unwrap_or_else(|| "/api/".to_owned())
}

#[cfg(test)]
mod tests {
    #[test]
    fn only_pages_of_the_api() {
        for (query, expected) in [
            ("next=/api/tickets/%3Fpage%3D2", "/api/tickets/?page=2"),
            ("next=%2Fapi%2F", "/api/"),
            ("next=//evil.example/api/", "/api/"),
            ("next=https://evil.example/", "/api/"),
            ("next=/api/%0d%0aSet-Cookie:x", "/api/"),
            ("next=/api/%5C%5Cevil", "/api/"),
            ("next=/graphql", "/api/"),
            ("", "/api/"),
        ] {
            assert_eq!(super::next(Some(query)), expected, "{query}");
        }
    }
}
