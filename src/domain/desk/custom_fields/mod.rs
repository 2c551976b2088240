//! Custom fields: their definitions, the values that tickets have, and what a value may be.

pub mod clean;
pub mod list;
#[cfg(test)]
mod tests;
pub mod value;
