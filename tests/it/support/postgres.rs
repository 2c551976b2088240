//! Throwaway databases on the PostgreSQL that `DESKQL_TEST_POSTGRES` names, or on 127.0.0.1:5432.
//! Where none answers, the tests that ask here say so and end; `./test` starts a server for them.

use std::process::Command;

use sea_orm::sqlx::{Connection, PgConnection};

use super::fixture;

/// A database of one test's own, dropped with this value.
#[derive(Debug)]
pub struct Postgres {
    server: String,
    name: String,
}

impl Postgres {
    /// A new, empty database; `None` (and a line that says so) where no server answers.
    ///
    /// A server that was named by `DESKQL_TEST_POSTGRES` has to answer: otherwise a typing mistake
    /// would pass for a test.
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

    /// A database with the contract's fixture in it.
    pub async fn fixture() -> Option<Self> {
        let database = Self::empty().await?;
        database.psql(&[
            "-f",
            fixture::folder().join("helpdesk.pg.sql").to_str().unwrap(),
        ]);
        Some(database)
    }

    /// The address of the database, as the configuration names it.
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

    /// Runs `psql` on the database: the fixture is a dump, and only `psql` reads those.
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
        // A connection needs the runtime that is going away with the test: `psql` does not.
        let sql = format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name);
        let _ = Command::new(program())
            .args(["-X", "-q", "-d", &self.server, "-c", &sql])
            .output();
    }
}

/// `psql` of the search path, or else of Debian's folders.
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
