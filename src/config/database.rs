//! `[database]`: where the rows are and how many connections are held.

use serde::Deserialize;

/// Settings of the database.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Database {
    /// `sqlite:PATH`, `postgres://USER:PASSWORD@HOST/NAME` or `mysql://…`.
    pub url: String,
    /// The same database without the pooler between, for what needs a session of its own; empty:
    /// `url`.
    pub direct_url: String,
    /// Whether statements are prepared and kept. PostgreSQL only: `false` behind a pooler in
    /// transaction mode that does not know of them (PgBouncer before 1.21, or
    /// `max_prepared_statements = 0`).
    pub prepared_statements: bool,
    /// Most connections held at once.
    pub max_connections: u32,
    /// Most connections that the requests of one viewer (a stranger: one address) use at the same
    /// time; 0: half of them. Strangers have half of that, and all of them together no more than
    /// half of the connections.
    pub max_connections_per_caller: u32,
    /// Seconds to wait for a free connection.
    pub acquire_seconds: u64,
    /// Seconds that `serve` waits for a database that does not answer yet.
    pub wait_seconds: u64,
    /// SQLite's journal mode (`wal`, `delete`, …); empty leaves the file as it is.
    pub sqlite_journal_mode: String,
}

impl Database {
    /// The address of a connection that keeps its session.
    #[must_use]
    pub fn session_url(&self) -> &str {
        if self.direct_url.is_empty() {
            &self.url
        } else {
            &self.direct_url
        }
    }

    /// How many connections the requests of one viewer have at most.
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
