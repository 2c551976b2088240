//! The email and webhooks that a change causes: recipients, contents, and the outbox that stores
//! them until they are delivered.

pub mod notifications;
pub mod outbox;
pub mod password_reset;
pub mod rendering;
