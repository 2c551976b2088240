//! Follow-ups: how they are listed, and what they changed.

pub mod list;
pub mod references;
