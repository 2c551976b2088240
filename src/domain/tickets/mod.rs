//! Tickets: how they are listed, what hangs on them, and how they are opened.

pub mod attachments;
pub mod changes;
pub mod create;
pub mod delete;
pub mod followups;
pub mod list;
pub mod lock;
pub mod people;
pub mod related;
mod rules;
pub mod update;
