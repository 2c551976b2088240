//! Django's password hashes: creates and verifies them, and detects outdated ones
//! (django/contrib/auth/hashers.py). [`validators`] decides which passwords are allowed. Hashing
//! takes tenths of a second of CPU; callers run it off the async threads.

mod argon2;
mod bcrypt;
mod pbkdf2;
mod scrypt;
#[cfg(test)]
mod tests;
pub mod validators;

use rand::Rng;
use rand::distr::Alphanumeric;
use subtle::ConstantTimeEq;

/// The algorithm of new hashes: the first of Django's default `PASSWORD_HASHERS`.
pub const PREFERRED: Algorithm = Algorithm::Pbkdf2Sha256;

/// First character of an unusable password.
const UNUSABLE_PREFIX: char = '!';
/// Random characters after it.
const UNUSABLE_SUFFIX_LENGTH: usize = 40;
/// Characters of a new salt: 22 of 62 characters give just over 128 bits.
const SALT_LENGTH: usize = 22;

/// The algorithms that Django 5.2 has hashers for, except salted MD5, which is not enabled by
/// default; such hashes never match.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Algorithm {
    /// `pbkdf2_sha256$1000000$SALT$HASH`
    Pbkdf2Sha256,
    /// `pbkdf2_sha1$1000000$SALT$HASH`
    Pbkdf2Sha1,
    /// `argon2$argon2id$v=19$m=102400,t=2,p=8$SALT$HASH`
    Argon2,
    /// `bcrypt_sha256$$2b$12$SALTHASH`: bcrypt of the password's SHA-256 in hexadecimal.
    BcryptSha256,
    /// `bcrypt$$2b$12$SALTHASH`: bcrypt of the password's first 72 bytes.
    Bcrypt,
    /// `scrypt$16384$SALT$8$5$HASH`
    Scrypt,
}

impl Algorithm {
    const ALL: [Self; 6] = [
        Self::Pbkdf2Sha256,
        Self::Pbkdf2Sha1,
        Self::Argon2,
        Self::BcryptSha256,
        Self::Bcrypt,
        Self::Scrypt,
    ];

    /// The name that a stored hash begins with.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Pbkdf2Sha256 => "pbkdf2_sha256",
            Self::Pbkdf2Sha1 => "pbkdf2_sha1",
            Self::Argon2 => "argon2",
            Self::BcryptSha256 => "bcrypt_sha256",
            Self::Bcrypt => "bcrypt",
            Self::Scrypt => "scrypt",
        }
    }

    /// The name of Django's class, without its module.
    const fn class(self) -> &'static str {
        match self {
            Self::Pbkdf2Sha256 => "PBKDF2PasswordHasher",
            Self::Pbkdf2Sha1 => "PBKDF2SHA1PasswordHasher",
            Self::Argon2 => "Argon2PasswordHasher",
            Self::BcryptSha256 => "BCryptSHA256PasswordHasher",
            Self::Bcrypt => "BCryptPasswordHasher",
            Self::Scrypt => "ScryptPasswordHasher",
        }
    }

    /// The algorithm of a stored hash; `None` for unusable and unknown ones.
    #[must_use]
    pub fn of(encoded: &str) -> Option<Self> {
        let name = encoded.split('$').next()?;
        Self::ALL
            .into_iter()
            .find(|algorithm| algorithm.name() == name)
    }

    /// Hashes `password` with a new salt and Django's current parameters.
    ///
    /// # Errors
    /// [`HashError`] if there is not enough memory.
    pub fn encode(self, password: &str) -> Result<String, HashError> {
        match self {
            Self::Pbkdf2Sha256 | Self::Pbkdf2Sha1 => {
                pbkdf2::encode(self, password, &random(SALT_LENGTH), pbkdf2::ITERATIONS)
                    .ok_or(HashError)
            }
            Self::Argon2 => argon2::encode(password, &random(SALT_LENGTH)).ok_or(HashError),
            Self::BcryptSha256 | Self::Bcrypt => {
                bcrypt::encode(self, password, bcrypt::ROUNDS, rand::random(), "2b")
                    .ok_or(HashError)
            }
            Self::Scrypt => {
                scrypt::encode(password, &random(SALT_LENGTH), scrypt::CURRENT).ok_or(HashError)
            }
        }
    }

    /// Whether `password` matches `encoded`, a hash of this algorithm; `None` if the hash is
    /// malformed.
    fn matches(self, password: &str, encoded: &str) -> Option<bool> {
        let rehashed = match self {
            Self::Pbkdf2Sha256 | Self::Pbkdf2Sha1 => pbkdf2::rehash(self, password, encoded)?,
            Self::Argon2 => return argon2::matches(password, encoded),
            Self::BcryptSha256 | Self::Bcrypt => bcrypt::rehash(self, password, encoded)?,
            Self::Scrypt => scrypt::rehash(password, encoded)?,
        };
        Some(rehashed.as_bytes().ct_eq(encoded.as_bytes()).into())
    }

    /// Whether a hash of this algorithm has other parameters than Django's current ones.
    fn is_outdated(self, encoded: &str) -> bool {
        match self {
            Self::Pbkdf2Sha256 | Self::Pbkdf2Sha1 => pbkdf2::is_outdated(encoded),
            Self::Argon2 => argon2::is_outdated(encoded),
            Self::BcryptSha256 | Self::Bcrypt => bcrypt::is_outdated(encoded),
            Self::Scrypt => scrypt::is_outdated(encoded),
        }
    }
}

