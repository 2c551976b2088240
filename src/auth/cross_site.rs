//! Protects writes with a password that a browser remembers. A browser that signed in to the REST
//! API's pages sends the password with every request, even for a form on another site. DRF does not
//! check this (rest_framework/authentication.py, `BasicAuthentication`). Programs send no `Origin`
//! and are not affected.

use http::header::{HOST, ORIGIN};
use http::request::Parts;

use crate::config::Config;

/// The origin of the foreign page that caused this request; `None` for the service's own pages,
/// allowed origins, and programs.
pub(super) fn foreign_origin(parts: &Parts, config: &Config) -> Option<String> {
    let text = |name: &str| {
        parts
            .headers
            .get(name)
            .map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())
    };
    let origin = text(ORIGIN.as_str());
    let is_own = match text("sec-fetch-site").as_deref() {
        Some("same-origin" | "none") => true,
        Some(_) => false,
        // Without HTTPS there is only `Origin`. Ignore its scheme: a proxy may have terminated TLS.
        None => origin.as_deref().is_none_or(|origin| {
            let host = parts.headers.get(HOST).and_then(|host| host.to_str().ok());
            let host = host.or_else(|| parts.uri.authority().map(http::uri::Authority::as_str));
            origin
                .split_once("://")
                .is_some_and(|(_, named)| host == Some(named))
                || origin == config.public_url
        }),
    };
    let is_allowed = |origin: &String| {
        config.cors_allowed_origins.contains(origin) || config.csrf_trusted_origins.contains(origin)
    };
    if is_own || origin.as_ref().is_some_and(is_allowed) {
        None
    } else {
        Some(origin.unwrap_or_else(|| "null".to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use http::Request;

    use super::*;

    #[test]
    fn finds_pages_of_other_sites() {
        let config = Config {
            cors_allowed_origins: vec!["https://desk.example.com".to_owned()],
            ..Config::default()
        };
        let foreign = |headers: &[(&str, &str)]| {
            let request = headers.iter().fold(
                Request::post("/api/tickets/").header("host", "help.example.com"),
                |request, (name, value)| request.header(*name, *value),
            );
            foreign_origin(&request.body(()).unwrap().into_parts().0, &config)
        };
        let evil = ("origin", "https://evil.example");
        let none: Option<String> = None;
        assert_eq!(foreign(&[]), none, "a program");
        assert_eq!(foreign(&[("origin", "https://help.example.com")]), none);
        assert_eq!(
            foreign(&[
                ("origin", "https://desk.example.com"),
                ("sec-fetch-site", "cross-site")
            ]),
            none
        );
        assert_eq!(
            foreign(&[
                ("origin", "https://other.name"),
                ("sec-fetch-site", "same-origin")
            ]),
            none,
            "behind a proxy"
        );
        assert_eq!(foreign(&[evil]).as_deref(), Some("https://evil.example"));
        assert_eq!(
            foreign(&[evil, ("sec-fetch-site", "cross-site")]).as_deref(),
            Some("https://evil.example")
        );
        assert_eq!(foreign(&[("origin", "null")]).as_deref(), Some("null"));
        assert_eq!(
            foreign(&[("sec-fetch-site", "same-site")]).as_deref(),
            Some("null")
        );
    }
}
