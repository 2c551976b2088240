//! `auth_password_validators` and `auth.password_hashers`: as in Django, with class names instead
//! of full paths.

use serde::{Deserialize, Deserializer};

use super::Config;
use super::nearest::nearest;
use super::validation::Errors;

/// Supported password validators (django/contrib/auth/password_validation.py).
const VALIDATORS: [&str; 4] = [
    "UserAttributeSimilarityValidator",
    "MinimumLengthValidator",
    "CommonPasswordValidator",
    "NumericPasswordValidator",
];

/// Supported password hashers (django/contrib/auth/hashers.py).
const HASHERS: [&str; 6] = [
    "PBKDF2PasswordHasher",
    "PBKDF2SHA1PasswordHasher",
    "Argon2PasswordHasher",
    "BCryptSHA256PasswordHasher",
    "BCryptPasswordHasher",
    "ScryptPasswordHasher",
];

/// A password validator: its name, or a table with `name` and options.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PasswordValidator {
    /// The class name.
    pub name: String,
    /// `MinimumLengthValidator`: minimum number of characters; 8 by default.
    pub min_length: Option<usize>,
    /// `UserAttributeSimilarityValidator`: similarity from which a password is rejected; 0.7 by
    /// default.
    pub max_similarity: Option<f64>,
    /// `UserAttributeSimilarityValidator`: attributes to compare with, in order.
    pub user_attributes: Option<Vec<String>>,
    /// `CommonPasswordValidator`: file with one lower-case password per line, optionally gzipped.
    pub password_list_path: Option<String>,
}

impl From<&str> for PasswordValidator {
    fn from(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            ..Self::default()
        }
    }
}

impl<'de> Deserialize<'de> for PasswordValidator {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Table {
            name: String,
            min_length: Option<usize>,
            max_similarity: Option<f64>,
            user_attributes: Option<Vec<String>>,
            password_list_path: Option<String>,
        }
        #[derive(Deserialize)]
        #[serde(
            untagged,
            expecting = "expected the name of a validator, or a table with name and min_length, max_similarity, \
                         user_attributes or password_list_path"
        )]
        enum Notation {
            Name(String),
            Table(Table),
        }
        Ok(match Notation::deserialize(deserializer)? {
            Notation::Name(name) => Self::from(name.as_str()),
            Notation::Table(Table {
                name,
                min_length,
                max_similarity,
                user_attributes,
                password_list_path,
            }) => Self {
                name,
                min_length,
                max_similarity,
                user_attributes,
                password_list_path,
            },
        })
    }
}

pub(super) fn validate(config: &Config, errors: &mut Errors) {
    for validator in &config.auth_password_validators {
        if !VALIDATORS.contains(&validator.name.as_str()) {
            errors.add(
                "auth_password_validators",
                unknown_class("validator", &validator.name, &VALIDATORS),
            );
        }
        if validator
            .max_similarity
            .is_some_and(|ratio| !(0.1..=1.0).contains(&ratio))
        {
            errors.add(
                "auth_password_validators",
                "max_similarity must be from 0.1 to 1.0",
            );
        }
        if let Some(path) = validator
            .password_list_path
            .as_ref()
            .filter(|path| !std::path::Path::new(path).is_file())
        {
            errors.add(
                "auth_password_validators",
                format!("password_list_path: there is no file {path:?}"),
            );
        }
    }
    for hasher in config
        .auth
        .password_hashers
        .iter()
        .filter(|hasher| !HASHERS.contains(&hasher.as_str()))
    {
        errors.add(
            "auth.password_hashers",
            unknown_class("hasher", hasher, &HASHERS),
        );
    }
    if config.auth.password_hashers.is_empty() {
        errors.add(
            "auth.password_hashers",
            "must not be empty; the first hasher creates new hashes",
        );
    }
}

fn unknown_class(kind: &str, name: &str, known: &[&'static str]) -> String {
    let last = name.rsplit('.').next().unwrap_or_default();
    let hint = match nearest(last, known.iter().copied()) {
        Some(suggestion) => format!("did you mean {suggestion:?}?"),
        None => format!("expected one of {}", known.join(", ")),
    };
    format!("unknown {kind} {name:?}; {hint}")
}
