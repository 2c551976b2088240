//! Django's sessions: the cookie names a row, the row holds signed data, and the data name a user
//! and a digest of the user's password (django/contrib/sessions, django/core/signing.py,
//! django/contrib/auth/__init__.py). `new_session` creates them.

use std::collections::HashSet;
use std::io::Read;
use std::sync::{Arc, Mutex, PoisonError};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, TimeDelta, Utc};
use entity::{Db, user};
use serde::Deserialize;

use super::Error;
use super::digest::{constant_time_eq, salted_hmac};
use crate::config::{Config, SecretKey, SessionEngine};
use crate::domain::desk::accounts;

/// Salt of the signature of a session in the database.
pub(super) const ROW_SALT: &str = "django.contrib.sessions.SessionStore";
/// Salt of the signature of a session in a cookie
/// (django/contrib/sessions/backends/signed_cookies.py).
pub(super) const COOKIE_SALT: &str = "django.contrib.sessions.backends.signed_cookies";
/// Digits of a signature's timestamp (django/core/signing.py).
pub(super) const BASE62: &str = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
/// Salt of the password digest.
const PASSWORD_SALT: &str = "django.contrib.auth.models.AbstractBaseUser.get_session_auth_hash";
/// Shorter keys are invalid (django/contrib/sessions/backends/base.py).
const MIN_KEY_LENGTH: usize = 8;
/// Maximum number of distinct reasons that are logged.
const MAX_LOGGED: usize = 100;
/// Maximum size of decompressed session data in bytes. The site signed the data itself, so this
/// only guards against accidents.
const MAX_DATA: u64 = 1 << 20;

/// The fields read from session data.
#[derive(Deserialize)]
struct Data {
    #[serde(rename = "_auth_user_id")]
    user_id: UserId,
    #[serde(rename = "_auth_user_backend")]
    backend: String,
    #[serde(rename = "_auth_user_hash")]
    password_digest: String,
}

/// Django writes a string; numbers are accepted too.
#[derive(Deserialize)]
#[serde(untagged)]
enum UserId {
    Text(String),
    Number(i32),
}

/// The accepted sessions. Clones share what was already logged.
#[derive(Clone, Debug)]
pub(super) struct Sessions {
    /// The current key, then the older ones (`SECRET_KEY_FALLBACKS`).
    pub(super) secret_keys: Vec<SecretKey>,
    pub(super) engine: SessionEngine,
    /// Age at which a session in a cookie expires.
    cookie_age: TimeDelta,
    pub(super) backends: Vec<String>,
    logged: Arc<Mutex<HashSet<String>>>,
}

impl Sessions {
    pub(super) fn new(config: &Config) -> Self {
        let secret_keys = config
            .secret_keys()
            .map(|key| SecretKey(key.to_owned()))
            .collect();
        let cookie_age = TimeDelta::seconds(config.session_cookie_age.into());
        let (engine, backends) = (
            config.session_engine,
            config.authentication_backends.clone(),
        );
        Self {
            secret_keys,
            engine,
            cookie_age,
            backends,
            logged: Arc::default(),
        }
    }