/// The hash could not be computed for lack of memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the hash could not be computed")]
pub struct HashError;

/// The result of [`verify`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// Whether the password is correct.
    pub correct: bool,
    /// Whether Django would write another hash today. If the password is correct, store a new one.
    pub outdated: bool,
}

/// The algorithms of a site (`PASSWORD_HASHERS`).
#[derive(Clone, Debug)]
pub struct Hashers(Vec<Algorithm>);

impl Hashers {
    /// The hashers with these class names; the first one creates new hashes. Ignores unknown names,
    /// which the settings reject at start.
    #[must_use]
    pub fn named<S: AsRef<str>>(classes: &[S]) -> Self {
        let find = |class: &S| {
            Algorithm::ALL
                .into_iter()
                .find(|algorithm| algorithm.class() == class.as_ref())
        };
        Self(classes.iter().filter_map(find).collect())
    }

    /// The algorithm of new hashes.
    #[must_use]
    pub fn preferred(&self) -> Algorithm {
        self.0.first().copied().unwrap_or(PREFERRED)
    }

    /// Hashes `password` as Django would today. Takes tenths of a second.
    #[must_use]
    pub fn make(&self, password: &str) -> String {
        self.preferred()
            .encode(password)
            .unwrap_or_else(|_| unusable())
    }

    /// Verifies `password` against a stored hash. Takes at least the time of one hash in any case.
    #[must_use]
    pub fn verify(&self, password: &str, encoded: &str) -> Verdict {
        if Algorithm::of(encoded).is_some_and(|algorithm| !self.0.contains(&algorithm)) {
            self.run_dummy_hash(password);
            return Verdict {
                correct: false,
                outdated: false,
            };
        }
        verify_preferring(self.preferred(), password, encoded)
    }

    /// Does the work of a verification for a missing account, so that the duration does not
    /// reveal which accounts exist.
    pub fn run_dummy_hash(&self, password: &str) {
        std::hint::black_box(self.make(password));
    }
}

/// Hashes `password` as Django would today. Takes tenths of a second.
#[must_use]
pub fn make(password: &str) -> String {
    pbkdf2::encode(
        PREFERRED,
        password,
        &random(SALT_LENGTH),
        pbkdf2::ITERATIONS,
    )
    .unwrap_or_else(unusable)
}

/// The hash that Django stores for an account without a password.
#[must_use]
pub fn unusable() -> String {
    format!("{UNUSABLE_PREFIX}{}", random(UNUSABLE_SUFFIX_LENGTH))
}

/// Whether a stored hash can match any password.
#[must_use]
pub fn is_usable(encoded: &str) -> bool {
    !encoded.starts_with(UNUSABLE_PREFIX)
}

/// Verifies `password` against a stored hash. Takes at least the time of one hash in any case.
#[must_use]
pub fn verify(password: &str, encoded: &str) -> Verdict {
    verify_preferring(PREFERRED, password, encoded)
}

/// Does the work of a verification for a missing account, so that the duration does not reveal
/// which accounts exist.
pub fn run_dummy_hash(password: &str) {
    std::hint::black_box(make(password));
}

/// [`verify`] for a site whose new hashes use `preferred`.
fn verify_preferring(preferred: Algorithm, password: &str, encoded: &str) -> Verdict {
    let found = Algorithm::of(encoded).and_then(|algorithm| {
        let correct = algorithm.matches(password, encoded)?;
        Some((algorithm, correct))
    });
    let Some((algorithm, correct)) = found else {
        std::hint::black_box(preferred.encode(password).is_ok());
        return Verdict {
            correct: false,
            outdated: false,
        };
    };
    let outdated = algorithm != preferred || algorithm.is_outdated(encoded);
    if !correct && outdated && algorithm == preferred {
        // Rejecting a hash of fewer rounds must not take less time than one of today's.
        pbkdf2::harden_runtime(password, encoded);
    }
    Verdict { correct, outdated }
}

/// Random letters and digits from a cryptographic generator.
fn random(length: usize) -> String {
    rand::rng()
        .sample_iter(Alphanumeric)
        .take(length)
        .map(char::from)
        .collect()
}

/// Whether a salt of this many letters and digits has less than 128 bits.
fn is_short(salt_length: usize) -> bool {
    salt_length < SALT_LENGTH
}
