//! The address and scheme that a client used, through trusted proxies only.

use std::net::IpAddr;

use http::HeaderMap;

use crate::config::Network;

/// Each proxy appends the address that it received the request from.
const FORWARDED_FOR: &str = "x-forwarded-for";

/// The address of the client: `peer`, or with trusted proxies the right-most address of
/// `X-Forwarded-For` that is not a trusted proxy's. IPv4 addresses mapped to IPv6 are returned as
/// IPv4.
#[must_use]
pub fn client_address(headers: &HeaderMap, peer: IpAddr, trusted: &[Network]) -> IpAddr {
    let mut address = peer.to_canonical();
    let values: Vec<_> = headers
        .get_all(FORWARDED_FOR)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .collect();
    let mut hops = values.iter().rev().flat_map(|value| value.rsplit(','));
    while is_trusted_proxy(trusted, address) {
        // Not an address: the client is the proxy that sent it.
        let Some(hop) = hops.next().and_then(parse_hop) else {
            break;
        };
        address = hop;
    }
    address
}

/// Whether the outermost trusted proxy received the request over HTTPS (`X-Forwarded-Proto`);
/// `None` if no trusted proxy reports it.
#[must_use]
pub fn forwarded_https(headers: &HeaderMap, peer: IpAddr, trusted: &[Network]) -> Option<bool> {
    let value = headers
        .get("x-forwarded-proto")
        .filter(|_| is_trusted_proxy(trusted, peer))?
        .to_str()
        .ok()?;
    Some(
        value
            .split(',')
            .next()
            .is_some_and(|scheme| scheme.trim().eq_ignore_ascii_case("https")),
    )
}

/// Whether a trusted proxy has this address.
pub(super) fn is_trusted_proxy(trusted: &[Network], address: IpAddr) -> bool {
    trusted.iter().any(|network| network.contains(address))
}

/// Parses an address with or without a port.
fn parse_hop(hop: &str) -> Option<IpAddr> {
    let hop = hop.trim();
    let address = hop.parse::<IpAddr>().ok().or_else(|| {
        let bracketed = hop
            .strip_prefix('[')
            .and_then(|hop| hop.split_once(']'))
            .map(|(address, _)| address);
        bracketed
            .or_else(|| hop.split_once(':').map(|(address, _)| address))?
            .parse()
            .ok()
    })?;
    Some(address.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(peer: &str, forwarded: &[&str], trusted: &[&str]) -> String {
        let headers = forwarded
            .iter()
            .map(|value| (FORWARDED_FOR.parse().unwrap(), value.parse().unwrap()));
        let trusted: Vec<_> = trusted.iter().map(|proxy| proxy.parse().unwrap()).collect();
        client_address(
            &headers.collect::<HeaderMap>(),
            peer.parse().unwrap(),
            &trusted,
        )
        .to_string()
    }

    #[test]
    fn ignores_headers_of_untrusted_peers() {
        assert_eq!(address("10.0.0.1", &["1.2.3.4"], &[]), "10.0.0.1");
        assert_eq!(address("10.0.0.1", &["1.2.3.4"], &["10.0.0.2"]), "10.0.0.1");
        assert_eq!(address("10.0.0.1", &["1.2.3.4"], &["10.0.0.1"]), "1.2.3.4");
        assert_eq!(
            address("::ffff:10.0.0.1", &["1.2.3.4:99"], &["10.0.0.1"]),
            "1.2.3.4"
        );
        assert_eq!(address("10.0.0.1", &[], &["10.0.0.1"]), "10.0.0.1");
        assert_eq!(
            address("10.0.0.1", &["1.2.3.4, 10.9.9.9"], &["10.0.0.0/8"]),
            "1.2.3.4"
        );
        assert_eq!(
            address("11.0.0.1", &["1.2.3.4"], &["10.0.0.0/8"]),
            "11.0.0.1"
        );
    }

    #[test]
    fn finds_the_right_most_untrusted_address() {
        let trusted = ["10.0.0.1", "10.0.0.2"];
        assert_eq!(
            address("10.0.0.1", &["9.9.9.9, 1.2.3.4, 10.0.0.2"], &trusted),
            "1.2.3.4"
        );
        assert_eq!(
            address(
                "10.0.0.1",
                &["9.9.9.9", "[2001:db8::1]:443", "10.0.0.2"],
                &trusted
            ),
            "2001:db8::1"
        );
        assert_eq!(
            address("10.0.0.1", &["1.2.3.4, unknown"], &trusted),
            "10.0.0.1"
        );
        assert_eq!(address("10.0.0.1", &["10.0.0.2"], &trusted), "10.0.0.2");
    }

    #[test]
    fn reads_the_scheme_only_from_trusted_proxies() {
        let headers = HeaderMap::from_iter([(
            "x-forwarded-proto".parse().unwrap(),
            "https, http".parse().unwrap(),
        )]);
        let peer = "10.0.0.1".parse().unwrap();
        let (proxy, other) = ("10.0.0.1".parse().unwrap(), "10.0.0.9".parse().unwrap());
        assert_eq!(forwarded_https(&headers, peer, &[proxy]), Some(true));
        assert_eq!(forwarded_https(&headers, peer, &[other]), None);
        assert_eq!(forwarded_https(&HeaderMap::new(), peer, &[proxy]), None);
    }
}
