//! Tickets with their follow-ups and files: creating, changing, deleting and listing them.

pub mod attachments;
pub mod bulk;
pub mod ccs;
pub mod changes;
pub mod create;
pub mod delete;
pub mod dependencies;
pub mod followups;
pub mod list;
pub mod lock;
pub mod merge;
pub mod people;
pub mod preset_reply;
pub mod related;
mod rules;
pub mod status_flow;
pub mod update;
