//! Django's password hashes: made, checked, and told apart when they are out of date
//! (django/contrib/auth/hashers.py). What a good password is, is [`validators`]'. No I/O: whoever
//! calls keeps these seconds of work off the async threads.

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

/// The algorithm of new hashes, first of Django's default `PASSWORD_HASHERS`.
pub const PREFERRED: Algorithm = Algorithm::Pbkdf2Sha256;

/// Starts what is stored for an account that nobody may log in to with a password.
const UNUSABLE_PREFIX: char = '!';
/// Random characters after it.
const UNUSABLE_SUFFIX: usize = 40;
/// Characters of a fresh salt: 22 of 62 letters and digits are just over 128 bits.
const SALT: usize = 22;

/// An algorithm that Django 5.2 has a hasher for. The salted MD5 hasher, which Django does not
/// switch on by itself, is left out: such hashes never match.
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

    /// The name of Django's class for it, without its module.
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

    /// The algorithm of a stored hash; `None` for an unusable or an unknown one.
    #[must_use]
    pub fn of(encoded: &str) -> Option<Self> {
        let name = encoded.split('$').next()?;
        Self::ALL
            .into_iter()
            .find(|algorithm| algorithm.name() == name)
    }

    /// A hash of `password` with a fresh salt and Django's present parameters, as Django stores it.
    ///
    /// # Errors
    /// [`Failed`] when the algorithm cannot have the memory that it needs.
    pub fn encode(self, password: &str) -> Result<String, Failed> {
        match self {
            Self::Pbkdf2Sha256 | Self::Pbkdf2Sha1 => {
                pbkdf2::encode(self, password, &random(SALT), pbkdf2::ITERATIONS).ok_or(Failed)
            }
            Self::Argon2 => argon2::encode(password, &random(SALT)).ok_or(Failed),
            Self::BcryptSha256 | Self::Bcrypt => {
                bcrypt::encode(self, password, bcrypt::ROUNDS, rand::random(), "2b").ok_or(Failed)
            }
            Self::Scrypt => scrypt::encode(password, &random(SALT), scrypt::PRESENT).ok_or(Failed),
        }
    }

    /// Whether `password` made `encoded`, which is of this algorithm; a malformed hash matches
    /// nothing (`None`).
    fn matches(self, password: &str, encoded: &str) -> Option<bool> {
        let again = match self {
            Self::Pbkdf2Sha256 | Self::Pbkdf2Sha1 => pbkdf2::again(self, password, encoded)?,
            Self::Argon2 => return argon2::matches(password, encoded),
            Self::BcryptSha256 | Self::Bcrypt => bcrypt::again(self, password, encoded)?,
            Self::Scrypt => scrypt::again(password, encoded)?,
        };
        Some(again.as_bytes().ct_eq(encoded.as_bytes()).into())
    }

    /// Whether a hash of this algorithm was made with other parameters than Django's present ones.
    fn is_outdated(self, encoded: &str) -> bool {
        match self {
            Self::Pbkdf2Sha256 | Self::Pbkdf2Sha1 => pbkdf2::is_outdated(encoded),
            Self::Argon2 => argon2::is_outdated(encoded),
            Self::BcryptSha256 | Self::Bcrypt => bcrypt::is_outdated(encoded),
            Self::Scrypt => scrypt::is_outdated(encoded),
        }
    }
}

/// A hash could not be computed: there was not enough memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the hash could not be computed")]
pub struct Failed;

/// What [`verify`] found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// The password is the one that was stored.
    pub correct: bool,
    /// The stored hash is not what Django would write today: if the password is correct, store
    /// [`make`]'s.
    pub outdated: bool,
}

/// The algorithms of a site (`PASSWORD_HASHERS`).
#[derive(Clone, Debug)]
pub struct Hashers(Vec<Algorithm>);

impl Hashers {
    /// Those of these classes; the first is that of new hashes. Names that are not known count for
    /// nothing: the settings refuse them at start.
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

    /// A hash of `password` as Django would store it today: some tenths of a second of work.
    #[must_use]
    pub fn make(&self, password: &str) -> String {
        self.preferred()
            .encode(password)
            .unwrap_or_else(|_| unusable())
    }

    /// Checks `password` against what is stored for an account; the work of one hash is done in any
    /// case.
    #[must_use]
    pub fn verify(&self, password: &str, encoded: &str) -> Verdict {
        if Algorithm::of(encoded).is_some_and(|algorithm| !self.0.contains(&algorithm)) {
            self.burn(password);
            return Verdict {
                correct: false,
                outdated: false,
            };
        }
        verify_preferring(self.preferred(), password, encoded)
    }

    /// Does the work of a check for an account that does not exist, so that time does not tell its
    /// name.
    pub fn burn(&self, password: &str) {
        std::hint::black_box(self.make(password));
    }
}

/// A hash of `password` as Django would store it today: some tenths of a second of work.
#[must_use]
pub fn make(password: &str) -> String {
    pbkdf2::encode(PREFERRED, password, &random(SALT), pbkdf2::ITERATIONS).unwrap_or_else(unusable)
}

/// What Django stores for an account without a password.
#[must_use]
pub fn unusable() -> String {
    format!("{UNUSABLE_PREFIX}{}", random(UNUSABLE_SUFFIX))
}

/// Whether a stored hash may match a password at all.
#[must_use]
pub fn is_usable(encoded: &str) -> bool {
    !encoded.starts_with(UNUSABLE_PREFIX)
}

/// Checks `password` against what is stored for an account; the work of one hash is done in any
/// case.
#[must_use]
pub fn verify(password: &str, encoded: &str) -> Verdict {
    verify_preferring(PREFERRED, password, encoded)
}

/// Does the work of a check for an account that does not exist, so that time does not tell its
/// name.
pub fn burn(password: &str) {
    std::hint::black_box(make(password));
}

/// [`verify`], where `preferred` is the algorithm of new hashes.
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
        // A hash of fewer rounds must not be refused sooner than one of today's.
        pbkdf2::harden(password, encoded);
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

/// Whether a salt of so many letters or digits holds less than 128 bits.
fn is_short(salt_length: usize) -> bool {
    salt_length < SALT
}