    /// The active user of a valid session, with two statements at most. Without a secret key no
    /// session is valid.
    pub(super) async fn user(
        &self,
        db: &Db,
        cookie: &str,
        now: DateTime<Utc>,
    ) -> Result<Option<user::Model>, Error> {
        if self.secret_keys.is_empty() {
            return Ok(None);
        }
        let stored = match self.engine {
            SessionEngine::SignedCookies => {
                self.read_with_any_key(COOKIE_SALT, cookie, Some(now - self.cookie_age))
            }
            SessionEngine::Db | SessionEngine::CachedDb
                if cookie.chars().count() < MIN_KEY_LENGTH =>
            {
                return Ok(None);
            }
            SessionEngine::Db | SessionEngine::CachedDb => {
                match accounts::session_data(db, cookie, now).await? {
                    Some(data) => self.read_with_any_key(ROW_SALT, &data, None),
                    None => return Ok(None),
                }
            }
        };
        let data = match stored {
            SessionContent::User(data) => data,
            SessionContent::Anonymous => return Ok(None),
            SessionContent::Unsigned => {
                // Anyone can send an unsigned cookie, so log only rows.
                if self.engine != SessionEngine::SignedCookies {
                    self.log_once("", || {
                        tracing::warn!(
                            "rejected a session that is not signed with secret_key; is that Django's SECRET_KEY?"
                        );
                    });
                }
                return Ok(None);
            }
        };
        if !self.backends.contains(&data.backend) {
            self.log_once(&data.backend, || {
                tracing::warn!(
                    backend = data.backend,
                    "rejected a session; add its backend to authentication_backends if Django has it in \
                     AUTHENTICATION_BACKENDS"
                );
            });
            return Ok(None);
        }
        let user_id = match data.user_id {
            UserId::Number(id) => Some(id),
            UserId::Text(text) => text.parse().ok(),
        };
        let Some(user_id) = user_id else {
            return Ok(None);
        };
        let user = accounts::user_by_id(db, user_id).await?;
        let password_matches = |user: &user::Model| {
            let mut digests = self
                .secret_keys
                .iter()
                .map(|key| password_digest(&user.password.0, &key.0));
            digests.any(|digest| constant_time_eq(&data.password_digest, &digest))
        };
        Ok(user.filter(|user| user.is_active && password_matches(user)))
    }

    /// Reads signed data with the first key that matches the signature.
    fn read_with_any_key(
        &self,
        salt: &str,
        text: &str,
        oldest: Option<DateTime<Utc>>,
    ) -> SessionContent {
        let try_key = |key: &SecretKey| match read(salt, text, &key.0, oldest) {
            SessionContent::Unsigned => None,
            stored => Some(stored),
        };
        self.secret_keys
            .iter()
            .find_map(try_key)
            .unwrap_or(SessionContent::Unsigned)
    }

    /// Logs a reason only once.
    fn log_once(&self, what: &str, log: impl FnOnce()) {
        let mut logged = self.logged.lock().unwrap_or_else(PoisonError::into_inner);
        if logged.len() < MAX_LOGGED && logged.insert(what.to_owned()) {
            log();
        }
    }
}

/// The owner of a stored session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SessionOwner {
    /// The session is not signed with this key.
    Unsigned,
    /// Nobody signed in with it.
    Anonymous,
    /// A user signed in through this authentication backend of Django.
    User(String),
}

/// The owner of a stored session, judging only by its data.
#[must_use]
pub fn session_owner(stored: &str, secret_key: &str) -> SessionOwner {
    match read(ROW_SALT, stored, secret_key, None) {
        SessionContent::Unsigned => SessionOwner::Unsigned,
        SessionContent::Anonymous => SessionOwner::Anonymous,
        SessionContent::User(data) => SessionOwner::User(data.backend),
    }
}

/// The digest of a stored password in session data. It ends the session when the password changes.
pub(super) fn password_digest(encoded: &str, secret_key: &str) -> String {
    salted_hmac(PASSWORD_SALT, secret_key, encoded)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// The content of a stored session.
enum SessionContent {
    Unsigned,
    Anonymous,
    User(Data),
}

/// Reads a session. Sessions signed before `oldest` have expired.
fn read(
    salt: &str,
    stored: &str,
    secret_key: &str,
    oldest: Option<DateTime<Utc>>,
) -> SessionContent {
    let Some((payload, signed_at)) = verify_signature(salt, stored, secret_key) else {
        return SessionContent::Unsigned;
    };
    if oldest
        .is_some_and(|oldest| parse_timestamp(signed_at).is_none_or(|at| at < oldest.timestamp()))
    {
        return SessionContent::Anonymous;
    }
    parse_payload(payload).map_or(SessionContent::Anonymous, SessionContent::User)
}

/// The payload of signed data and the timestamp of the signature; `None` if the key did not sign
/// them.
fn verify_signature<'a>(
    salt: &str,
    stored: &'a str,
    secret_key: &str,
) -> Option<(&'a str, &'a str)> {
    let (value, signature) = stored.rsplit_once(':')?;
    let expected = salted_hmac(&format!("{salt}signer"), secret_key, value);
    if !constant_time_eq(signature, &URL_SAFE_NO_PAD.encode(expected)) {
        return None;
    }
    value.rsplit_once(':')
}

