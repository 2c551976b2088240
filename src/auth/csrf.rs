//! Django's CSRF protection of writes with a session cookie: a token that only pages of the site
//! know, and a check of the origin (django/middleware/csrf.py). The reasons are Django's sentences.

use std::fmt;
use std::net::IpAddr;

use http::Method;
use http::header::{ORIGIN, REFERER};
use http::request::Parts;

use super::csrf_token::{SECRET_LENGTH, TOKEN_LENGTH, unmask};
use super::digest::constant_time_eq;
use super::origins::{Origins, SplitUrl};
use super::{cookies, cross_site};
use crate::config::Config;
use crate::domain::core::error::Rejection;

/// The CSRF check of a request. Empty for safe methods and for viewers without a session.
#[derive(Clone, Default)]
pub struct Csrf(Option<Check>);

#[derive(Clone)]
struct Check {
    /// Why the origin is rejected.
    origin_error: Option<String>,
    cookie: Option<String>,
    header: Option<String>,
    /// Whether a form field may carry the token.
    is_post: bool,
}

impl fmt::Debug for Csrf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_some() {
            "Csrf(pending)"
        } else {
            "Csrf(none)"
        })
    }
}

impl Csrf {
    /// The check for a request with a session.
    pub(super) fn for_session(
        parts: &Parts,
        peer: IpAddr,
        config: &Config,
        origins: &Origins,
    ) -> Self {
        if is_safe(&parts.method) {
            return Self(None);
        }
        let text = |name: &str| {
            let value = parts.headers.get(name)?;
            // Like Python, which reads every byte of a header as a character.
            Some(
                value
                    .as_bytes()
                    .iter()
                    .map(|&byte| char::from(byte))
                    .collect::<String>(),
            )
        };
        let origin_error = match text(ORIGIN.as_str()) {
            Some(origin) => (!origins.trusts_origin(&origin, parts, peer)).then(|| {
                format!("Origin checking failed - {origin} does not match any trusted origins.")
            }),
            None if origins.is_secure(parts, peer) => {
                referer_error(text(REFERER.as_str()), parts, peer, origins)
            }
            None => None,
        };
        Self(Some(Check {
            origin_error,
            cookie: cookies::get(&parts.headers, &config.csrf_cookie_name),
            header: text("x-csrftoken"),
            is_post: parts.method == Method::POST,
        }))
    }

    /// The check for a request with a password: that no page of another site sent it
    /// (`cross_site`).
    pub(super) fn for_password(parts: &Parts, config: &Config) -> Self {
        if is_safe(&parts.method) {
            return Self(None);
        }
        Self(
            cross_site::foreign_origin(parts, config).map(|origin| Check {
                origin_error: Some(format!(
                    "Origin checking failed - {origin} does not match any trusted origins."
                )),
                cookie: None,
                header: None,
                is_post: false,
            }),
        )
    }

    /// Whether a token in a form field could still make the request pass: it comes from a page of
    /// the site and has the cookie.
    #[must_use]
    pub fn accepts_form_token(&self) -> bool {
        self.0.as_ref().is_some_and(|check| {
            let cookie = check.cookie.as_deref();
            check.is_post
                && check.origin_error.is_none()
                && cookie.is_some_and(|cookie| check_format(cookie).is_ok())
        })
    }

    /// Runs the check. `form_token` is the form's field `csrfmiddlewaretoken` (the last one), which
    /// takes precedence over `X-CSRFToken` but counts only for POST.
    ///
    /// # Errors
    /// [`Rejection::Csrf`] with Django's reason.
    pub fn check(&self, form_token: Option<&str>) -> Result<(), Rejection> {
        match &self.0 {
            Some(check) => check.run(form_token).map_err(Rejection::Csrf),
            None => Ok(()),
        }
    }
}

/// Whether a method is safe (RFC 9110, 9.2.1).
fn is_safe(method: &Method) -> bool {
    matches!(
        *method,
        Method::GET | Method::HEAD | Method::OPTIONS | Method::TRACE
    )
}

impl Check {
    fn run(&self, form_token: Option<&str>) -> Result<(), String> {
        if let Some(reason) = &self.origin_error {
            return Err(reason.clone());
        }
        let cookie = self.cookie.as_deref().ok_or("CSRF cookie not set.")?;
        check_format(cookie).map_err(|error| format!("CSRF cookie {error}."))?;
        let (token, source) = match form_token.filter(|token| self.is_post && !token.is_empty()) {
            Some(token) => (token, "POST"),
            None => (
                self.header.as_deref().ok_or("CSRF token missing.")?,
                "the 'X-Csrftoken' HTTP header",
            ),
        };
        let error = match check_format(token) {
            Err(error) => error,
            Ok(()) if constant_time_eq(&unmask(token), &unmask(cookie)) => return Ok(()),
            Ok(()) => "incorrect",
        };
        Err(format!("CSRF token from {source} {error}."))
    }
}

