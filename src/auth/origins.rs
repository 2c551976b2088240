//! The origins whose pages may write with a session: the service's own, as named by the request or
//! `public_url`, and `csrf_trusted_origins` (django/middleware/csrf.py).

use std::net::IpAddr;

use http::request::Parts;

use super::address::forwarded_https;
use super::host::{AllowedHosts, is_same_domain, requested_host};
use crate::config::{Config, Network};

/// The settings about origins, parsed once.
#[derive(Clone, Debug)]
pub(super) struct Origins {
    public: Option<Origin>,
    trusted: Vec<Origin>,
    trusted_proxies: Vec<Network>,
    pub hosts: AllowedHosts,
}

/// A scheme and a host with its port. In a trusted origin a leading `*` matches any subdomain.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Origin {
    scheme: String,
    host: String,
}

/// A URL split like Python's `urlsplit`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct SplitUrl<'a> {
    pub scheme: String,
    pub host: &'a str,
    rest: &'a str,
}

impl<'a> SplitUrl<'a> {
    /// `None` for unbalanced brackets. Missing parts are empty.
    pub(super) fn parse(text: &'a str) -> Option<Self> {
        let scheme = text.split_once(':').filter(|(scheme, _)| {
            scheme.starts_with(|first: char| first.is_ascii_alphabetic())
                && scheme
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
        });
        let (scheme, rest) = scheme.unwrap_or(("", text));
        let (host, rest) = match rest.strip_prefix("//") {
            Some(rest) => rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len())),
            None => ("", rest),
        };
        if host.contains('[') != host.contains(']') {
            return None;
        }
        Some(Self {
            scheme: scheme.to_ascii_lowercase(),
            host,
            rest,
        })
    }

    /// The URL as Python's `geturl` writes it: a lower-case scheme and no empty parts.
    pub(super) fn unsplit(&self) -> String {
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

impl Origins {
    pub(super) fn new(config: &Config) -> Self {
        let origin = |text: &String| {
            let url = SplitUrl::parse(text)?;
            (!url.host.is_empty()).then(|| Origin {
                host: url.host.to_owned(),
                scheme: url.scheme,
            })
        };
        Self {
            public: origin(&config.public_url),
            trusted: config
                .csrf_trusted_origins
                .iter()
                .filter_map(origin)
                .collect(),
            trusted_proxies: config.auth.trusted_proxies.clone(),
            hosts: AllowedHosts::new(config),
        }
    }

    /// Whether clients reach the service over HTTPS, according to a trusted proxy or else
    /// `public_url`.
    pub(super) fn is_secure(&self, parts: &Parts, peer: IpAddr) -> bool {
        forwarded_https(&parts.headers, peer, &self.trusted_proxies).unwrap_or_else(|| {
            self.public
                .as_ref()
                .is_some_and(|public| public.scheme == "https")
        })
    }

    /// Whether an `Origin` header names the service or a trusted origin.
    pub(super) fn trusts_origin(&self, origin: &str, parts: &Parts, peer: IpAddr) -> bool {
        let scheme = if self.is_secure(parts, peer) {
            "https"
        } else {
            "http"
        };
        let own = self
            .host(parts, peer)
            .is_some_and(|host| origin == format!("{scheme}://{host}"));
        let public = self
            .public
            .as_ref()
            .is_some_and(|public| origin == format!("{}://{}", public.scheme, public.host));
        own || public
            || self
                .trusted
                .iter()
                .any(|trusted| match trusted.host.strip_prefix('*') {
                    None => origin == format!("{}://{}", trusted.scheme, trusted.host),
                    Some(pattern) => SplitUrl::parse(origin).is_some_and(|url| {
                        url.scheme == trusted.scheme && is_same_domain(url.host, pattern)
                    }),
                })
    }

    /// Whether the host of a `Referer` header is the service's or a trusted origin's.
    pub(super) fn trusts_referer(
        &self,
        referer: &SplitUrl<'_>,
        parts: &Parts,
        peer: IpAddr,
    ) -> bool {
        let trusted = self
            .trusted
            .iter()
            .map(|trusted| trusted.host.trim_start_matches('*'));
        let own = self
            .host(parts, peer)
            .into_iter()
            .chain(self.public.as_ref().map(|public| public.host.as_str()));
        trusted
            .chain(own)
            .any(|host| is_same_domain(referer.host, host))
    }

    /// The host that the request names. Requests for other hosts were rejected earlier.
    fn host<'a>(&self, parts: &'a Parts, peer: IpAddr) -> Option<&'a str> {
        requested_host(&parts.headers, &parts.uri, peer, &self.trusted_proxies).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn splits_urls_like_python() {
        let split = |text| {
            SplitUrl::parse(text)
                .map(|url| (url.scheme.clone(), url.host.to_owned(), url.unsplit()))
        };
        let some = |scheme: &str, host: &str, text: &str| {
            Some((scheme.to_owned(), host.to_owned(), text.to_owned()))
        };
        assert_eq!(
            split("HTTPS://Ex.org:1/a?b#c"),
            some("https", "Ex.org:1", "https://Ex.org:1/a?b#c")
        );
        assert_eq!(
            split("https://ex.org?#"),
            some("https", "ex.org", "https://ex.org")
        );
        assert_eq!(
            split("https://[::1]:8/"),
            some("https", "[::1]:8", "https://[::1]:8/")
        );
        assert_eq!(split("https://[::1/"), None);
        assert_eq!(
            split("null").map(|(scheme, host, _)| (scheme, host)),
            Some(("".into(), "".into()))
        );
        assert_eq!(
            split("//ex.org/").map(|(scheme, host, _)| (scheme, host)),
            Some(("".into(), "ex.org".into()))
        );
    }
}
