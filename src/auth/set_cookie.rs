//! `Set-Cookie` headers of the session cookie and the CSRF cookie, as Django writes them
//! (django/http/response.py, `set_cookie` and `delete_cookie`).

use chrono::{DateTime, TimeDelta, Utc};
use http::HeaderValue;

use crate::config::Config;

/// A cookie with its attributes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cookie<'a> {
    name: &'a str,
    domain: &'a str,
    path: &'a str,
    is_secure: bool,
    is_http_only: bool,
    same_site: &'a str,
}

impl<'a> Cookie<'a> {
    /// The session cookie.
    pub(super) fn session(config: &'a Config) -> Self {
        Self {
            name: &config.session_cookie_name,
            domain: &config.session_cookie_domain,
            path: &config.session_cookie_path,
            is_secure: config.session_cookie_secure || uses_https(config),
            is_http_only: config.session_cookie_httponly,
            same_site: &config.session_cookie_samesite,
        }
    }

    /// The CSRF cookie.
    pub(super) fn csrf(config: &'a Config) -> Self {
        Self {
            name: &config.csrf_cookie_name,
            domain: &config.csrf_cookie_domain,
            path: &config.csrf_cookie_path,
            is_secure: config.csrf_cookie_secure || uses_https(config),
            is_http_only: config.csrf_cookie_httponly,
            same_site: &config.csrf_cookie_samesite,
        }
    }

    /// The header that stores a value. `max_age` is in seconds; without it, the browser forgets the
    /// cookie when it is closed. `None` for a value that no header can have.
    pub(super) fn store(
        self,
        value: &str,
        max_age: Option<u32>,
        now: DateTime<Utc>,
    ) -> Option<HeaderValue> {
        let lifetime = max_age.map(|seconds| (now + TimeDelta::seconds(seconds.into()), seconds));
        self.header(value, lifetime)
    }

    /// The header that removes the cookie.
    pub(super) fn remove(self) -> Option<HeaderValue> {
        self.header("\"\"", Some((DateTime::UNIX_EPOCH, 0)))
    }

    /// Python sorts the attributes by name.
    fn header(self, value: &str, lifetime: Option<(DateTime<Utc>, u32)>) -> Option<HeaderValue> {
        let mut text = format!("{}={value}", self.name);
        if !self.domain.is_empty() {
            text += &format!("; Domain={}", self.domain);
        }
        if let Some((expires, _)) = lifetime {
            text += &format!("; expires={}", expires.format("%a, %d %b %Y %H:%M:%S GMT"));
        }
        if self.is_http_only {
            text += "; HttpOnly";
        }
        if let Some((_, seconds)) = lifetime {
            text += &format!("; Max-Age={seconds}");
        }
        if !self.path.is_empty() {
            text += &format!("; Path={}", self.path);
        }
        if !self.same_site.is_empty() {
            text += &format!("; SameSite={}", self.same_site);
        }
        if self.is_secure {
            text += "; Secure";
        }
        HeaderValue::from_str(&text).ok()
    }
}

/// Whether users reach the service by HTTPS only.
fn uses_https(config: &Config) -> bool {
    config.public_url.starts_with("https://")
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::Cookie;
    use crate::config::Config;

    #[test]
    fn writes_cookies_like_django() {
        let mut config = Config::default();
        let now = DateTime::parse_from_rfc3339("2026-11-30T08:00:00Z")
            .unwrap()
            .to_utc();
        assert_eq!(
            Cookie::session(&config)
                .store("abc", Some(1_209_600), now)
                .unwrap(),
            "sessionid=abc; expires=Mon, 14 Dec 2026 08:00:00 GMT; HttpOnly; Max-Age=1209600; Path=/; SameSite=Lax"
        );
        assert_eq!(
            Cookie::session(&config).remove().unwrap(),
            "sessionid=\"\"; expires=Thu, 01 Jan 1970 00:00:00 GMT; HttpOnly; Max-Age=0; Path=/; SameSite=Lax"
        );
        config.csrf_cookie_domain = ".example.com".to_owned();
        config.csrf_cookie_samesite = String::new();
        config.public_url = "https://help.example.com".to_owned();
        assert_eq!(
            Cookie::csrf(&config).store("x", None, now).unwrap(),
            "csrftoken=x; Domain=.example.com; Path=/; Secure"
        );
    }
}
