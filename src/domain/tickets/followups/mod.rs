//! Follow-ups: adding, changing, deleting and listing them, and their effects on the ticket.

pub mod accept;
pub mod add;
pub mod as_sent;
pub mod comment;
pub mod copy;
pub mod customers;
pub mod delete;
pub mod list;
pub(crate) mod lock;
pub mod preview;
pub mod recipients;
pub mod record;
pub mod references;
pub mod subscribe;
pub mod time_spent;
pub mod update;
