//! Received email: the mailboxes of queues, what becomes of a message, and the state of the mailboxes
//! for administrators (helpdesk/email.py). `crate::mailbox` connects to mail servers and parses
//! messages.

pub mod accounts;
pub mod message;
pub mod receive;
pub mod sort;
pub mod status;
