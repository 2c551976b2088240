//! Links to reset a password, as Django's pages create and accept them
//! (django/contrib/auth/tokens.py, `PasswordResetTokenGenerator`). A token ends when the password,
//! the address or the last sign-in changes.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, NaiveDate, Utc};
use entity::user;

use crate::config::Config;
use crate::domain::core::digest::{constant_time_eq, hex, salted_hmac};

const SALT: &str = "django.contrib.auth.tokens.PasswordResetTokenGenerator";
/// Maximum number of digits of a timestamp (django/utils/http.py, `base36_to_int`).
const MAX_DIGITS: usize = 13;

/// The parts of a link: the account and the token.
#[derive(Clone)]
pub struct ResetLink {
    /// The ID of the account in base 64.
    pub uid: String,
    /// The token.
    pub token: String,
}

/// Whether an account has a password (django/contrib/auth/hashers.py, `is_password_usable`).
#[must_use]
pub fn has_usable_password(user: &user::Model) -> bool {
    !user.password.0.starts_with('!')
}

impl ResetLink {
    /// A new link for an account; `None` without a secret key.
    #[must_use]
    pub fn new(config: &Config, user: &user::Model, now: DateTime<Utc>) -> Option<Self> {
        let key = config.secret_keys().next()?;
        Some(Self {
            uid: URL_SAFE_NO_PAD.encode(user.id.to_string()),
            token: token(user, seconds(config, now), key),
        })
    }

    /// The ID of the account that the link names.
    #[must_use]
    pub fn user_id(&self) -> Option<i32> {
        let bytes = URL_SAFE_NO_PAD
            .decode(self.uid.trim_end_matches('='))
            .ok()?;
        String::from_utf8(bytes).ok()?.parse().ok()
    }

    /// Whether the token is valid for its account now.
    #[must_use]
    pub fn is_valid(&self, config: &Config, user: &user::Model, now: DateTime<Utc>) -> bool {
        let Some((digits, _)) = self.token.split_once('-') else {
            return false;
        };
        let timestamp = Some(digits)
            .filter(|digits| digits.len() <= MAX_DIGITS)
            .and_then(|digits| i64::from_str_radix(digits, 36).ok());
        let Some(timestamp) = timestamp else {
            return false;
        };
        let is_signed = config
            .secret_keys()
            .any(|key| constant_time_eq(&token(user, timestamp, key), &self.token));
        let age = seconds(config, now).saturating_sub(timestamp);
        is_signed && age <= i64::from(config.password_reset_timeout)
    }
}

/// Seconds since 2001 in the site's time zone, whose clock Django reads.
fn seconds(config: &Config, now: DateTime<Utc>) -> i64 {
    let epoch = NaiveDate::from_ymd_opt(2001, 1, 1).unwrap_or_default();
    let local = now.with_timezone(&config.time_zone).naive_local();
    (local - epoch.and_time(chrono::NaiveTime::MIN)).num_seconds()
}

fn token(user: &user::Model, timestamp: i64, secret_key: &str) -> String {
    let last_login = user.last_login.map_or_else(String::new, |moment| {
        moment.0.format("%Y-%m-%d %H:%M:%S").to_string()
    });
    let value = format!(
        "{}{}{last_login}{timestamp}{}",
        user.id, user.password.0, user.email
    );
    // Every second digit, for shorter links.
    let digest: String = hex(&salted_hmac(SALT, secret_key, &value))
        .chars()
        .step_by(2)
        .collect();
    format!("{}-{digest}", base36(timestamp))
}

fn base36(number: i64) -> String {
    let mut digits = Vec::new();
    let mut rest = u64::try_from(number).unwrap_or(0);
    loop {
        let digit = u32::try_from(rest % 36).unwrap_or(0);
        digits.extend(char::from_digit(digit, 36));
        rest /= 36;
        if rest == 0 {
            break;
        }
    }
    digits.into_iter().rev().collect()
}
