//! `[database]`: where the rows are and how many connections are held.

use serde::Deserialize;

/// Settings of the database.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Database {
    /// `sqlite:PATH`, `postgres://USER:PASSWORD@HOST/NAME` or `mysql://…`.
    pub url: String,
    /// Most connections held at once.
    pub max_connections: u32,
    /// Seconds to wait for a free connection.
    pub acquire_seconds: u64,
    /// Seconds that `serve` waits for a database that does not answer yet.
    pub wait_seconds: u64,
    /// SQLite's journal mode (`wal`, `delete`, …); empty leaves the file as it is.
    pub sqlite_journal_mode: String,
}

impl std::fmt::Debug for Database {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Database").field("url", &super::redact_url(&self.url)).finish_non_exhaustive()
    }
}
