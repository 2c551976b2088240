//! The help desk's rules: who may see what, and what each operation reads and writes. SQL is built
//! here and nowhere else. Speaks codes, not sentences, and knows no HTTP. Of GraphQL it knows two
//! derives: filters and enums are the graph's inputs as they stand here, so that each is written
//! once.

pub mod access;
pub mod accounts;
pub mod attachments;
pub mod backup;
pub mod clock;
pub mod context;
pub mod custom_fields;
pub mod demo;
pub mod desk;
pub mod error;
pub mod events;
pub mod followups;
pub mod idempotency;
pub mod installation;
pub mod knowledge_base;
pub mod listing;
pub mod notifications;
pub mod numbers;
pub mod outbox;
pub mod queues;
mod referrers;
pub mod tasks;
pub mod tickets;
pub mod unit;
pub mod users;
pub mod viewer;

pub use clock::Clock;
pub use context::{Context, Opened};
pub use error::{Code, Error, FieldError, Result};
pub use tasks::Tasks;
pub use viewer::{Account, Viewer};
