//! Keyed digests, digits of Django's signatures, and comparison in constant time.

use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

/// HMAC-SHA-256 of the concatenated parts.
#[must_use]
pub fn hmac(key: &[u8], parts: &[&[u8]]) -> [u8; 32] {
    #[expect(clippy::expect_used, reason = "a key of HMAC may have any length")]
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("a key");
    for part in parts {
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

/// Django's `salted_hmac` with SHA-256 (django/utils/crypto.py).
#[must_use]
pub fn salted_hmac(salt: &str, secret: &str, value: &str) -> [u8; 32] {
    let key = Sha256::new()
        .chain_update(salt)
        .chain_update(secret)
        .finalize();
    hmac(&key, &[value.as_bytes()])
}

/// SHA-256 of a text, in hexadecimal digits.
#[must_use]
pub fn sha256_hex(text: &str) -> String {
    hex(&Sha256::digest(text))
}

/// Bytes in hexadecimal digits.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Whether two texts are equal. The duration depends only on their lengths.
#[must_use]
pub fn constant_time_eq(left: &str, right: &str) -> bool {
    left.as_bytes().ct_eq(right.as_bytes()).into()
}
