//! The host that a request names, and whether the service answers to it: Django's `ALLOWED_HOSTS`
//! (django/http/request.py, `get_host`). This stops DNS rebinding: a foreign name that resolves to
//! this machine is rejected before any credentials are checked and before the name appears in a
//! link.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use http::header::HOST;
use http::{HeaderMap, HeaderName, Uri};

use super::address::is_trusted_proxy;
use crate::config::{Config, Network};

/// The header in which a proxy passes on the host that the client requested.
const FORWARDED_HOST: HeaderName = HeaderName::from_static("x-forwarded-host");
/// The hosts that Django allows if none are configured (with `DEBUG`).
const LOOPBACK: [&str; 3] = [".localhost", "127.0.0.1", "[::1]"];

/// Why a request's host is rejected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HostError {
    /// There is no `Host` header.
    #[error("the Host header is missing")]
    Missing,
    /// There are several `Host` headers.
    #[error("the request has more than one Host header")]
    Repeated,
    /// The value is not a name or an address, optionally with a port.
    #[error("the host is invalid")]
    Invalid,
    /// `allowed_hosts` does not contain it.
    #[error("this host is not allowed; the operator can add it to allowed_hosts")]
    NotAllowed,
}

/// The host of a request, with its port: from a trusted proxy, else from the request target, else
/// from `Host`. Does not check whether the host is allowed.
///
/// # Errors
/// The host is missing, repeated or invalid.
pub fn requested_host<'a>(
    headers: &'a HeaderMap,
    uri: &'a Uri,
    peer: IpAddr,
    trusted: &[Network],
) -> Result<&'a str, HostError> {
    let mut hosts = headers.get_all(HOST).iter();
    let (first, second) = (hosts.next(), hosts.next());
    if second.is_some() {
        return Err(HostError::Repeated);
    }
    let host = match forwarded_host(headers, peer, trusted) {
        Some(host) => host,
        None => match uri.authority() {
            Some(authority) => authority.as_str(),
            None => first
                .ok_or(HostError::Missing)?
                .to_str()
                .map_err(|_| HostError::Invalid)?,
        },
    };
    host_name(host).map(|_| host).ok_or(HostError::Invalid)
}

/// The host that the client requested from the outermost trusted proxy.
fn forwarded_host<'a>(
    headers: &'a HeaderMap,
    peer: IpAddr,
    trusted: &[Network],
) -> Option<&'a str> {
    let value = headers
        .get(FORWARDED_HOST)
        .filter(|_| is_trusted_proxy(trusted, peer))?;
    let host = value.to_str().ok()?.split(',').next()?.trim();
    (!host.is_empty()).then_some(host)
}

/// The host in lower case, without its port and final dot; `None` where Django finds no valid host
/// (`split_domain_port`).
fn host_name(host: &str) -> Option<String> {
    let host = host.to_ascii_lowercase();
    let (name, port) = match host.rfind(']') {
        Some(end) => host.split_at(end + 1),
        None => host.split_at(host.find(':').unwrap_or(host.len())),
    };
    let is_name = match name
        .strip_prefix('[')
        .and_then(|name| name.strip_suffix(']'))
    {
        Some(address) => {
            address.contains(':')
                && address
                    .bytes()
                    .all(|byte| byte.is_ascii_hexdigit() || b".:".contains(&byte))
        }
        None => {
            !name.is_empty()
                && name
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || b".-".contains(&byte))
        }
    };
    let is_port = port.is_empty()
        || port
            .strip_prefix(':')
            .is_some_and(|port| !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit()));
    let name = name.strip_suffix('.').unwrap_or(name);
    (is_name && is_port && !name.is_empty()).then(|| name.to_owned())
}

/// Whether a host matches a pattern: the same name, or with a leading dot any subdomain too
/// (django/utils/http.py, `is_same_domain`).
pub(super) fn is_same_domain(host: &str, pattern: &str) -> bool {
    let pattern = pattern.to_ascii_lowercase();
    match pattern.strip_prefix('.') {
        Some(domain) => host.ends_with(&pattern) || host == domain,
        None => !pattern.is_empty() && host == pattern,
    }
}

