//! The address that a request's connection comes from, and the URL that the request was sent to.
//! `auth` reads the client's address from the headers of trusted proxies.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use axum::extract::ConnectInfo;
use http::{Extensions, HeaderMap, Uri};

use crate::auth;
use crate::config::Config;

/// The address of the other end of the connection. Without a connection, as in tests, the
/// unspecified address.
pub(super) fn peer(extensions: &Extensions) -> IpAddr {
    let info = extensions.get::<ConnectInfo<SocketAddr>>();
    info.map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |ConnectInfo(address)| {
        address.ip().to_canonical()
    })
}

/// The origin that the request was sent to, such as `https://host:port`: `public_url`, or else the
/// host of the request. The scheme is `https` if a trusted proxy says so.
pub(super) fn origin(
    config: &Config,
    headers: &HeaderMap,
    uri: &Uri,
    extensions: &Extensions,
) -> String {
    if !config.public_url.is_empty() {
        return config.public_url.trim_end_matches('/').to_owned();
    }
    let (peer, trusted) = (peer(extensions), &config.auth.trusted_proxies);
    let host = auth::requested_host(headers, uri, peer, trusted).unwrap_or(&config.server.listen);
    let secure = auth::forwarded_https(headers, peer, trusted).unwrap_or_default();
    format!("{}://{host}", if secure { "https" } else { "http" })
}

/// The URL of the service as the client sees it: [`origin`] and the path prefix.
pub(super) fn base_url(
    config: &Config,
    headers: &HeaderMap,
    uri: &Uri,
    extensions: &Extensions,
) -> String {
    format!(
        "{}{}",
        origin(config, headers, uri, extensions),
        config.path_prefix()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn extensions(address: &str) -> Extensions {
        let mut extensions = Extensions::new();
        extensions.insert(ConnectInfo(SocketAddr::new(address.parse().unwrap(), 1)));
        extensions
    }

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.append(*name, value.parse().unwrap());
        }
        headers
    }

    fn config() -> Config {
        let mut config = Config::default();
        config.auth.trusted_proxies =
            vec!["10.0.0.1".parse().unwrap(), "10.0.0.2".parse().unwrap()];
        config
    }

    #[test]
    fn derives_the_origin_from_the_request() {
        let uri: Uri = "/api/".parse().unwrap();
        let origin = |pairs: &[(&'static str, &str)], from| {
            origin(&config(), &headers(pairs), &uri, &extensions(from))
        };
        assert_eq!(
            origin(&[("host", "help.example.com:81")], "9.9.9.9"),
            "http://help.example.com:81"
        );
        assert_eq!(
            origin(&[("host", "[::1]:8000")], "9.9.9.9"),
            "http://[::1]:8000"
        );
        let https = [("host", "h"), ("x-forwarded-proto", "https")];
        assert_eq!(origin(&https, "9.9.9.9"), "http://h");
        assert_eq!(origin(&https, "10.0.0.1"), "https://h");
        assert_eq!(origin(&https, "::ffff:10.0.0.2"), "https://h");
        for host in ["a/b", "a b", "\"", "a:b", "u@h", ""] {
            assert_eq!(
                origin(&[("host", host)], "9.9.9.9"),
                "http://127.0.0.1:8000",
                "{host:?}"
            );
        }
        let forwarded = [
            ("host", "h"),
            ("x-forwarded-host", "help.example.com"),
            https[1],
        ];
        assert_eq!(origin(&forwarded, "10.0.0.1"), "https://help.example.com");
        assert_eq!(origin(&forwarded, "9.9.9.9"), "http://h");
        let mut config = config();
        config.force_script_name = "/helpdesk/".to_owned();
        assert_eq!(
            base_url(
                &config,
                &headers(&forwarded[..1]),
                &uri,
                &extensions("9.9.9.9")
            ),
            "http://h/helpdesk"
        );
        config.public_url = "https://help.example.com/".to_owned();
        assert_eq!(
            super::origin(&config, &headers(&https), &uri, &extensions("9.9.9.9")),
            "https://help.example.com"
        );
    }
}
