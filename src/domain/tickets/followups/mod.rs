//! Follow-ups: how they are listed, and what they changed.

pub mod add;
pub mod comment;
pub mod delete;
pub mod list;
pub(crate) mod lock;
pub mod recipients;
pub mod record;
pub mod references;
pub mod subscribe;
pub mod time_spent;
pub mod update;
