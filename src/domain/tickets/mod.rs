//! Tickets with their follow-ups and files: creating, changing, deleting and listing them.

pub mod aggregate;
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
