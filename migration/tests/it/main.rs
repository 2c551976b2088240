//! The migrations on real databases: SQLite files, and the PostgreSQL that `DESKQL_TEST_POSTGRES`
//! names.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod behaviour;
mod database;
mod same_as_django;
