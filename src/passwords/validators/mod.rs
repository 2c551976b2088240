//! Django's password validators (django/contrib/auth/password_validation.py): the errors of a new
//! password, as codes.

mod common;
mod similarity;
#[cfg(test)]
mod tests;

use std::sync::LazyLock;

use regex::Regex;

/// Django's default `min_length`.
pub const MINIMUM_LENGTH: usize = 8;
/// Django's default `max_similarity`: texts at or above this ratio are too similar.
pub const MAX_SIMILARITY: f64 = 0.7;

/// An attribute of the account that a password must not resemble, in Django's order
/// (`DEFAULT_USER_ATTRIBUTES`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UserAttribute {
    /// The username.
    Username,
    /// The first name.
    FirstName,
    /// The last name.
    LastName,
    /// The email address.
    Email,
}

impl UserAttribute {
    /// All attributes.
    pub const ALL: [Self; 4] = [Self::Username, Self::FirstName, Self::LastName, Self::Email];

    /// The name of the field, such as `first_name`.
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

/// The texts that a password must not resemble; empty ones are ignored.
#[derive(Clone, Copy, Debug, Default)]
pub struct UserAttributes<'a> {
    /// The username.
    pub username: &'a str,
    /// The first name.
    pub first_name: &'a str,
    /// The last name.
    pub last_name: &'a str,
    /// The email address.
    pub email: &'a str,
}

/// A password validator.
#[derive(Clone, Debug, PartialEq)]
pub enum Validator {
    /// Rejects passwords that resemble one of these attributes by at least this ratio.
    Similarity(Vec<UserAttribute>, f64),
    /// Rejects passwords with fewer characters.
    MinimumLength(usize),
    /// Rejects the most common passwords: those in a file, or in Django's list.
    Common(Option<String>),
    /// Rejects passwords that consist of digits only.
    Numeric,
}

impl Validator {
    /// The validator with this class name and Django's default options.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Some(match name {
            "UserAttributeSimilarityValidator" => {
                Self::Similarity(UserAttribute::ALL.to_vec(), MAX_SIMILARITY)
            }
            "MinimumLengthValidator" => Self::MinimumLength(MINIMUM_LENGTH),
            "CommonPasswordValidator" => Self::Common(None),
            "NumericPasswordValidator" => Self::Numeric,
            _ => return None,
        })
    }
}

/// Why a password is rejected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PasswordError {
    /// It resembles this attribute of the account.
    Similar(UserAttribute),
    /// It has fewer characters than this.
    TooShort(usize),
    /// It is one of the most common passwords.
    Common,
    /// It consists of digits only.
    Numeric,
}

/// Runs validators and returns their errors in order.
#[must_use]
pub fn check(
    validators: &[Validator],
    password: &str,
    user: &UserAttributes<'_>,
) -> Vec<PasswordError> {
    let find = |rule: &Validator| match rule {
        Validator::Similarity(attributes, ratio) => {
            similarity::find_similar(password, user, attributes, *ratio).map(PasswordError::Similar)
        }
        Validator::MinimumLength(length) => {
            (password.chars().count() < *length).then_some(PasswordError::TooShort(*length))
        }
        Validator::Common(list) => {
            common::contains(password, list.as_deref()).then_some(PasswordError::Common)
        }
        Validator::Numeric => is_digits(password).then_some(PasswordError::Numeric),
    };
    validators.iter().filter_map(find).collect()
}

/// Python's `str.isdigit`: decimal digits of every script, and superscript, subscript, circled and
/// ancient ones.
fn is_digits(text: &str) -> bool {
    #[expect(
        clippy::expect_used,
        reason = "the pattern is fixed, and a test uses it"
    )]
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
