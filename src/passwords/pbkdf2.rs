//! `pbkdf2_sha256$ITERATIONS$SALT$HASH` and `pbkdf2_sha1$…`.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use pbkdf2::{Algorithm as Variant, Params, pbkdf2_hmac_array, pbkdf2_hmac_with_params};

use super::{Algorithm, is_short};

/// Iterations of new hashes in Django 5.2.
pub(super) const ITERATIONS: u32 = 1_000_000;

/// The parameters of a stored hash.
struct Parts<'a> {
    iterations: u32,
    salt: &'a str,
}

fn parts(encoded: &str) -> Option<Parts<'_>> {
    let mut fields = encoded.splitn(4, '$').skip(1);
    let (iterations, salt, _hash) = (fields.next()?, fields.next()?, fields.next()?);
    let iterations = iterations
        .parse()
        .ok()
        .filter(|&iterations| iterations > 0)?;
    (!salt.is_empty()).then_some(Parts { iterations, salt })
}

/// Hashes a password; `None` for other algorithms.
pub(super) fn encode(
    algorithm: Algorithm,
    password: &str,
    salt: &str,
    iterations: u32,
) -> Option<String> {
    let hash = match algorithm {
        Algorithm::Pbkdf2Sha256 => {
            STANDARD.encode(sha256(password.as_bytes(), salt.as_bytes(), iterations))
        }
        Algorithm::Pbkdf2Sha1 => STANDARD.encode(pbkdf2_hmac_array::<sha1::Sha1, 20>(
            password.as_bytes(),
            salt.as_bytes(),
            iterations,
        )),
        _ => return None,
    };
    Some(format!("{}${iterations}${salt}${hash}", algorithm.name()))
}

fn sha256(password: &[u8], salt: &[u8], iterations: u32) -> [u8; 32] {
    // The library's generic function would be compiled in this crate, unoptimized in debug builds,
    // and take seconds. This one is compiled in the library, but has a minimum number of
    // iterations.
    let Ok(params) = Params::new(iterations) else {
        return pbkdf2_hmac_array::<sha2::Sha256, 32>(password, salt, iterations);
    };
    let mut hash = [0; 32];
    pbkdf2_hmac_with_params(password, salt, Variant::Pbkdf2Sha256, params, &mut hash);
    hash
}

/// Hashes `password` with the parameters of `encoded`.
pub(super) fn rehash(algorithm: Algorithm, password: &str, encoded: &str) -> Option<String> {
    let Parts { iterations, salt } = parts(encoded)?;
    encode(algorithm, password, salt, iterations)
}

pub(super) fn is_outdated(encoded: &str) -> bool {
    parts(encoded)
        .is_none_or(|parts| parts.iterations != ITERATIONS || is_short(parts.salt.chars().count()))
}

/// Runs the iterations that `encoded` lacks compared with today's.
pub(super) fn harden_runtime(password: &str, encoded: &str) {
    let Some(Parts { iterations, salt }) = parts(encoded) else {
        return;
    };
    let missing = ITERATIONS.saturating_sub(iterations);
    if missing > 0 {
        std::hint::black_box(encode(Algorithm::Pbkdf2Sha256, password, salt, missing));
    }
}
