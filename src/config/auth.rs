//! `[auth]`: what guessing passwords costs. Not who may do what: that is `domain::access`.

use serde::Deserialize;

use super::Network;

/// Settings of signing in.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Auth {
    /// Django's hashers: the first makes new hashes; those of the others are accepted, and replaced
    /// at sign-in.
    pub password_hashers: Vec<String>,
    /// Failed logins of one account from one address before further tries are refused for a while;
    /// 0 switches it off.
    pub throttle_failures: u32,
    /// Failed sign-ins from one address, by whatever name or token, before further ones are
    /// refused; 0 switches it off.
    pub throttle_address_failures: u32,
    /// Whether failures are counted in the database, for all processes together.
    pub throttle_in_database: bool,
    /// Seconds over which failures are counted, and for which tries are refused.
    pub throttle_seconds: u64,
    /// Seconds for which a verified password need not be hashed again.
    pub verification_seconds: u64,
    /// Proxies whose `X-Forwarded-…` headers are read.
    pub trusted_proxies: Vec<Network>,
}
