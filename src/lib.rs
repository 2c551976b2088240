//! deskql: a headless help desk with a GraphQL API and django-helpdesk's REST API on one database.
//! `ARCHITECTURE.md` describes the modules and which of them may use which.
// GraphQL objects refer to each other: whether a future is `Send` is decided along the whole chain.
#![recursion_limit = "256"]

pub mod app;
pub mod auth;
pub mod cli;
pub mod compat;
pub mod config;
pub mod delivery;
pub mod domain;
pub mod graphql;
pub mod http;
pub mod multipart;
pub mod passwords;
pub mod storage;
pub mod telemetry;
pub mod translation;
pub mod validators;
