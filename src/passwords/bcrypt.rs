//! `bcrypt_sha256$$2b$12$…` and `bcrypt$$2b$12$…`: the algorithm's name, then the output of the
//! bcrypt library. Plain bcrypt uses the first 72 bytes of a password, as the library did before it
//! rejected longer ones.

use std::fmt::Write;
use std::str::FromStr;

use bcrypt::{HashParts, Version};
use sha2::{Digest, Sha256};

use super::Algorithm;

/// Cost of new hashes: the binary logarithm of the number of rounds.
pub(super) const ROUNDS: u32 = 12;

/// Hashes a password; `None` for a cost or version that bcrypt does not have.
pub(super) fn encode(
    algorithm: Algorithm,
    password: &str,
    rounds: u32,
    salt: [u8; 16],
    version: &str,
) -> Option<String> {
    let version = match version {
        "2a" => Version::TwoA,
        "2b" => Version::TwoB,
        "2x" => Version::TwoX,
        "2y" => Version::TwoY,
        _ => return None,
    };
    let hash = match algorithm {
        Algorithm::BcryptSha256 => {
            bcrypt::hash_with_salt(hex(&Sha256::digest(password)), rounds, salt)
        }
        Algorithm::Bcrypt => bcrypt::hash_with_salt(password, rounds, salt),
        _ => return None,
    };
    Some(format!(
        "{}${}",
        algorithm.name(),
        hash.ok()?.format_for_version(version)
    ))
}

/// Hashes `password` with the parameters of `encoded`.
pub(super) fn rehash(algorithm: Algorithm, password: &str, encoded: &str) -> Option<String> {
    let (_, stored) = encoded.split_once('$')?;
    let parts = HashParts::from_str(stored).ok()?;
    encode(
        algorithm,
        password,
        parts.get_cost(),
        parts.get_salt_raw(),
        stored.get(1..3)?,
    )
}

pub(super) fn is_outdated(encoded: &str) -> bool {
    let parts = encoded
        .split_once('$')
        .and_then(|(_, stored)| HashParts::from_str(stored).ok());
    parts.is_none_or(|parts| parts.get_cost() != ROUNDS)
}

fn hex(bytes: &[u8]) -> String {
    bytes
        .iter()
        .fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
            // Writing to a `String` never fails.
            let _ = write!(text, "{byte:02x}");
            text
        })
}
