//! Databases for single tests, on the PostgreSQL server that `DESKQL_TEST_POSTGRES` names, or on
//! 127.0.0.1:5432. Tests skip PostgreSQL if no server answers; `./test` starts one.

use std::process::Command;

use sea_orm::sqlx::{Connection, PgConnection};

use super::fixture;

/// The database of one test; the database is dropped with this value.
#[derive(Debug)]
pub struct Postgres {
    server: String,
    name: String,
}

impl Postgres {
    /// A new, empty database; `None` (and a message) if no server answers. Panics if
    /// `DESKQL_TEST_POSTGRES` names that server: a typo must not skip tests.
    pub async fn empty() -> Option<Self> {
        let named = std::env::var("DESKQL_TEST_POSTGRES").ok();
        let server = named
            .clone()
            .unwrap_or_else(|| "postgres://postgres@127.0.0.1:5432/postgres".to_owned());
        let mut connection = match PgConnection::connect(&server).await {
            Ok(connection) => connection,
            Err(error) if named.is_some() => {
                panic!("DESKQL_TEST_POSTGRES does not answer: {error}")
            }
            Err(_) => {
                eprintln!(
                    "skipped: no PostgreSQL at 127.0.0.1:5432 (name one with DESKQL_TEST_POSTGRES)"
                );
                return None;
            }
        };
        let name = format!("deskql_test_{}", uuid::Uuid::new_v4().simple());
        run(
            &mut connection,
            &format!("CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'"),
        )
        .await;
        Some(Self { server, name })
    }

    /// The URL of a database that does not exist. If it is created, it is dropped with this value.
    pub async fn missing() -> Option<Self> {
        let database = Self::empty().await?;
        let mut connection = PgConnection::connect(&database.server).await.unwrap();
        run(&mut connection, &format!("DROP DATABASE {}", database.name)).await;
        Some(database)
    }

    /// A database with the contract's fixture.
    pub async fn fixture() -> Option<Self> {
        let database = Self::empty().await?;
        database.psql(&[
            "-f",
            fixture::folder().join("helpdesk.pg.sql").to_str().unwrap(),
        ]);
        Some(database)
    }

    /// The URL of the database, for the settings.
    #[must_use]
    pub fn url(&self) -> String {
        let (before, query) = self
            .server
            .split_once('?')
            .map_or((self.server.as_str(), None), |(a, b)| (a, Some(b)));
        let host = before
            .rsplit_once('/')
            .filter(|(host, _)| !host.ends_with('/'))
            .map_or(before, |(host, _)| host);
        query.map_or_else(
            || format!("{host}/{}", self.name),
            |query| format!("{host}/{}?{query}", self.name),
        )
    }

    /// Runs `psql`, the only program that reads the dump of the fixture.
    fn psql(&self, arguments: &[&str]) {
        let output = Command::new(program())
            .args(["-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", &self.url()])
            .args(arguments)
            .output()
            .expect("psql is needed for the tests on PostgreSQL");
        assert!(
            output.status.success(),
            "psql: {}",
            String::from_utf8_lossy(&output.stderr)
        );
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        // `psql` does not need the runtime, which ends with the test.
        let sql = format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name);
        let _ = Command::new(program())
            .args(["-X", "-q", "-d", &self.server, "-c", &sql])
            .output();
    }
}

/// `psql` in PATH, or else in Debian's folders.
fn program() -> std::path::PathBuf {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let found = std::env::split_paths(&path)
        .map(|folder| folder.join("psql"))
        .find(|file| file.is_file());
    found.unwrap_or_else(|| {
        let versions = std::fs::read_dir("/usr/lib/postgresql")
            .into_iter()
            .flatten()
            .flatten();
        let mut files: Vec<_> = versions
            .map(|version| version.path().join("bin/psql"))
            .collect();
        files.sort();
        files.pop().unwrap_or_else(|| "psql".into())
    })
}

async fn run(connection: &mut PgConnection, sql: &str) {
    sea_orm::sqlx::raw_sql(sea_orm::sqlx::AssertSqlSafe(sql.to_owned()))
        .execute(connection)
        .await
        .unwrap();
}
