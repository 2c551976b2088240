//! Keyed digests and comparison in constant time.

use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

/// HMAC-SHA-256 of the concatenated parts.
pub(super) fn hmac(key: &[u8], parts: &[&[u8]]) -> [u8; 32] {
    #[expect(clippy::expect_used, reason = "a key of HMAC may have any length")]
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("a key");
    for part in parts {
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

/// Django's `salted_hmac` with SHA-256 (django/utils/crypto.py).
pub(super) fn salted_hmac(salt: &str, secret: &str, value: &str) -> [u8; 32] {
    let key = Sha256::new()
        .chain_update(salt)
        .chain_update(secret)
        .finalize();
    hmac(&key, &[value.as_bytes()])
}

/// Whether two texts are equal. The duration depends only on their lengths.
pub(super) fn constant_time_eq(left: &str, right: &str) -> bool {
    left.as_bytes().ct_eq(right.as_bytes()).into()
}
