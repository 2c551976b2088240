//! `scrypt$N$SALT$R$P$HASH`. Costs above the limit of Python's OpenSSL (32 MiB of memory) never
//! match.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::Algorithm;

/// Django's current cost.
pub(super) const CURRENT: Cost = Cost {
    work_factor: 1 << 14,
    block_size: 8,
    parallelism: 5,
};
/// OpenSSL's default `maxmem` in bytes.
const MAX_MEMORY: u64 = 32 << 20;

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Cost {
    work_factor: u32,
    block_size: u32,
    parallelism: u32,
}

impl Cost {
    /// The library's parameters; `None` for costs that OpenSSL rejects (crypto/evp/scrypt.c).
    fn params(self) -> Option<::scrypt::Params> {
        let (n, r, p) = (
            u64::from(self.work_factor),
            u64::from(self.block_size),
            u64::from(self.parallelism),
        );
        if n < 2 || !n.is_power_of_two() || r == 0 || p == 0 || p > (1 << 30) / r {
            return None;
        }
        if r <= 3 && n >= 1 << (16 * r) {
            return None;
        }
        let blocks = p.checked_mul(128)?.checked_mul(r)?;
        let table = (n + 2).checked_mul(128)?.checked_mul(r)?;
        if blocks.checked_add(table)? > MAX_MEMORY {
            return None;
        }
        let log_n = u8::try_from(n.ilog2()).ok()?;
        ::scrypt::Params::new(log_n, self.block_size, self.parallelism).ok()
    }
}

/// The salt and the cost of a stored hash.
fn parts(encoded: &str) -> Option<(&str, Cost)> {
    let fields: Vec<_> = encoded.split('$').skip(1).collect();
    let [work_factor, salt, block_size, parallelism, _hash] = fields[..] else {
        return None;
    };
    let cost = Cost {
        work_factor: work_factor.parse().ok()?,
        block_size: block_size.parse().ok()?,
        parallelism: parallelism.parse().ok()?,
    };
    (!salt.is_empty()).then_some((salt, cost))
}

/// Hashes a password; `None` for a cost that is out of bounds.
pub(super) fn encode(password: &str, salt: &str, cost: Cost) -> Option<String> {
    let mut hash = [0; 64];
    ::scrypt::scrypt(
        password.as_bytes(),
        salt.as_bytes(),
        &cost.params()?,
        &mut hash,
    )
    .ok()?;
    let Cost {
        work_factor,
        block_size,
        parallelism,
    } = cost;
    let hash = STANDARD.encode(hash);
    Some(format!(
        "{}${work_factor}${salt}${block_size}${parallelism}${hash}",
        Algorithm::Scrypt.name()
    ))
}

/// Hashes `password` with the parameters of `encoded`.
pub(super) fn rehash(password: &str, encoded: &str) -> Option<String> {
    let (salt, cost) = parts(encoded)?;
    encode(password, salt, cost)
}

pub(super) fn is_outdated(encoded: &str) -> bool {
    parts(encoded).is_none_or(|(_, cost)| cost != CURRENT)
}