/// The hosts that the service answers to.
#[derive(Clone, Debug)]
pub struct AllowedHosts {
    patterns: Vec<String>,
    /// Whether any IP address is allowed. DNS rebinding needs a name, so addresses are safe.
    any_ip_address: bool,
}

impl AllowedHosts {
    /// Reads `allowed_hosts`. If it is empty, allows the loopback names, `public_url` and the
    /// configured listen address.
    #[must_use]
    pub fn new(config: &Config) -> Self {
        if !config.allowed_hosts.is_empty() {
            return Self {
                patterns: config.allowed_hosts.clone(),
                any_ip_address: false,
            };
        }
        let mut patterns: Vec<String> = LOOPBACK.map(str::to_owned).to_vec();
        let public = url::Url::parse(&config.public_url).ok();
        patterns.extend(
            public
                .as_ref()
                .and_then(url::Url::host_str)
                .map(str::to_owned),
        );
        let listen = &config.server.listen;
        let any_ip_address = match listen.parse::<SocketAddr>() {
            Ok(listen) if listen.ip().is_unspecified() => true,
            Ok(listen) => {
                patterns.extend(host_name(&listen.to_string()));
                !listen.ip().is_loopback()
            }
            Err(_) => {
                let name = host_name(listen);
                let local = name
                    .as_ref()
                    .is_some_and(|name| is_same_domain(name, ".localhost"));
                patterns.extend(name);
                !local
            }
        };
        patterns.dedup();
        Self {
            patterns,
            any_ip_address,
        }
    }

    /// Checks the host of a request.
    ///
    /// # Errors
    /// Those of [`requested_host`], and [`HostError::NotAllowed`].
    pub fn check(
        &self,
        headers: &HeaderMap,
        uri: &Uri,
        peer: IpAddr,
        trusted: &[Network],
    ) -> Result<(), HostError> {
        let host = requested_host(headers, uri, peer, trusted)?;
        let name = host_name(host).ok_or(HostError::Invalid)?;
        if self.contains(&name) {
            Ok(())
        } else {
            Err(HostError::NotAllowed)
        }
    }

    fn contains(&self, name: &str) -> bool {
        let is_address = || match name
            .strip_prefix('[')
            .and_then(|name| name.strip_suffix(']'))
        {
            Some(address) => address.parse::<Ipv6Addr>().is_ok(),
            None => name.parse::<Ipv4Addr>().is_ok(),
        };
        self.patterns
            .iter()
            .any(|pattern| pattern == "*" || is_same_domain(name, pattern))
            || (self.any_ip_address && is_address())
    }
}

