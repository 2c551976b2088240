//! A throwaway database on a server, of whatever kind.

use super::mariadb::MariaDb;
use super::postgres::Postgres;

/// A database of one test's own, dropped with this value.
#[derive(Debug)]
pub enum Server {
    /// On PostgreSQL.
    Postgres(Postgres),
    /// On MariaDB or MySQL.
    MariaDb(MariaDb),
}

impl Server {
    /// One with the contract's fixture on each kind of server that there is.
    pub async fn fixtures() -> Vec<Self> {
        let postgres = Postgres::fixture().await.map(Self::Postgres);
        let mariadb = MariaDb::fixture().await.map(Self::MariaDb);
        postgres.into_iter().chain(mariadb).collect()
    }

    /// The address of the database, as the configuration names it.
    #[must_use]
    pub fn url(&self) -> String {
        match self {
            Self::Postgres(database) => database.url(),
            Self::MariaDb(database) => database.url(),
        }
    }
}
