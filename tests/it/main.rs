//! Every integration test in one binary: linking it once is what makes a change cheap to test. One
//! module a topic; what they share (fixture copies, throwaway databases, the service in process) is
//! in `support`.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod abandoned;
mod any_body;
mod architecture;
mod auth;
mod cancelled;
mod cli;
mod compat;
mod due_dates;
mod graphql;
mod http;
mod live;
mod long_lists;
mod migrations;
mod odd_rows;
mod outbox;
#[cfg(unix)]
mod pooler;
mod races;
mod referrers;
mod schema;
mod statements;
mod storage;
mod support;
mod unavailable;
mod writers;
