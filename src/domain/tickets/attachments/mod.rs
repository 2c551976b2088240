//! Files of follow-ups: how they are listed, where they are kept, and what is left of them.

pub mod link;
pub mod list;
pub mod repair;
pub mod store;
pub mod write;
