//! Django's sessions: a cookie names a row, the row holds signed data, the data name a user and a digest of the
//! password that they had (django/contrib/sessions, django/core/signing.py, django/contrib/auth/__init__.py). Sessions
//! are read, never written.

use std::io::Read;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use entity::{Db, user};
use serde::Deserialize;

use super::Error;
use super::digest::{salted_hmac, same};
use crate::domain::accounts;

/// What the signature of a session is salted with.
const SALT: &str = "django.contrib.sessions.SessionStore";
/// What the digest of the password is salted with.
const PASSWORD_SALT: &str = "django.contrib.auth.models.AbstractBaseUser.get_session_auth_hash";
/// The one way of signing in whose sessions are known: Django's default `AUTHENTICATION_BACKENDS`.
const BACKEND: &str = "django.contrib.auth.backends.ModelBackend";
/// Shorter keys are none (django/contrib/sessions/backends/base.py).
const MIN_KEY: usize = 8;
/// Most bytes of data that are unpacked; the data are our own site's, so this is only against mishaps.
const MAX_DATA: u64 = 1 << 20;

/// What is known from a session's data.
#[derive(Deserialize)]
struct Data {
    #[serde(rename = "_auth_user_id")]
    user_id: UserId,
    #[serde(rename = "_auth_user_backend")]
    backend: String,
    #[serde(rename = "_auth_user_hash")]
    password_digest: String,
}

/// Django writes a text; a number is read too.
#[derive(Deserialize)]
#[serde(untagged)]
enum UserId {
    Text(String),
    Number(i32),
}

/// The active user of a session that is in force; two statements at most. Without a secret key no session is.
pub(super) async fn user(
    db: &Db,
    session_key: &str,
    secret_key: &str,
    now: DateTime<Utc>,
) -> Result<Option<user::Model>, Error> {
    if secret_key.is_empty() || session_key.chars().count() < MIN_KEY {
        return Ok(None);
    }
    let Some(stored) = accounts::session_data(db, session_key, now).await? else { return Ok(None) };
    let Some(data) = read(&stored, secret_key).filter(|data| data.backend == BACKEND) else { return Ok(None) };
    let user_id = match data.user_id {
        UserId::Number(id) => Some(id),
        UserId::Text(text) => text.parse().ok(),
    };
    let Some(user_id) = user_id else { return Ok(None) };
    let user = accounts::user_by_id(db, user_id).await?;
    Ok(user
        .filter(|user| user.is_active && same(&data.password_digest, &password_digest(&user.password.0, secret_key))))
}

/// The digest of a stored password that a session carries, so that it ends when the password changes.
fn password_digest(encoded: &str, secret_key: &str) -> String {
    salted_hmac(PASSWORD_SALT, secret_key, encoded).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The data of a stored session; `None` unless they are signed with the key and name a user.
fn read(stored: &str, secret_key: &str) -> Option<Data> {
    let (value, signature) = stored.rsplit_once(':')?;
    let expected = salted_hmac(&format!("{SALT}signer"), secret_key, value);
    if !same(signature, &URL_SAFE_NO_PAD.encode(expected)) {
        return None;
    }
    let (payload, _timestamp) = value.rsplit_once(':')?;
    let json = match payload.strip_prefix('.') {
        None => URL_SAFE_NO_PAD.decode(payload).ok()?,
        Some(packed) => {
            let packed = URL_SAFE_NO_PAD.decode(packed).ok()?;
            let mut json = Vec::new();
            flate2::read::ZlibDecoder::new(&packed[..]).take(MAX_DATA).read_to_end(&mut json).ok()?;
            json
        }
    };
    // Django reads the bytes as latin-1.
    let json: String = json.into_iter().map(char::from).collect();
    serde_json::from_str(&json).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "oracle-only-not-a-secret";
    const ADMIN: &str = ".eJxVjMsOwiAQRf-FtSFQnuPSvd9ABhikaiAp7cr479qkC93ec859sYDbWsM2aAlzZmcm2el3i5ge1HaQ79hunafe1mWOfFf4QQe_9kzPy-H-HVQc9VtrQQrsBE6CAOsBXUzG2ylRiSgVJG9kQlDRlUjCamm0UKh1IauydY69P8E4Nyc:1xVoKD:9NTrX9m51AdS5seEzLMpV5GlcnB-ulGIqSLs6xiryKw";
    const ADMIN_PASSWORD: &str =
        "pbkdf2_sha256$1000000$fixturesalt0123456789A$xfUgDUQckjRft7GDGTXr4UVtfL7bU5Ztn876fs3kPLg=";

    #[test]
    fn data_that_django_wrote() {
        let data = read(ADMIN, KEY).unwrap();
        assert!(matches!(&data.user_id, UserId::Text(id) if id == "1"));
        assert_eq!(data.backend, BACKEND);
        assert_eq!(data.password_digest, password_digest(ADMIN_PASSWORD, KEY));
        assert_ne!(data.password_digest, password_digest(ADMIN_PASSWORD, "another"));
    }

    #[test]
    fn data_that_nobody_signed() {
        assert!(read(ADMIN, "another").is_none());
        assert!(read(&ADMIN.replacen("eJx", "eJy", 1), KEY).is_none());
        assert!(read(&format!("{ADMIN}w"), KEY).is_none());
        assert!(read("e30:1xVoKD:yLshQUyCPSH8zzvUB9yFkGEzSYt81-a4VXTI3p5PUz8", KEY).is_none(), "signed, but of nobody");
        for text in ["", ":", "::", "e30", "e30:1xVoKD", ADMIN.rsplit_once(':').unwrap().0] {
            assert!(read(text, KEY).is_none(), "{text}");
        }
    }

    /// Signed data of every shape are read or refused, uncompressed ones and other letters included.
    #[test]
    fn shapes() {
        let sign = |payload: &str| {
            let value = format!("{payload}:1xVoKD");
            let signature = salted_hmac(&format!("{SALT}signer"), KEY, &value);
            format!("{value}:{}", URL_SAFE_NO_PAD.encode(signature))
        };
        let json = |json: &str| read(&sign(&URL_SAFE_NO_PAD.encode(json)), KEY);
        let whole = r#"{"x":"\ud800","_auth_user_id":7,"_auth_user_backend":"b","_auth_user_hash":"h","y":[1,{}]}"#;
        assert!(matches!(json(whole).unwrap().user_id, UserId::Number(7)));
        for partial in ["{}", "[]", "1", "", "{", r#"{"_auth_user_id":"1","_auth_user_backend":"b"}"#] {
            assert!(json(partial).is_none(), "{partial}");
        }
        assert!(read(&sign("*"), KEY).is_none());
        assert!(read(&sign(".e30"), KEY).is_none(), "not packed");
    }

    proptest::proptest! {
        /// Any text that a row may hold is read or refused, signed or not.
        #[test]
        fn any_data(text in ".{0,80}", bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..80), packed: bool) {
            let _ = read(&text, KEY);
            let payload = format!("{}{}", if packed { "." } else { "" }, URL_SAFE_NO_PAD.encode(bytes));
            let value = format!("{payload}:1xVoKD");
            let signature = URL_SAFE_NO_PAD.encode(salted_hmac(&format!("{SALT}signer"), KEY, &value));
            let _ = read(&format!("{value}:{signature}"), KEY);
        }
    }
}
