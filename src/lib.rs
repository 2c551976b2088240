//! deskql: a headless help desk that speaks GraphQL and django-helpdesk's REST API on one database.
//! `ARCHITECTURE.md` says how the modules stand on each other.

pub mod app;
pub mod auth;
pub mod cli;
pub mod compat;
pub mod config;
pub mod domain;
pub mod graphql;
pub mod http;
pub mod multipart;
pub mod notify;
pub mod passwords;
pub mod storage;
pub mod telemetry;
pub mod translation;
pub mod validators;
