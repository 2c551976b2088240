//! All integration tests in one binary, because linking one is faster than linking many. One module
//! per topic; `support` has shared helpers (copies of the fixture, temporary databases, the service
//! in this process).
// As in the library, whose batches of rows refer to each other.
#![recursion_limit = "256"]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod abandoned;
mod agent;
mod any_body;
mod architecture;
mod auth;
mod cancelled;
mod cli;
mod columns;
mod compat;
mod due_dates;
mod graphql;
mod http;
mod indexes;
mod live;
mod long_lists;
mod lowercase;
mod matrix;
mod migrations;
mod odd_rows;
mod outbox;
mod plans;
#[cfg(unix)]
mod pooler;
mod races;
mod referrers;
mod schema;
mod sign_in;
mod statements;
mod storage;
mod support;
mod unavailable;
mod writers;
