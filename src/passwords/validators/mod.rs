//! Django's password validators (django/contrib/auth/password_validation.py): what is wrong with a new password, as
//! codes. Not sentences, and nothing about accounts beyond the four texts that a password must not resemble.

mod common;
mod similarity;
#[cfg(test)]
mod tests;

use std::sync::LazyLock;

use regex::Regex;

/// Characters that a password must have at least (Django's default `min_length`).
pub const MINIMUM_LENGTH: usize = 8;

/// A text of the account that a password may resemble, in Django's order (`DEFAULT_USER_ATTRIBUTES`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attribute {
    /// The name to sign in with.
    Username,
    /// The first name.
    FirstName,
    /// The last name.
    LastName,
    /// The address.
    Email,
}

impl Attribute {
    /// The name of the field: `first_name`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Username => "username",
            Self::FirstName => "first_name",
            Self::LastName => "last_name",
            Self::Email => "email",
        }
    }
}

/// What a password must not resemble; empty texts are left out.
#[derive(Clone, Copy, Debug, Default)]
pub struct Person<'a> {
    /// The name to sign in with.
    pub username: &'a str,
    /// The first name.
    pub first_name: &'a str,
    /// The last name.
    pub last_name: &'a str,
    /// The address.
    pub email: &'a str,
}

/// What is wrong with a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure {
    /// It resembles a text of the account.
    Similar(Attribute),
    /// It has fewer characters than [`MINIMUM_LENGTH`].
    TooShort,
    /// It is one of the most common ones.
    Common,
    /// It is digits alone.
    Numeric,
}

/// What the validators of these names (the last part of Django's: `MinimumLengthValidator`) find, in their order.
/// Names that are not known find nothing: the settings refuse them at the start.
#[must_use]
pub fn check<S: AsRef<str>>(validators: &[S], password: &str, person: &Person<'_>) -> Vec<Failure> {
    let find = |name: &S| match name.as_ref() {
        "UserAttributeSimilarityValidator" => similarity::find(password, person).map(Failure::Similar),
        "MinimumLengthValidator" => (password.chars().count() < MINIMUM_LENGTH).then_some(Failure::TooShort),
        "CommonPasswordValidator" => common::has(password).then_some(Failure::Common),
        "NumericPasswordValidator" => is_digits(password).then_some(Failure::Numeric),
        _ => None,
    };
    validators.iter().filter_map(find).collect()
}

/// Python's `str.isdigit`: decimal digits of every script, and the raised, lowered, ringed and ancient ones.
fn is_digits(text: &str) -> bool {
    #[expect(clippy::expect_used, reason = "the pattern is fixed, and a test uses it")]
    static PATTERN: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(concat!(
            r"\A[\p{Nd}\x{b2}-\x{b3}\x{b9}\x{1369}-\x{1371}\x{19da}\x{2070}\x{2074}-\x{2079}\x{2080}-\x{2089}",
            r"\x{2460}-\x{2468}\x{2474}-\x{247c}\x{2488}-\x{2490}\x{24ea}\x{24f5}-\x{24fd}\x{24ff}\x{2776}-\x{277e}",
            r"\x{2780}-\x{2788}\x{278a}-\x{2792}\x{10a40}-\x{10a43}\x{10e60}-\x{10e68}\x{11052}-\x{1105a}",
            r"\x{1f100}-\x{1f10a}]+\z"
        ))
        .expect("a pattern")
    });
    PATTERN.is_match(text)
}
