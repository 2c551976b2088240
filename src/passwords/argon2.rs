//! `argon2$argon2id$v=19$m=…,t=…,p=…$SALT$HASH`, as argon2-cffi writes it. Reads hashes of any
//! length and cost within a memory limit, and those of the 2015 versions (`v=16` or no version).

use argon2::{Argon2, Params, Version};
use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use subtle::ConstantTimeEq;

use super::{Algorithm, is_short};

/// Django's current cost: memory in KiB, passes, lanes, and the length of the hash in bytes.
const CURRENT: Cost = Cost {
    memory: 102_400,
    time: 2,
    lanes: 8,
    length: 32,
};
/// Maximum memory of a stored hash in KiB: ten times what Django uses.
const MAX_MEMORY: u32 = 1 << 20;

#[derive(Clone, Copy, PartialEq, Eq)]
struct Cost {
    memory: u32,
    time: u32,
    lanes: u32,
    length: usize,
}

struct Parts {
    variant: argon2::Algorithm,
    version: Version,
    cost: Cost,
    salt: Vec<u8>,
    hash: Vec<u8>,
}

fn parts(encoded: &str) -> Option<Parts> {
    let mut fields = encoded.split('$').skip(1).peekable();
    let variant = match fields.next()? {
        "argon2id" => argon2::Algorithm::Argon2id,
        "argon2i" => argon2::Algorithm::Argon2i,
        "argon2d" => argon2::Algorithm::Argon2d,
        _ => return None,
    };
    let version = match fields.next_if(|field| field.starts_with("v=")) {
        Some("v=19") => Version::V0x13,
        Some("v=16") | None => Version::V0x10,
        Some(_) => return None,
    };
    let (costs, salt, hash) = (fields.next()?, fields.next()?, fields.next()?);
    if fields.next().is_some() {
        return None;
    }
    let mut costs = costs.split(',');
    let mut cost = |name: &str| costs.next()?.strip_prefix(name)?.parse::<u32>().ok();
    let (memory, time, lanes) = (cost("m=")?, cost("t=")?, cost("p=")?);
    if costs.next().is_some() || memory > MAX_MEMORY {
        return None;
    }
    let (salt, hash) = (
        STANDARD_NO_PAD.decode(salt).ok()?,
        STANDARD_NO_PAD.decode(hash).ok()?,
    );
    let cost = Cost {
        memory,
        time,
        lanes,
        length: hash.len(),
    };
    Some(Parts {
        variant,
        version,
        cost,
        salt,
        hash,
    })
}

fn derive(
    variant: argon2::Algorithm,
    version: Version,
    cost: Cost,
    password: &str,
    salt: &[u8],
) -> Result<Vec<u8>, argon2::Error> {
    let params = Params::new(cost.memory, cost.time, cost.lanes, Some(cost.length))?;
    let mut hash = vec![0; cost.length];
    Argon2::new(variant, version, params).hash_password_into(
        password.as_bytes(),
        salt,
        &mut hash,
    )?;
    Ok(hash)
}

pub(super) fn encode(password: &str, salt: &str) -> Option<String> {
    let hash = derive(
        argon2::Algorithm::Argon2id,
        Version::V0x13,
        CURRENT,
        password,
        salt.as_bytes(),
    )
    .ok()?;
    let Cost {
        memory,
        time,
        lanes,
        ..
    } = CURRENT;
    let (salt, hash) = (STANDARD_NO_PAD.encode(salt), STANDARD_NO_PAD.encode(hash));
    Some(format!(
        "{}$argon2id$v=19$m={memory},t={time},p={lanes}${salt}${hash}",
        Algorithm::Argon2.name()
    ))
}

pub(super) fn matches(password: &str, encoded: &str) -> Option<bool> {
    let Parts {
        variant,
        version,
        cost,
        salt,
        hash,
    } = parts(encoded)?;
    let rehashed = derive(variant, version, cost, password, &salt).ok()?;
    Some(rehashed.ct_eq(&hash).into())
}

pub(super) fn is_outdated(encoded: &str) -> bool {
    parts(encoded).is_none_or(|parts| {
        parts.variant != argon2::Algorithm::Argon2id
            || parts.version != Version::V0x13
            || parts.cost != CURRENT
            || is_short(parts.salt.len())
    })
}
