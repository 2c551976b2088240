//! `/api/login`: signs a browser in to the pages of the REST API, with HTTP Basic. The browser then
//! sends the credentials with every request below `/api/`. DRF's login page creates a session
//! (`rest_framework/urls.py`); deskql creates no sessions.

use axum::extract::{Request, State};
use axum::response::{IntoResponse, Redirect, Response};
use http::{StatusCode, header};

use super::authentication::{anonymous_context, authenticate};
use super::failure::{self, authentication_failed};
use crate::app::App;
use crate::auth::{self, Api};
use crate::compat;
use crate::config::Authentication;
use crate::domain::core::error::Rejection;

/// The path. It does not end in a slash, so that browsers apply the credentials to all of `/api/`.
pub(super) const PATH: &str = compat::LOGIN_PATH;

/// Asks the browser for credentials until they are valid, then redirects to the page in `?next=`.
pub(super) async fn page(State(app): State<App>, request: Request) -> Response {
    let classes = &app.config.rest_framework.default_authentication_classes;
    if !classes.contains(&Authentication::Basic) {
        return failure::not_found().await.into_response();
    }
    let (parts, _) = request.into_parts();
    let anonymous = anonymous_context(&app, &parts);
    match authenticate(&app, &parts, anonymous, Api::Rest).await {
        Ok((context, _)) if context.viewer.is_authenticated() => {
            let (prefix, path) = (app.config.path_prefix(), return_path(parts.uri.query()));
            Redirect::to(&format!("{prefix}{path}")).into_response()
        }
        Err(auth::Error::Rejected(Rejection::Throttled(seconds))) => {
            let status = StatusCode::TOO_MANY_REQUESTS;
            let headers = [(header::RETRY_AFTER, seconds.to_string())];
            let text = "Too many failed sign-ins. Try again later.";
            (status, headers, text).into_response()
        }
        Err(auth::Error::Rejected(Rejection::Busy(seconds))) => {
            let status = StatusCode::SERVICE_UNAVAILABLE;
            let headers = [(header::RETRY_AFTER, seconds.to_string())];
            let text = "Too many sign-ins are in progress. Try again later.";
            (status, headers, text).into_response()
        }
        Err(auth::Error::Internal(error)) => authentication_failed(&error),
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
            (StatusCode::UNAUTHORIZED, headers, NOT_SIGNED_IN).into_response()
        }
    }
}

/// The page that browsers show if the user cancels the sign-in dialog.
const NOT_SIGNED_IN: &str = include_str!("not_signed_in.html");

/// The path in `?next=`, without the path prefix. Only paths of the API are accepted.
fn return_path(query: Option<&str>) -> String {
    let next = url::form_urlencoded::parse(query.unwrap_or_default().as_bytes())
        .find(|(name, _)| name == "next");
    let is_api_path = |path: &str| {
        path.starts_with("/api/")
            && path
                .bytes()
                .all(|byte| byte.is_ascii_graphic() && !b"\\\"<>".contains(&byte))
    };
    next.map(|(_, path)| path.into_owned())
        .filter(|path| is_api_path(path))
        .unwrap_or_else(|| "/api/".to_owned())
}

#[cfg(test)]
mod tests {
    #[test]
    fn returns_only_to_pages_of_the_api() {
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
            assert_eq!(super::return_path(Some(query)), expected, "{query}");
        }
    }
}
