//! `auth_password_validators` and `auth.password_hashers`: Django's settings of these names, with
//! the last parts of the names of its classes.

use serde::{Deserialize, Deserializer};

use super::Config;
use super::check::Faults;
use super::nearest::nearest;

/// Django's password validators that are known (django/contrib/auth/password_validation.py).
const VALIDATORS: [&str; 4] = [
    "UserAttributeSimilarityValidator",
    "MinimumLengthValidator",
    "CommonPasswordValidator",
    "NumericPasswordValidator",
];

/// Django's hashers that are known (django/contrib/auth/hashers.py).
const HASHERS: [&str; 6] = [
    "PBKDF2PasswordHasher",
    "PBKDF2SHA1PasswordHasher",
    "Argon2PasswordHasher",
    "BCryptSHA256PasswordHasher",
    "BCryptPasswordHasher",
    "ScryptPasswordHasher",
];

/// A validator of new passwords and its options: a name, or a table with `name` and the options.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PasswordValidator {
    /// The last part of the name of its class.
    pub name: String,
    /// `MinimumLengthValidator`: the fewest characters; Django's default is 8.
    pub min_length: Option<usize>,
    /// `UserAttributeSimilarityValidator`: the ratio from which on two texts are too much alike;
    /// 0.7.
    pub max_similarity: Option<f64>,
    /// `UserAttributeSimilarityValidator`: the texts of the account, in order.
    pub user_attributes: Option<Vec<String>>,
    /// `CommonPasswordValidator`: a file of passwords, one a line in small letters, gzipped or not.
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
            expecting = "a validator is its name, or a table of name and min_length, max_similarity, user_attributes or \
                         password_list_path"
        )]
        enum Written {
            Name(String),
            Table(Table),
        }
        Ok(match Written::deserialize(deserializer)? {
            Written::Name(name) => Self::from(name.as_str()),
            Written::Table(Table {
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

/// Names that are not known, and options that cannot work.
pub(super) fn check(config: &Config, faults: &mut Faults) {
    let unknown = |name: &str, known: &[&'static str]| {
        let last = name.rsplit('.').next().unwrap_or_default();
        let known = match nearest(last, known.iter().copied()) {
            Some(meant) => format!("did you mean {meant:?}?"),
            None => format!("there are {}", known.join(", ")),
        };
        format!("{name:?} is not known; {known}")
    };
    for validator in &config.auth_password_validators {
        if !VALIDATORS.contains(&validator.name.as_str()) {
            faults.push((
                "auth_password_validators",
                unknown(&validator.name, &VALIDATORS),
            ));
        }
        if validator
            .max_similarity
            .is_some_and(|ratio| !(0.1..=1.0).contains(&ratio))
        {
            faults.push((
                "auth_password_validators",
                "max_similarity must be from 0.1 to 1.0".to_owned(),
            ));
        }
        if let Some(path) = validator
            .password_list_path
            .as_ref()
            .filter(|path| !std::path::Path::new(path).is_file())
        {
            faults.push((
                "auth_password_validators",
                format!("password_list_path: there is no file {path:?}"),
            ));
        }
    }
    for hasher in config
        .auth
        .password_hashers
        .iter()
        .filter(|hasher| !HASHERS.contains(&hasher.as_str()))
    {
        faults.push(("auth.password_hashers", unknown(hasher, &HASHERS)));
    }
    if config.auth.password_hashers.is_empty() {
        faults.push((
            "auth.password_hashers",
            "the first is that of new passwords: one is needed".to_owned(),
        ));
    }
}
