//! `[auth]`: password hashers, throttling of failed sign-ins, and trusted proxies. Permissions are
//! decided in `domain::access`.

use serde::Deserialize;

use super::Network;

/// Settings for sign-in.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Auth {
    /// Django's password hashers. The first one creates new hashes; hashes of the others are
    /// accepted and upgraded at sign-in.
    pub password_hashers: Vec<String>,
    /// Failed sign-ins to one account from one address before more attempts are rejected for a
    /// while; 0 disables the limit.
    pub throttle_failures: u32,
    /// Failed sign-ins from one address, with any name or token, before more attempts are rejected;
    /// 0 disables the limit.
    pub throttle_address_failures: u32,
    /// Whether failures are counted in the database, which all processes share.
    pub throttle_in_database: bool,
    /// Seconds over which failures are counted, and for which attempts are rejected.
    pub throttle_seconds: u64,
    /// Tickets that visitors create from one address per hour; 0: no limit.
    pub max_visitor_tickets_per_hour: u32,
    /// Requests from one address for email to reset a password per hour; 0: no limit.
    pub max_password_resets_per_hour: u32,
    /// Seconds for which a verified password is not hashed again.
    pub verification_seconds: u64,
    /// Proxies whose `X-Forwarded-…` headers are trusted.
    pub trusted_proxies: Vec<Network>,
}
