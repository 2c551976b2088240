//! The help desk's rules: who may see what, and what each operation reads and writes. SQL is built
//! here and nowhere else. Errors carry codes, not sentences; nothing here knows HTTP.
//!
//! Each folder imports only folders listed before it (`tests/it/architecture.rs` checks this).
//! Filters, orders, scalars and enums derive `async_graphql` traits here, so that each is declared
//! once; ARCHITECTURE.md lists them.

pub mod access;
pub mod core;
pub mod delivery;
pub mod desk;
pub mod filters;
pub mod live;
pub mod query;
pub mod setup;
pub mod tickets;
pub mod unit;

pub use core::client::Client;
pub use core::clock::Clock;
pub use core::context::{Context, WrittenTickets};
pub use core::dialect::Dialect;
pub use core::error::{Code, Error, FieldError, Result};
pub use core::refusal::Refusal;
pub use core::release::Release;
pub use core::tasks::Tasks;
pub use core::viewer::{Account, TokenScope, Viewer, Visit};
