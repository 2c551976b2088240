//! Credentials that were correct recently. They authenticate nobody: they only keep users who
//! signed in before from being locked out by other failures from their address, and give them their
//! own lane.

use std::net::IpAddr;
use std::time::Duration;

use moka::sync::Cache;

use super::digest::hmac;
use super::rate::client_network;

/// Maximum number of remembered credentials.
const CAPACITY: u64 = 50_000;
/// Time after which unused credentials are forgotten.
const IDLE_TIMEOUT: Duration = Duration::from_secs(3600);

/// Digests of credentials, keyed with a secret that is created at start.
#[derive(Clone)]
pub(super) struct KnownCredentials {
    secret: [u8; 32],
    known: Cache<[u8; 32], ()>,
}

impl std::fmt::Debug for KnownCredentials {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Familiar")
            .field("known", &self.known.entry_count())
            .finish_non_exhaustive()
    }
}

impl KnownCredentials {
    pub(super) fn new() -> Self {
        Self {
            secret: rand::random(),
            known: Cache::builder()
                .max_capacity(CAPACITY)
                .time_to_idle(IDLE_TIMEOUT)
                .build(),
        }
    }

    /// The key of a username as sent from an address.
    pub(super) fn username_key(&self, username: &str, address: IpAddr) -> [u8; 32] {
        hmac(
            &self.secret,
            &[
                b"name ",
                client_network(address).to_string().as_bytes(),
                b" ",
                username.as_bytes(),
            ],
        )
    }

    /// The key of a token.
    pub(super) fn token_key(&self, token: &str) -> [u8; 32] {
        hmac(&self.secret, &[b"token ", token.as_bytes()])
    }

    pub(super) fn contains(&self, key: &[u8; 32]) -> bool {
        self.known.get(key).is_some()
    }

    pub(super) fn insert(&self, key: [u8; 32]) {
        self.known.insert(key, ());
    }

    pub(super) fn remove(&self, key: &[u8; 32]) {
        self.known.invalidate(key);
    }
}
