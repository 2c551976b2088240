//! What a change sends out: who gets which email, and the outbox that keeps emails and webhooks until
//! they are delivered.

pub mod notifications;
pub mod outbox;
