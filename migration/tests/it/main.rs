//! The migrations on real databases: SQLite files, PostgreSQL (`DESKQL_TEST_POSTGRES`) and MariaDB
//! (`DESKQL_TEST_MARIADB`).
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod database;
mod django_schema;
mod migrate;
