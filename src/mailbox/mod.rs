//! Reads mailboxes: connects to mail servers and folders, parses messages and passes them to
//! `domain::mailboxes`, which decides what becomes of them. [`jobs`] runs it and other scheduled jobs.

mod connect;
mod folder;
mod imap;
pub mod jobs;
pub mod message;
mod pop3;
pub mod run;
mod source;
mod token;

pub use source::Failure;