fn referer_error(
    referer: Option<String>,
    parts: &Parts,
    peer: IpAddr,
    origins: &Origins,
) -> Option<String> {
    let Some(referer) = referer else {
        return Some("Referer checking failed - no Referer.".to_owned());
    };
    let url =
        SplitUrl::parse(&referer).filter(|url| !url.scheme.is_empty() && !url.host.is_empty());
    let Some(url) = url else {
        return Some("Referer checking failed - Referer is malformed.".to_owned());
    };
    if url.scheme != "https" {
        return Some(
            "Referer checking failed - Referer is insecure while host is secure.".to_owned(),
        );
    }
    (!origins.trusts_referer(&url, parts, peer)).then(|| {
        format!(
            "Referer checking failed - {} does not match any trusted origins.",
            url.unsplit()
        )
    })
}

/// Checks the length and the characters of a token or cookie, masked or not.
fn check_format(token: &str) -> Result<(), &'static str> {
    if ![SECRET_LENGTH, TOKEN_LENGTH].contains(&token.chars().count()) {
        return Err("has incorrect length");
    }
    if !token.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return Err("has invalid characters");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use http::Request;

    use super::*;

    const SECRET_TOKEN: &str = "cccccccccccccccccccccccccccccccc";

    /// Checks a request with a session to `http://testserver` on a site configured by `set`.
    fn check_on(
        set: impl FnOnce(&mut Config),
        method: &str,
        headers: &[(&str, &str)],
        form: Option<&str>,
    ) -> String {
        let mut config = Config::default();
        set(&mut config);
        let mut request = Request::builder()
            .method(method)
            .uri("/api/tickets/")
            .header("host", "testserver");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let (parts, ()) = request.body(()).unwrap().into_parts();
        let csrf = Csrf::for_session(
            &parts,
            "127.0.0.1".parse().unwrap(),
            &config,
            &Origins::new(&config),
        );
        match csrf.check(form) {
            Ok(()) => "ok".to_owned(),
            Err(Rejection::Csrf(reason)) => reason,
            Err(other) => panic!("{other}"),
        }
    }

    fn check(method: &str, headers: &[(&str, &str)], form: Option<&str>) -> String {
        check_on(|_| (), method, headers, form)
    }

    const COOKIE: (&str, &str) = ("cookie", "csrftoken=cccccccccccccccccccccccccccccccc");

    #[test]
    fn reports_missing_and_wrong_tokens() {
        assert_eq!(check("POST", &[], None), "CSRF cookie not set.");
        assert_eq!(
            check("POST", &[("x-csrftoken", SECRET_TOKEN)], None),
            "CSRF cookie not set."
        );
        assert_eq!(check("POST", &[COOKIE], None), "CSRF token missing.");
        assert_eq!(
            check("POST", &[COOKIE, ("x-csrftoken", SECRET_TOKEN)], None),
            "ok"
        );
        assert_eq!(
            check("POST", &[COOKIE, ("x-csrftoken", &"d".repeat(32))], None),
            "CSRF token from the 'X-Csrftoken' HTTP header incorrect."
        );
        for short in ["ccc", ""] {
            assert_eq!(
                check("POST", &[COOKIE, ("x-csrftoken", short)], None),
                "CSRF token from the 'X-Csrftoken' HTTP header has incorrect length."
            );
        }
        assert_eq!(
            check("POST", &[COOKIE, ("x-csrftoken", &"!".repeat(32))], None),
            "CSRF token from the 'X-Csrftoken' HTTP header has invalid characters."
        );
        assert_eq!(
            check(
                "POST",
                &[("cookie", "csrftoken=short"), ("x-csrftoken", SECRET_TOKEN)],
                None
            ),
            "CSRF cookie has incorrect length."
        );
        assert_eq!(
            check(
                "POST",
                &[("cookie", "csrftoken=________________________________")],
                None
            ),
            "CSRF cookie has invalid characters."
        );
    }

    #[test]
    fn reads_form_fields_only_for_post() {
        assert_eq!(check("POST", &[COOKIE], Some(SECRET_TOKEN)), "ok");
        assert_eq!(
            check("POST", &[COOKIE], Some("ccc")),
            "CSRF token from POST has incorrect length."
        );
        assert_eq!(
            check("POST", &[COOKIE], Some(&"d".repeat(32))),
            "CSRF token from POST incorrect."
        );
        assert_eq!(check("POST", &[COOKIE], Some("")), "CSRF token missing.");
        assert_eq!(
            check("POST", &[COOKIE, ("x-csrftoken", SECRET_TOKEN)], Some("")),
            "ok"
        );
        assert_eq!(
            check(
                "POST",
                &[COOKIE, ("x-csrftoken", SECRET_TOKEN)],
                Some("ccc")
            ),
            "CSRF token from POST has incorrect length."
        );
        assert_eq!(
            check("PATCH", &[COOKIE], Some(SECRET_TOKEN)),
            "CSRF token missing."
        );
        assert_eq!(
            check(
                "PATCH",
                &[COOKIE, ("x-csrftoken", SECRET_TOKEN)],
                Some("ccc")
            ),
            "ok"
        );
    }

    #[test]
    fn safe_methods_need_no_token() {
        for method in ["GET", "HEAD", "OPTIONS", "TRACE"] {
            assert_eq!(
                check(method, &[("origin", "http://evil.example")], None),
                "ok"
            );
        }
        for method in ["PUT", "PATCH", "DELETE", "POST", "BREW"] {
            assert_eq!(check(method, &[], None), "CSRF cookie not set.");
        }
    }

    /// Tokens that Django's `get_token` created from the secret.
    #[test]
    fn unmasks_tokens() {
        let masked = "164GyGgrijDArG7xyxGp745HVSvaGLQDr7wJ2LMyQsdL3TLMeOoIRpR4Jhl1yEKy";
        assert_eq!(unmask(masked), "AbCdEfGhIjKlMnOpQrStUvWxYz012345");
        let cookie = "csrftoken=AbCdEfGhIjKlMnOpQrStUvWxYz012345";
        assert_eq!(
            check("POST", &[("cookie", cookie), ("x-csrftoken", masked)], None),
            "ok"
        );
        let cookie = format!("csrftoken={masked}");
        assert_eq!(
            check(
                "POST",
                &[
                    ("cookie", &cookie),
                    ("x-csrftoken", "AbCdEfGhIjKlMnOpQrStUvWxYz012345")
                ],
                None
            ),
            "ok",
            "cookies of Django before 4.0"
        );
    }

    #[test]
    fn rejects_foreign_origins() {
        let origin = |set: fn(&mut Config), origin: &str| {
            check_on(
                set,
                "POST",
                &[COOKIE, ("x-csrftoken", SECRET_TOKEN), ("origin", origin)],
                None,
            )
        };
        let failed = |origin: &str| {
            format!("Origin checking failed - {origin} does not match any trusted origins.")
        };
        assert_eq!(origin(|_| (), "http://testserver"), "ok");
        for origin_error in [
            "http://evil.example",
            "null",
            "https://testserver",
            "http://testserver:81",
            "",
            "http://[x",
        ] {
            assert_eq!(origin(|_| (), origin_error), failed(origin_error));
        }
        let trusting: fn(&mut Config) = |config| {
            config.csrf_trusted_origins = vec![
                "https://front.example".into(),
                "https://*.apps.example:8443".into(),
            ];
        };
        assert_eq!(origin(trusting, "https://front.example"), "ok");
        assert_eq!(origin(trusting, "https://a.b.apps.example:8443"), "ok");
        assert_eq!(origin(trusting, "https://apps.example:8443"), "ok");
        for origin_error in [
            "http://front.example",
            "https://x.front.example",
            "https://a.apps.example",
            "https://evilapps.example:8443",
        ] {
            assert_eq!(origin(trusting, origin_error), failed(origin_error));
        }
        let public: fn(&mut Config) =
            |config| config.public_url = "https://help.example.com/".into();
        assert_eq!(origin(public, "https://help.example.com"), "ok");
        assert_eq!(
            origin(public, "http://help.example.com"),
            failed("http://help.example.com")
        );
    }

    #[test]
    fn checks_the_referer_only_over_https() {
        let referer = |set: fn(&mut Config), more: &[(&str, &str)]| {
            let headers = [&[COOKIE, ("x-csrftoken", SECRET_TOKEN)], more].concat();
            check_on(set, "POST", &headers, None)
        };
        let secure: fn(&mut Config) = |config| {
            config.auth.trusted_proxies = vec!["127.0.0.1".parse().unwrap()];
            config.csrf_trusted_origins = vec!["https://*.apps.example".into()];
        };
        let https = ("x-forwarded-proto", "https");
        assert_eq!(
            referer(|_| (), &[("referer", "http://evil.example/")]),
            "ok"
        );
        assert_eq!(
            referer(|_| (), &[https, ("referer", "http://evil.example/")]),
            "ok",
            "not a trusted proxy"
        );
        assert_eq!(
            referer(secure, &[https]),
            "Referer checking failed - no Referer."
        );
        assert_eq!(
            referer(secure, &[https, ("referer", "")]),
            "Referer checking failed - Referer is malformed."
        );
        assert_eq!(
            referer(secure, &[https, ("referer", "http://testserver/")]),
            "Referer checking failed - Referer is insecure while host is secure."
        );
        assert_eq!(
            referer(secure, &[https, ("referer", "https://evil.example/a?b")]),
            "Referer checking failed - https://evil.example/a?b does not match any trusted origins."
        );
        assert_eq!(
            referer(secure, &[https, ("referer", "https://testserver/a")]),
            "ok"
        );
        assert_eq!(
            referer(secure, &[https, ("referer", "https://x.apps.example/")]),
            "ok"
        );
        assert_eq!(
            referer(secure, &[https, ("origin", "https://testserver")]),
            "ok"
        );
    }
}
