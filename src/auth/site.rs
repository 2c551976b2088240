//! Which origins may write with a session: the service's own, as a request or `public_url` names it, and
//! `csrf_trusted_origins` (django/middleware/csrf.py).

use std::net::IpAddr;

use http::header::HOST;
use http::request::Parts;

use super::address::forwarded_https;
use crate::config::Config;

/// What the settings say about origins, read once.
#[derive(Clone, Debug)]
pub(super) struct Site {
    public: Option<Origin>,
    trusted: Vec<Origin>,
}

/// A scheme and a host with its port; in a trusted one, a `*` at the host's start stands for anything.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Origin {
    scheme: String,
    host: String,
}

/// An address taken apart as Python's `urlsplit` does it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Url<'a> {
    pub scheme: String,
    pub host: &'a str,
    rest: &'a str,
}

impl<'a> Url<'a> {
    /// `None` for brackets that do not belong to an address of version 6. Parts that are missing are empty.
    pub(super) fn parse(text: &'a str) -> Option<Self> {
        let scheme = text.split_once(':').filter(|(scheme, _)| {
            scheme.starts_with(|first: char| first.is_ascii_alphabetic())
                && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
        });
        let (scheme, rest) = scheme.unwrap_or(("", text));
        let (host, rest) = match rest.strip_prefix("//") {
            Some(rest) => rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len())),
            None => ("", rest),
        };
        if host.contains('[') != host.contains(']') {
            return None;
        }
        Some(Self { scheme: scheme.to_ascii_lowercase(), host, rest })
    }

    /// The address put together again as Python's `geturl` does it: the scheme in small letters, nothing empty.
    pub(super) fn text(&self) -> String {
        let (rest, fragment) = self.rest.split_once('#').unwrap_or((self.rest, ""));
        let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
        let mut text = format!("{}://{}{path}", self.scheme, self.host);
        for (mark, part) in [('?', query), ('#', fragment)] {
            if !part.is_empty() {
                text.push(mark);
                text.push_str(part);
            }
        }
        text
    }
}

impl Site {
    pub(super) fn new(config: &Config) -> Self {
        let origin = |text: &String| {
            let url = Url::parse(text)?;
            (!url.host.is_empty()).then(|| Origin { host: url.host.to_owned(), scheme: url.scheme })
        };
        Self {
            public: origin(&config.public_url),
            trusted: config.csrf_trusted_origins.iter().filter_map(origin).collect(),
        }
    }

    /// Whether people reach the service by https: a trusted proxy says so, or else `public_url`.
    pub(super) fn is_secure(&self, parts: &Parts, peer: IpAddr, trusted_proxies: &[IpAddr]) -> bool {
        forwarded_https(&parts.headers, peer, trusted_proxies)
            .unwrap_or_else(|| self.public.as_ref().is_some_and(|public| public.scheme == "https"))
    }

    /// Whether an `Origin` header names the service or a trusted origin.
    pub(super) fn takes_origin(&self, origin: &str, parts: &Parts, secure: bool) -> bool {
        let scheme = if secure { "https" } else { "http" };
        let own = host(parts).is_some_and(|host| origin == format!("{scheme}://{host}"));
        let public =
            self.public.as_ref().is_some_and(|public| origin == format!("{}://{}", public.scheme, public.host));
        own || public
            || self.trusted.iter().any(|trusted| match trusted.host.strip_prefix('*') {
                None => origin == format!("{}://{}", trusted.scheme, trusted.host),
                Some(pattern) => Url::parse(origin)
                    .is_some_and(|url| url.scheme == trusted.scheme && is_same_domain(url.host, pattern)),
            })
    }

    /// Whether a `Referer` header's host is the service or that of a trusted origin.
    pub(super) fn takes_referer(&self, referer: &Url<'_>, parts: &Parts) -> bool {
        let trusted = self.trusted.iter().map(|trusted| trusted.host.trim_start_matches('*'));
        let own = host(parts).into_iter().chain(self.public.as_ref().map(|public| public.host.as_str()));
        trusted.chain(own).any(|host| is_same_domain(referer.host, host))
    }
}

/// The host that the request names, with its port, if Django would take it for one (django/http/request.py).
fn host(parts: &Parts) -> Option<&str> {
    let named = parts.headers.get(HOST).and_then(|host| host.to_str().ok());
    let host = named.or_else(|| parts.uri.authority().map(http::uri::Authority::as_str))?;
    let (name, port) = match host.rfind(']') {
        Some(end) => host.split_at(end + 1),
        None => host.split_at(host.find(':').unwrap_or(host.len())),
    };
    let is_name = match name.strip_prefix('[').and_then(|name| name.strip_suffix(']')) {
        Some(address) => address.parse::<std::net::Ipv6Addr>().is_ok(),
        None => !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-".contains(&byte)),
    };
    let is_port = port.is_empty()
        || port
            .strip_prefix(':')
            .is_some_and(|port| !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit()));
    (is_name && is_port).then_some(host)
}

/// Whether a host is what the pattern says: itself, or anything below it if it begins with a dot
/// (django/utils/http.py).
fn is_same_domain(host: &str, pattern: &str) -> bool {
    let pattern = pattern.to_ascii_lowercase();
    match pattern.strip_prefix('.') {
        Some(domain) => host.ends_with(&pattern) || host == domain,
        None => !pattern.is_empty() && host == pattern,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_are_split_as_python_does() {
        let split = |text| Url::parse(text).map(|url| (url.scheme.clone(), url.host.to_owned(), url.text()));
        let some = |scheme: &str, host: &str, text: &str| Some((scheme.to_owned(), host.to_owned(), text.to_owned()));
        assert_eq!(split("HTTPS://Ex.org:1/a?b#c"), some("https", "Ex.org:1", "https://Ex.org:1/a?b#c"));
        assert_eq!(split("https://ex.org?#"), some("https", "ex.org", "https://ex.org"));
        assert_eq!(split("https://[::1]:8/"), some("https", "[::1]:8", "https://[::1]:8/"));
        assert_eq!(split("https://[::1/"), None);
        assert_eq!(split("null").map(|(scheme, host, _)| (scheme, host)), Some(("".into(), "".into())));
        assert_eq!(split("//ex.org/").map(|(scheme, host, _)| (scheme, host)), Some(("".into(), "ex.org".into())));
    }

    #[test]
    fn domains() {
        assert!(is_same_domain("ex.org", "Ex.org"));
        assert!(is_same_domain("a.ex.org", ".ex.org") && is_same_domain("ex.org", ".ex.org"));
        assert!(!is_same_domain("a.ex.org", "ex.org") && !is_same_domain("badex.org", ".ex.org"));
        assert!(!is_same_domain("", "") && !is_same_domain("ex.org", ""));
    }

    #[test]
    fn hosts() {
        let host_of = |text: &str| {
            let (parts, ()) = http::Request::builder().header(HOST, text).body(()).unwrap().into_parts();
            host(&parts).map(str::to_owned)
        };
        for good in ["ex.org", "EX.org:80", "127.0.0.1:8000", "[::1]", "[::1]:8000"] {
            assert_eq!(host_of(good).as_deref(), Some(good));
        }
        for bad in ["", "ex.org/x", "ex org", "a@ex.org", "ex.org:", "ex.org:8a", "[ex]", "::1"] {
            assert_eq!(host_of(bad), None, "{bad}");
        }
    }
}
