//! New sessions in Django's form: signed data that name a user, and the key or the cookie that holds
//! them (django/contrib/auth/__init__.py, `login`; django/core/signing.py, `dumps`).

use std::io::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use entity::user;
use flate2::Compression;
use flate2::write::ZlibEncoder;
use rand::Rng as _;
use serde_json::json;

use super::digest::salted_hmac;
use super::session::{BASE62, COOKIE_SALT, ROW_SALT, Sessions, password_digest};
use crate::config::SessionEngine;

/// Characters of a session key (django/contrib/sessions/backends/base.py, `VALID_KEY_CHARS`).
const KEY_CHARACTERS: &[u8] = b"abcdefghijklmnopqrstuvwxyz0123456789";
/// Length of a session key.
const KEY_LENGTH: usize = 32;
/// Django's backend for users of its database.
const MODEL_BACKEND: &str = "django.contrib.auth.backends.ModelBackend";

/// A session to store.
pub(super) struct NewSession {
    /// The value of the cookie: the key of the row, or the signed data.
    pub(super) cookie: String,
    /// The data of the row; `None` if the cookie holds them.
    pub(super) row: Option<String>,
}

impl Sessions {
    /// A session of a user. `None` without a secret key, or if the installation has no backend.
    pub(super) fn create(&self, user: &user::Model, now: DateTime<Utc>) -> Option<NewSession> {
        let key = self.secret_keys.first()?;
        let has_model_backend = self.backends.iter().any(|backend| backend == MODEL_BACKEND);
        let backend = if has_model_backend {
            MODEL_BACKEND
        } else {
            self.backends.first()?
        };
        let data = json!({
            "_auth_user_id": user.id.to_string(),
            "_auth_user_backend": backend,
            "_auth_user_hash": password_digest(&user.password.0, &key.0),
        });
        let data = data.to_string();
        Some(match self.engine {
            SessionEngine::SignedCookies => NewSession {
                cookie: sign(COOKIE_SALT, &data, &key.0, now)?,
                row: None,
            },
            SessionEngine::Db | SessionEngine::CachedDb => NewSession {
                cookie: random_text(KEY_CHARACTERS, KEY_LENGTH),
                row: Some(sign(ROW_SALT, &data, &key.0, now)?),
            },
        })
    }

    /// Whether sessions are rows of the database.
    pub(super) fn has_rows(&self) -> bool {
        self.engine != SessionEngine::SignedCookies
    }
}

/// Random characters of an alphabet.
pub(super) fn random_text(alphabet: &[u8], length: usize) -> String {
    let mut random = rand::rng();
    (0..length)
        .map(|_| char::from(alphabet[random.random_range(0..alphabet.len())]))
        .collect()
}

/// Signs JSON, which must be ASCII, compressed if that saves space.
fn sign(salt: &str, json: &str, secret_key: &str, now: DateTime<Utc>) -> Option<String> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(json.as_bytes()).ok()?;
    let compressed = encoder.finish().ok()?;
    let payload = if compressed.len() + 1 < json.len() {
        format!(".{}", URL_SAFE_NO_PAD.encode(compressed))
    } else {
        URL_SAFE_NO_PAD.encode(json)
    };
    let value = format!("{payload}:{}", base62(now.timestamp()));
    let signature = salted_hmac(&format!("{salt}signer"), secret_key, &value);
    Some(format!("{value}:{}", URL_SAFE_NO_PAD.encode(signature)))
}

/// A timestamp in base 62.
fn base62(number: i64) -> String {
    let mut digits = Vec::new();
    let mut rest = u64::try_from(number).unwrap_or(0);
    loop {
        let digit = usize::try_from(rest % 62).unwrap_or(0);
        digits.push(BASE62.as_bytes()[digit]);
        rest /= 62;
        if rest == 0 {
            break;
        }
    }
    digits.into_iter().rev().map(char::from).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::auth::session::{SessionOwner, session_owner};
    use crate::config::{Config, SecretKey};
    use crate::domain::Account;

    #[test]
    fn timestamps_are_those_of_django() {
        assert_eq!(base62(0), "0");
        assert_eq!(base62(61), "z");
        assert_eq!(base62(62), "10");
        assert_eq!(base62(1_795_904_297), "1xXQkL");
    }

    #[test]
    fn new_sessions_can_be_read() {
        let config = Config {
            secret_key: SecretKey("key".to_owned()),
            ..Config::default()
        };
        let now = DateTime::from_timestamp(1_795_904_297, 0).unwrap();
        let session = Sessions::new(&config)
            .create(&Account::system().user, now)
            .unwrap();
        assert_eq!(session.cookie.len(), KEY_LENGTH);
        let row = session.row.unwrap();
        assert_eq!(
            session_owner(&row, "key"),
            SessionOwner::User(MODEL_BACKEND.to_owned())
        );
        assert_eq!(session_owner(&row, "other"), SessionOwner::Unsigned);
    }
}