impl fmt::Display for AllowedHosts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.patterns.join(", "))?;
        if self.any_ip_address {
            f.write_str(", IP addresses")
        } else {
            Ok(())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.append(*name, value.parse().unwrap());
        }
        headers
    }

    fn requested(pairs: &[(&'static str, &str)], target: &str) -> Result<String, HostError> {
        let trusted = ["10.0.0.0/8".parse().unwrap()];
        let (headers, uri) = (headers(pairs), target.parse().unwrap());
        requested_host(&headers, &uri, "10.1.2.3".parse().unwrap(), &trusted).map(str::to_owned)
    }

    fn allows(set: impl FnOnce(&mut Config), host: &str) -> bool {
        let mut config = Config::default();
        set(&mut config);
        let (headers, uri) = (headers(&[("host", host)]), "/".parse().unwrap());
        AllowedHosts::new(&config)
            .check(&headers, &uri, IpAddr::V4(Ipv4Addr::UNSPECIFIED), &[])
            .is_ok()
    }

    #[test]
    fn accepts_the_hosts_that_django_accepts() {
        for good in [
            "ex.org",
            "EX.org:80",
            "127.0.0.1:8000",
            "[::1]",
            "[::1]:8000",
            "ex.org.",
            "ex.org:99999",
        ] {
            assert_eq!(requested(&[("host", good)], "/").as_deref(), Ok(good));
        }
        for bad in [
            "",
            "ex.org/x",
            "ex org",
            "a@ex.org",
            "ex.org:",
            "ex.org:8a",
            "[ex]",
            "::1",
            ".",
            "a_b",
            "[::1]x",
        ] {
            assert_eq!(
                requested(&[("host", bad)], "/"),
                Err(HostError::Invalid),
                "{bad}"
            );
        }
        assert_eq!(requested(&[], "/"), Err(HostError::Missing));
        assert_eq!(
            requested(&[("host", "a"), ("host", "a")], "/"),
            Err(HostError::Repeated)
        );
        assert_eq!(
            requested(&[("host", "a")], "http://b:1/").as_deref(),
            Ok("b:1"),
            "RFC 9112, 3.2.2"
        );
    }

    #[test]
    fn reads_the_forwarded_host_of_trusted_proxies() {
        let host = ("host", "inner:8000");
        assert_eq!(
            requested(&[host, ("x-forwarded-host", "a.example, b")], "/").as_deref(),
            Ok("a.example")
        );
        assert_eq!(
            requested(&[host, ("x-forwarded-host", "")], "/").as_deref(),
            Ok("inner:8000")
        );
        assert_eq!(
            requested(&[host, ("x-forwarded-host", "a b")], "/"),
            Err(HostError::Invalid)
        );
        let stranger = "192.0.2.1".parse().unwrap();
        let (headers, uri) = (
            headers(&[host, ("x-forwarded-host", "a.example")]),
            "/".parse().unwrap(),
        );
        let trusted = ["10.0.0.0/8".parse().unwrap()];
        assert_eq!(
            requested_host(&headers, &uri, stranger, &trusted),
            Ok("inner:8000")
        );
    }

    #[test]
    fn matches_patterns_like_django() {
        let patterns = |config: &mut Config| {
            config.allowed_hosts = vec!["Help.example.com".into(), ".example.org".into()]
        };
        for host in [
            "help.example.com",
            "HELP.example.com:81",
            "help.example.com.",
            "example.org",
            "a.b.example.org",
        ] {
            assert!(allows(patterns, host), "{host}");
        }
        for host in [
            "x.help.example.com",
            "evil.example",
            "badexample.org",
            "localhost",
            "127.0.0.1",
        ] {
            assert!(!allows(patterns, host), "{host}");
        }
        assert!(allows(
            |config| config.allowed_hosts = vec!["*".into()],
            "anything.example"
        ));
    }

    #[test]
    fn rejects_foreign_names_by_default() {
        for host in [
            "localhost:8000",
            "a.localhost",
            "127.0.0.1:8000",
            "[::1]:8000",
        ] {
            assert!(allows(|_| (), host), "{host}");
        }
        for host in [
            "evil.example",
            "0.0.0.0:8000",
            "192.0.2.1",
            "localhost.evil.example",
        ] {
            assert!(!allows(|_| (), host), "{host}");
        }
        let everywhere = |config: &mut Config| {
            config.server.listen = "0.0.0.0:8000".into();
            config.public_url = "https://help.example.com".into();
        };
        for host in [
            "192.0.2.1:8000",
            "[2001:db8::1]",
            "help.example.com",
            "localhost",
        ] {
            assert!(allows(everywhere, host), "{host}");
        }
        assert!(!allows(everywhere, "evil.example") && !allows(everywhere, "1.2.3.4.evil.example"));
        let listening_on =
            |listen: &'static str| move |config: &mut Config| config.server.listen = listen.into();
        assert!(
            allows(listening_on("192.0.2.7:80"), "192.0.2.7")
                && allows(listening_on("desk.lan:80"), "desk.lan")
        );
        assert!(
            allows(listening_on("127.0.0.2:80"), "127.0.0.2")
                && !allows(listening_on("127.0.0.2:80"), "192.0.2.7")
        );
        assert!(!allows(listening_on("localhost:80"), "192.0.2.7"));
    }

    #[test]
    fn compares_names_with_patterns() {
        assert!(is_same_domain("ex.org", "Ex.org"));
        assert!(is_same_domain("a.ex.org", ".ex.org") && is_same_domain("ex.org", ".ex.org"));
        assert!(!is_same_domain("a.ex.org", "ex.org") && !is_same_domain("badex.org", ".ex.org"));
        assert!(!is_same_domain("", "") && !is_same_domain("ex.org", ""));
    }
}
