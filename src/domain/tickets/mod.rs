//! Tickets: how they are listed, what hangs on them, and how they are opened.

pub mod changes;
pub mod create;
pub mod delete;
mod filter;
pub mod list;
pub mod lock;
pub mod people;
pub mod related;
pub mod status;
pub mod update;
