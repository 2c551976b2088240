//! Every setting, typed. One section a file; [`load`] reads them in order: built-in defaults, a
//! file, `DESKQL_*` variables, flags. Not a place for rules: a setting is a value, what it means is
//! said where it is used.

mod auth;
mod check;
mod database;
mod database_url;
mod django;
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
mod server;
mod site;
mod storage;
#[cfg(test)]
mod tests;

pub use auth::Auth;
pub use database::Database;
pub use database_url::{check_database_url, normalize_database_url, sqlite_url};
pub use django::{Authentication, RestFramework, chrono_format, throttle_rate};
pub use graphql::{Graphql, TrustedDocuments};
pub use helpdesk::{Choice, DefaultSettings, Helpdesk};
pub use live::Live;
pub use load::{
    DEFAULT_FILE, Error, Flag, Loaded, Problem, Source, Sources, is_secret, keys, load,
};
pub use mail::{Mail, Transport};
pub use network::Network;
pub use outbox::{Outbox, Webhooks};
pub use passwords::PasswordValidator;
pub use redact::redact_url;
pub use server::Server;
pub use storage::Storage;

use serde::Deserialize;

/// The text of `config.default.toml`: every key with its default and what it does.
pub const DEFAULTS: &str = include_str!("../../config.default.toml");

/// All settings. What Django's settings call something, these call the same in lower case.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Django's `SECRET_KEY`: sessions and CSRF cookies are signed with it.
    pub secret_key: SecretKey,
    /// Django's `SECRET_KEY_FALLBACKS`: keys of before, with which sessions may still be signed.
    pub secret_key_fallbacks: Vec<SecretKey>,
    /// Where Django keeps sessions.
    pub session_engine: SessionEngine,
    /// Seconds after which a session of `signed_cookies` ends.
    pub session_cookie_age: u32,
    /// Whether an address of REST without its slash is redirected to the one with it.
    pub append_slash: bool,
    /// IANA name of the site's time zone: REST answers carry its offset.
    pub time_zone: chrono_tz::Tz,
    /// Django's `LANGUAGE_CODE`.
    pub language_code: String,
    /// Folders of compiled catalogues (`LANGUAGE/LC_MESSAGES/django.mo`); of two that have a
    /// message the first counts.
    pub locale_paths: Vec<String>,
    /// Whether requests choose among languages, as with Django's `LocaleMiddleware`.
    pub locale_middleware: bool,
    /// Codes of the languages that requests may choose; empty: all of Django's.
    pub languages: Vec<String>,
    /// Cookie that names the language of a request.
    pub language_cookie_name: String,
    /// Path under which files are served, with slashes at both ends; without one at its start it is
    /// relative to `force_script_name` until [`Config::resolve_media_url`].
    pub media_url: String,
    /// Address that people see the service under, without a path; empty: the host that a request
    /// was sent to.
    pub public_url: String,
    /// Hosts that the service answers to, as Django's patterns; empty: safe defaults.
    pub allowed_hosts: Vec<String>,
    /// Path below which people reach the service; see [`Config::path_prefix`].
    pub force_script_name: String,
    /// Row of `django_site` that links in mails are made with.
    pub site_id: i32,
    /// Sender of mails of queues without an address.
    pub default_from_email: String,
    /// Django's `AUTHENTICATION_BACKENDS`: sessions of these are accepted.
    pub authentication_backends: Vec<String>,
    /// Django's password validators that new passwords must pass.
    pub auth_password_validators: Vec<PasswordValidator>,
    /// Cookie of the session.
    pub session_cookie_name: String,
    /// Cookie of the CSRF token.
    pub csrf_cookie_name: String,
    /// Origins besides the own one that may write with a session.
    pub csrf_trusted_origins: Vec<String>,
    /// Other origins whose pages may ask, and read what is answered.
    pub cors_allowed_origins: Vec<String>,
    /// Whether they may do so with what a browser adds by itself: cookies.
    pub cors_allow_credentials: bool,
    /// Bytes of a request without its files; 0: no limit.
    pub data_upload_max_memory_size: usize,
    /// Plain parts of a form; 0: no limit.
    pub data_upload_max_number_fields: usize,
    /// Files of a form; 0: no limit.
    pub data_upload_max_number_files: usize,
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
    /// `[helpdesk]`
    pub helpdesk: Helpdesk,
    /// `[helpdesk_default_settings]`
    pub helpdesk_default_settings: DefaultSettings,
}

/// Django's `SESSION_ENGINE`, by the last part of its name.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub enum SessionEngine {
    /// Sessions are rows of `django_session`.
    Db,
    /// The same rows; Django also keeps them in its cache.
    CachedDb,
    /// The cookie itself holds the session.
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
    /// The keys that sessions may be signed with: the present one, then those of before.
    pub fn secret_keys(&self) -> impl Iterator<Item = &str> {
        let keys = std::iter::once(&self.secret_key).chain(&self.secret_key_fallbacks);
        keys.map(|key| key.0.as_str()).filter(|key| !key.is_empty())
    }

    /// Most files of one request.
    #[must_use]
    pub fn max_files(&self) -> usize {
        if self.data_upload_max_number_files == 0 {
            usize::MAX
        } else {
            self.data_upload_max_number_files
        }
    }

    /// Whether pages of this origin may ask and read.
    #[must_use]
    pub fn allows_cors_origin(&self, origin: &str) -> bool {
        self.cors_allowed_origins
            .iter()
            .any(|allowed| allowed == origin)
    }
}

impl Default for Config {
    /// The built-in defaults, as `config.default.toml` has them.
    fn default() -> Self {
        #[expect(
            clippy::expect_used,
            reason = "the file is compiled in, and a test reads it"
        )]
        toml::from_str(DEFAULTS).expect("config.default.toml is well-formed")
    }
}