/// Parses a timestamp in base 62 as seconds since 1970.
fn parse_timestamp(text: &str) -> Option<i64> {
    let digit = |digit| {
        BASE62
            .find(digit)
            .and_then(|value| i64::try_from(value).ok())
    };
    text.chars().try_fold(0_i64, |number, each| {
        number.checked_mul(62)?.checked_add(digit(each)?)
    })
}

/// The data of a payload, if they name a user.
fn parse_payload(payload: &str) -> Option<Data> {
    let json = match payload.strip_prefix('.') {
        None => URL_SAFE_NO_PAD.decode(payload).ok()?,
        Some(compressed) => {
            let compressed = URL_SAFE_NO_PAD.decode(compressed).ok()?;
            let mut json = Vec::new();
            flate2::read::ZlibDecoder::new(&compressed[..])
                .take(MAX_DATA)
                .read_to_end(&mut json)
                .ok()?;
            json
        }
    };
    // Django decodes the bytes as Latin-1.
    let json: String = json.into_iter().map(char::from).collect();
    serde_json::from_str(&json).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The data of a session with a user.
    fn data(stored: &str, key: &str) -> Option<Data> {
        match read(ROW_SALT, stored, key, None) {
            SessionContent::User(data) => Some(data),
            SessionContent::Anonymous | SessionContent::Unsigned => None,
        }
    }

    const KEY: &str = "oracle-only-not-a-secret";
    const ADMIN: &str = ".eJxVjMsOwiAQRf-FtSFQnuPSvd9ABhikaiAp7cr479qkC93ec859sYDbWsM2aAlzZmcm2el3i5ge1HaQ79hunafe1mWOfFf4QQe_9kzPy-H-HVQc9VtrQQrsBE6CAOsBXUzG2ylRiSgVJG9kQlDRlUjCamm0UKh1IauydY69P8E4Nyc:1xVoKD:9NTrX9m51AdS5seEzLMpV5GlcnB-ulGIqSLs6xiryKw";
    const ADMIN_PASSWORD: &str =
        "pbkdf2_sha256$1000000$fixturesalt0123456789A$xfUgDUQckjRft7GDGTXr4UVtfL7bU5Ztn876fs3kPLg=";

    #[test]
    fn reads_sessions_that_django_wrote() {
        let data = data(ADMIN, KEY).unwrap();
        assert!(matches!(&data.user_id, UserId::Text(id) if id == "1"));
        assert_eq!(data.backend, "django.contrib.auth.backends.ModelBackend");
        assert_eq!(data.password_digest, password_digest(ADMIN_PASSWORD, KEY));
        assert_ne!(
            data.password_digest,
            password_digest(ADMIN_PASSWORD, "another")
        );
    }

    /// A cookie of Django's `signed_cookies` backend, and the second in which it was signed.
    const COOKIE: &str = ".eJxVjMsOwiAQRf-FtSFQnuPSvd9ABhikaiAp7cr479qkC93ec859sYDbWsM2aAlzZmcm2el3i5ge1HaQ79hunafe1mWOfFf4QQe_9kzPy-H-HVQc9VtrQQrsBE6CAOsBXUzG2ylRiSgVJG9kQlDRlUjCamm0UKh1IauydY69P8E4Nyc:1xXQkL:C8lRyTWOR4eM7FihhekFcDq6H8jJVc3sSXn9-wCV1JM";
    const COOKIE_SIGNED: i64 = 1_795_904_297;

    #[test]
    fn reads_cookies_that_django_signed() {
        let at = |seconds| DateTime::from_timestamp(seconds, 0);
        let has_user = |text: &str, key, oldest| {
            matches!(
                read(COOKIE_SALT, text, key, oldest),
                SessionContent::User(_)
            )
        };
        assert!(has_user(COOKIE, KEY, at(COOKIE_SIGNED)));
        assert!(!has_user(COOKIE, KEY, at(COOKIE_SIGNED + 1)), "too old");
        assert!(!has_user(COOKIE, "another", None));
        assert!(!has_user(ADMIN, KEY, None), "a row is not a cookie");
        assert!(data(COOKIE, KEY).is_none(), "a cookie is not a row");
    }

    #[test]
    fn accepts_fallback_keys() {
        let sessions = |keys: &[&str]| Sessions {
            secret_keys: keys
                .iter()
                .map(|key| SecretKey((*key).to_owned()))
                .collect(),
            engine: SessionEngine::Db,
            cookie_age: TimeDelta::seconds(1),
            backends: Vec::new(),
            logged: Arc::default(),
        };
        assert!(matches!(
            sessions(&["new", KEY]).read_with_any_key(ROW_SALT, ADMIN, None),
            SessionContent::User(_)
        ));
        assert!(matches!(
            sessions(&["new"]).read_with_any_key(ROW_SALT, ADMIN, None),
            SessionContent::Unsigned
        ));
    }

    #[test]
    fn rejects_unsigned_data() {
        let read = data;
        assert_eq!(session_owner(ADMIN, "another"), SessionOwner::Unsigned);
        assert!(read(&ADMIN.replacen("eJx", "eJy", 1), KEY).is_none());
        assert!(read(&format!("{ADMIN}w"), KEY).is_none());
        let anonymous = "e30:1xVoKD:yLshQUyCPSH8zzvUB9yFkGEzSYt81-a4VXTI3p5PUz8";
        assert_eq!(
            session_owner(anonymous, KEY),
            SessionOwner::Anonymous,
            "signed, without a user"
        );
        for text in [
            "",
            ":",
            "::",
            "e30",
            "e30:1xVoKD",
            ADMIN.rsplit_once(':').unwrap().0,
        ] {
            assert!(read(text, KEY).is_none(), "{text}");
        }
    }

    /// Data of every shape, also uncompressed and not ASCII.
    #[test]
    fn reads_data_of_every_shape() {
        let sign = |payload: &str| {
            let value = format!("{payload}:1xVoKD");
            let signature = salted_hmac(&format!("{ROW_SALT}signer"), KEY, &value);
            format!("{value}:{}", URL_SAFE_NO_PAD.encode(signature))
        };
        let json = |json: &str| data(&sign(&URL_SAFE_NO_PAD.encode(json)), KEY);
        let whole = r#"{"x":"\ud800","_auth_user_id":7,"_auth_user_backend":"b","_auth_user_hash":"h","y":[1,{}]}"#;
        assert!(matches!(json(whole).unwrap().user_id, UserId::Number(7)));
        for partial in [
            "{}",
            "[]",
            "1",
            "",
            "{",
            r#"{"_auth_user_id":"1","_auth_user_backend":"b"}"#,
        ] {
            assert!(json(partial).is_none(), "{partial}");
        }
        assert!(data(&sign("*"), KEY).is_none());
        assert!(data(&sign(".e30"), KEY).is_none(), "not packed");
    }

    proptest::proptest! {
        #[test]
        fn never_panics(text in ".{0,80}", bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..80), compressed: bool) {
            let _ = data(&text, KEY);
            let payload = format!("{}{}", if compressed { "." } else { "" }, URL_SAFE_NO_PAD.encode(bytes));
            let value = format!("{payload}:1xVoKD");
            let signature = URL_SAFE_NO_PAD.encode(salted_hmac(&format!("{ROW_SALT}signer"), KEY, &value));
            let _ = data(&format!("{value}:{signature}"), KEY);
        }
    }
}
