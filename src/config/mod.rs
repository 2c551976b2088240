//! All settings, typed. Each section has a file with its struct and its validation; [`load`] reads
//! the built-in defaults, a file, `DESKQL_*` variables and command-line options.

mod auth;
mod cookies;
mod cross_origin;
mod database;
mod database_url;
mod environment;
mod graphql;
mod helpdesk;
mod layers;
mod limits;
mod live;
mod load;
mod mail;
mod nearest;
mod network;

mod outbox;
mod passwords;
mod redact;
mod rest_framework;
mod server;
mod site;
mod sources;
mod spam;
mod storage;
#[cfg(test)]
mod tests;
mod validation;

pub use auth::Auth;
pub use database::Database;
pub use database_url::{check_database_url, normalize_database_url, sqlite_url};
pub use graphql::{Graphql, TrustedDocuments};
pub use helpdesk::{Choice, DefaultSettings, Helpdesk, MIDNIGHT, WEEKDAYS};
pub use live::Live;
pub use load::{Loaded, Origin, keys, load};
pub use mail::{Mail, Transport};
pub use network::Network;
pub use outbox::{Outbox, Webhooks};
pub use passwords::PasswordValidator;
pub use redact::{is_secret, redact_url, shown_value};
pub use rest_framework::{Authentication, RestFramework, chrono_format, throttle_rate};
pub use server::Server;
pub use sources::{DEFAULT_FILE, Error, Flag, SettingError, Source, Sources};
pub use spam::Spam;
pub use storage::Storage;

use serde::Deserialize;

/// The text of `config.default.toml`: all settings with defaults and descriptions.
pub const DEFAULTS: &str = include_str!("../../config.default.toml");

