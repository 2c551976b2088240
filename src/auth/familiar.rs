//! Credentials that were right a while ago. They let nobody in: they only decide that an address
//! full of failures does not keep out those who signed in from it before, and that these wait in a
//! lane of their own.

use std::net::IpAddr;
use std::time::Duration;

use moka::sync::Cache;

use super::digest::hmac;
use super::rate::customer;

/// Most credentials remembered.
const CAPACITY: u64 = 50_000;
/// How long credentials are remembered that are not used.
const KEPT: Duration = Duration::from_secs(3600);

/// Digests of credentials, under a secret made at start.
#[derive(Clone)]
pub(super) struct Familiar {
    secret: [u8; 32],
    known: Cache<[u8; 32], ()>,
}

impl std::fmt::Debug for Familiar {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Familiar")
            .field("known", &self.known.entry_count())
            .finish_non_exhaustive()
    }
}

impl Familiar {
    pub(super) fn new() -> Self {
        Self {
            secret: rand::random(),
            known: Cache::builder()
                .max_capacity(CAPACITY)
                .time_to_idle(KEPT)
                .build(),
        }
    }

    /// A name, as it was sent from an address.
    pub(super) fn name(&self, name: &str, address: IpAddr) -> [u8; 32] {
        hmac(
            &self.secret,
            &[
                b"name ",
                customer(address).to_string().as_bytes(),
                b" ",
                name.as_bytes(),
            ],
        )
    }

    /// A token.
    pub(super) fn token(&self, token: &str) -> [u8; 32] {
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
