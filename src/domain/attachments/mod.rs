//! Files of follow-ups: how they are listed and where they are kept.

pub mod list;
pub mod store;
pub mod write;