/// All settings. Settings that Django has are named as in Django, in lower case.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Django's `SECRET_KEY`, which signs sessions and CSRF cookies.
    pub secret_key: SecretKey,
    /// Django's `SECRET_KEY_FALLBACKS`: former keys that are still accepted.
    pub secret_key_fallbacks: Vec<SecretKey>,
    /// Where Django keeps sessions.
    pub session_engine: SessionEngine,
    /// Lifetime of sessions, in seconds.
    pub session_cookie_age: u32,
    /// Whether browsers forget the session cookie when they are closed.
    pub session_expire_at_browser_close: bool,
    /// Whether REST paths without the final slash redirect to those with it.
    pub append_slash: bool,
    /// Time zone of the site, whose offset REST responses use.
    pub time_zone: chrono_tz::Tz,
    /// Django's `LANGUAGE_CODE`.
    pub language_code: String,
    /// Folders with compiled catalogs (`LANGUAGE/LC_MESSAGES/django.mo`). If two have a message, the
    /// first one is used.
    pub locale_paths: Vec<String>,
    /// Whether requests select a language, as with Django's `LocaleMiddleware`.
    pub locale_middleware: bool,
    /// Language codes that requests may select; empty: all of Django's.
    pub languages: Vec<String>,
    /// Name of the cookie with the language of a request.
    pub language_cookie_name: String,
    /// Path of attachments, ending with a slash. Without a slash at its start it is relative to
    /// `force_script_name`; see [`Config::resolve_media_url`].
    pub media_url: String,
    /// URL at which users reach the service, without a path; empty: the host of the request.
    pub public_url: String,
    /// Allowed hosts, as Django's patterns; empty: safe defaults.
    pub allowed_hosts: Vec<String>,
    /// Path below which users reach the service; see [`Config::path_prefix`].
    pub force_script_name: String,
    /// Row of `django_site` with the domain for links in email.
    pub site_id: i32,
    /// Sender of email for queues without an address.
    pub default_from_email: String,
    /// Django's `AUTHENTICATION_BACKENDS`, whose sessions are accepted.
    pub authentication_backends: Vec<String>,
    /// Django's `AUTH_PASSWORD_VALIDATORS` for new passwords.
    pub auth_password_validators: Vec<PasswordValidator>,
    /// Name of the session cookie.
    pub session_cookie_name: String,
    /// Name of the CSRF cookie.
    pub csrf_cookie_name: String,
    /// Domain of the session cookie; empty: the host of the request.
    pub session_cookie_domain: String,
    /// Path of the session cookie.
    pub session_cookie_path: String,
    /// Whether browsers send the session cookie only by HTTPS.
    pub session_cookie_secure: bool,
    /// Whether scripts cannot read the session cookie.
    pub session_cookie_httponly: bool,
    /// `SameSite` of the session cookie; empty: none.
    pub session_cookie_samesite: String,
    /// Lifetime of the CSRF cookie, in seconds; 0: until the browser is closed.
    pub csrf_cookie_age: u32,
    /// Domain of the CSRF cookie; empty: the host of the request.
    pub csrf_cookie_domain: String,
    /// Path of the CSRF cookie.
    pub csrf_cookie_path: String,
    /// Whether browsers send the CSRF cookie only by HTTPS.
    pub csrf_cookie_secure: bool,
    /// Whether scripts cannot read the CSRF cookie.
    pub csrf_cookie_httponly: bool,
    /// `SameSite` of the CSRF cookie; empty: none.
    pub csrf_cookie_samesite: String,
    /// Lifetime of links to reset a password, in seconds.
    pub password_reset_timeout: u32,
    /// Other origins that may write with a session cookie.
    pub csrf_trusted_origins: Vec<String>,
    /// Other origins that may send requests and read responses.
    pub cors_allowed_origins: Vec<String>,
    /// Whether their requests may carry cookies.
    pub cors_allow_credentials: bool,
    /// Maximum size of a request without its files, in bytes; 0: no limit.
    pub data_upload_max_memory_size: usize,
    /// Maximum number of form fields; 0: no limit.
    pub data_upload_max_number_fields: usize,
    /// Maximum number of files in a form; 0: no limit.
    pub data_upload_max_number_files: usize,
    /// Values of a JSON body; 0: no limit.
    pub data_upload_max_number_values: usize,
    /// Characters of one text that is stored; 0: no limit.
    pub data_upload_max_text_length: usize,
    /// `[server]`
    pub server: Server,
    /// `[database]`
    pub database: Database,
    /// `[storage]`
    pub storage: Storage,
    /// `[mail]`
    pub mail: Mail,
    /// `[auth]`
    pub auth: Auth,
    /// `[graphql]`
    pub graphql: Graphql,
    /// `[live]`
    pub live: Live,
    /// `[rest_framework]`
    pub rest_framework: RestFramework,
    /// `[outbox]`
    pub outbox: Outbox,
    /// `[webhooks]`
    pub webhooks: Webhooks,
    /// `[spam]`
    pub spam: Spam,
    /// `[helpdesk]`
    pub helpdesk: Helpdesk,
    /// `[helpdesk_default_settings]`
    pub helpdesk_default_settings: DefaultSettings,
    /// The values without secrets and their sources, for administrators. Empty unless the settings
    /// were loaded.
    #[serde(skip)]
    pub origins: Vec<Origin>,
}

/// Django's `SESSION_ENGINE`, by the last part of its name.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub enum SessionEngine {
    /// Sessions in the table `django_session`.
    Db,
    /// The same table; Django also caches it.
    CachedDb,
    /// Sessions in the cookie itself.
    SignedCookies,
}

/// A key that prints as `***`.
#[derive(Clone, Default, Deserialize, PartialEq, Eq)]
#[serde(transparent)]
pub struct SecretKey(pub String);

impl std::fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("***")
    }
}

impl Config {
    /// The keys that may sign sessions: the current one, then former ones.
    pub fn secret_keys(&self) -> impl Iterator<Item = &str> {
        let keys = std::iter::once(&self.secret_key).chain(&self.secret_key_fallbacks);
        keys.map(|key| key.0.as_str()).filter(|key| !key.is_empty())
    }

    /// The maximum number of files in a request.
    #[must_use]
    pub fn max_files(&self) -> usize {
        if self.data_upload_max_number_files == 0 {
            usize::MAX
        } else {
            self.data_upload_max_number_files
        }
    }

    /// Whether pages of this origin may send requests and read responses.
    #[must_use]
    pub fn allows_cors_origin(&self, origin: &str) -> bool {
        self.cors_allowed_origins
            .iter()
            .any(|allowed| allowed == origin)
    }
}

impl Default for Config {
    /// The built-in defaults in `config.default.toml`.
    fn default() -> Self {
        #[expect(
            clippy::expect_used,
            reason = "the file is compiled in, and a test parses it"
        )]
        toml::from_str(DEFAULTS).expect("config.default.toml is well-formed")
    }
}
