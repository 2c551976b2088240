//! `[database]`: URL and connection pool.

use serde::Deserialize;

use super::validation::Errors;
use super::{Config, check_database_url};

/// SQLite's journal modes. The empty one keeps the mode of the file.
const JOURNAL_MODES: [&str; 7] = ["", "delete", "truncate", "persist", "memory", "wal", "off"];

/// Settings for the database.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Database {
    /// `sqlite:PATH`, `postgres://USER:PASSWORD@HOST/NAME` or `mysql://…`.
    pub url: String,
    /// The same database without a pooler, for operations that need their own session; empty: use
    /// `url`.
    pub direct_url: String,
    /// Whether to use named prepared statements. PostgreSQL only: set to `false` behind a pooler in
    /// transaction mode that does not support them (PgBouncer before 1.21, or with
    /// `max_prepared_statements = 0`).
    pub prepared_statements: bool,
    /// Size of the connection pool.
    pub max_connections: u32,
    /// Maximum number of connections that one caller (a user, or an address without sign-in) uses
    /// at a time; 0: half of `max_connections`. An anonymous caller may use half of that, and all
    /// anonymous callers together half of `max_connections`.
    pub max_connections_per_caller: u32,
    /// Seconds to wait for a free connection.
    pub acquire_seconds: u64,
    /// Seconds that `serve` waits for a database that is unavailable at start.
    pub wait_seconds: u64,
    /// SQLite's journal mode (`wal`, `delete`, …); empty: keep the mode of the file.
    pub sqlite_journal_mode: String,
    /// Whether `serve` rejects a database whose migrations of django-helpdesk are not exactly those
    /// of a known release.
    pub require_known_migrations: bool,
}

impl Database {
    /// The URL for connections that need their own session.
    #[must_use]
    pub fn session_url(&self) -> &str {
        if self.direct_url.is_empty() {
            &self.url
        } else {
            &self.direct_url
        }
    }

    /// The maximum number of connections of one user.
    #[must_use]
    pub fn share(&self) -> u32 {
        match self.max_connections_per_caller {
            0 => self.max_connections / 2,
            share => share.min(self.max_connections),
        }
        .max(1)
    }
}

impl std::fmt::Debug for Database {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Database")
            .field("url", &super::redact_url(&self.url))
            .finish_non_exhaustive()
    }
}

pub(super) fn validate(config: &Config, errors: &mut Errors) {
    let database = &config.database;
    if let Err(message) = check_database_url(&database.url) {
        errors.add("database.url", message);
    }
    if !database.direct_url.is_empty()
        && let Err(message) = check_database_url(&database.direct_url)
    {
        errors.add("database.direct_url", message);
    }
    errors.require_positive(&[("database.max_connections", database.max_connections)]);
    errors.require_positive(&[("database.acquire_seconds", database.acquire_seconds)]);
    let mode = &database.sqlite_journal_mode;
    if !JOURNAL_MODES.contains(&mode.as_str()) {
        let modes = JOURNAL_MODES[1..].join(", ");
        let message = format!(
            "{mode:?} is not a journal mode of SQLite; expected one of {modes}, or \"\" to keep the \
             mode of the file"
        );
        errors.add("database.sqlite_journal_mode", message);
    }
}
