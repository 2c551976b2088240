//! Databases for single tests, on all kinds of servers.

use super::mariadb::MariaDb;
use super::postgres::Postgres;

/// The database of one test; the database is dropped with this value.
#[derive(Debug)]
pub enum Server {
    /// On PostgreSQL.
    Postgres(Postgres),
    /// On MariaDB or MySQL.
    MariaDb(MariaDb),
}

impl Server {
    /// A database with the contract's fixture on each available server.
    pub async fn fixtures() -> Vec<Self> {
        let postgres = Postgres::fixture().await.map(Self::Postgres);
        let mariadb = MariaDb::fixture().await.map(Self::MariaDb);
        postgres.into_iter().chain(mariadb).collect()
    }

    /// A database that does not exist on each available server.
    pub async fn missing() -> Vec<Self> {
        let postgres = Postgres::missing().await.map(Self::Postgres);
        let mariadb = MariaDb::missing().await.map(Self::MariaDb);
        postgres.into_iter().chain(mariadb).collect()
    }

    /// The URL of the database, for the settings.
    #[must_use]
    pub fn url(&self) -> String {
        match self {
            Self::Postgres(database) => database.url(),
            Self::MariaDb(database) => database.url(),
        }
    }
}
