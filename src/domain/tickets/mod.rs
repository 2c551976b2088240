//! Tickets with their follow-ups and files: creating, changing, deleting and listing them.

pub mod aggregate;
pub mod attachments;
pub mod bulk;
pub mod ccs;
pub mod changes;
pub mod checklists;
pub mod create;
pub mod delete;
pub mod dependencies;
pub mod email_preview;
pub mod followups;
pub mod history;
pub mod list;
pub mod lock;
pub mod merge;
pub mod nested;
pub mod people;
pub mod preset_reply;
pub mod related;
mod rules;
pub mod saved_search;
pub mod status_flow;
pub mod summaries;
pub mod update;
