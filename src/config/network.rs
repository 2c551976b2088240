//! A network in the settings: `10.0.0.0/8`, or a single address.

use std::net::IpAddr;
use std::str::FromStr;

use ipnet::IpNet;
use serde::{Deserialize, Deserializer, de};

/// A network in CIDR notation. A plain address is a network of one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Network(IpNet);

impl Network {
    /// Whether the address belongs to the network. IPv4-mapped addresses count as IPv4.
    #[must_use]
    pub fn contains(&self, address: IpAddr) -> bool {
        self.0.contains(&address.to_canonical())
    }
}

impl FromStr for Network {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if let Ok(address) = text.parse::<IpAddr>() {
            return Ok(Self(IpNet::from(address.to_canonical())));
        }
        let net: IpNet = text.parse().map_err(|_| {
            format!(
                "{text:?} is not an IP address or network such as \"10.0.0.5\" or \"172.16.0.0/12\""
            )
        })?;
        // 10.0.0.5/8 is more likely a typing error than 10.0.0.0/8.
        if net.addr() != net.network() {
            return Err(format!(
                "{text:?} has bits set after its prefix; did you mean \"{}\"?",
                net.trunc()
            ));
        }
        Ok(Self(net))
    }
}

impl<'de> Deserialize<'de> for Network {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parses_networks_and_single_addresses() {
        let contains = |network: &str, address: &str| {
            network
                .parse::<Network>()
                .unwrap()
                .contains(address.parse().unwrap())
        };
        assert!(contains("10.0.0.5", "10.0.0.5") && contains("10.0.0.5", "::ffff:10.0.0.5"));
        assert!(!contains("10.0.0.5", "10.0.0.6"));
        assert!(
            contains("172.16.0.0/12", "172.31.255.255") && !contains("172.16.0.0/12", "172.32.0.0")
        );
        assert!(contains("::ffff:10.0.0.5", "10.0.0.5"));
        assert!(
            contains("2001:db8::/32", "2001:db8:1::1") && !contains("2001:db8::/32", "2001:db9::1")
        );
        for wrong in ["", "10.0.0", "10.0.0.0/33", "proxy", "10.0.0.5/8"] {
            assert!(wrong.parse::<Network>().is_err(), "{wrong}");
        }
        assert!(
            "10.0.0.5/8"
                .parse::<Network>()
                .unwrap_err()
                .contains("did you mean \"10.0.0.0/8\"?")
        );
    }
}
