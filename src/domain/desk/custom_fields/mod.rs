//! Custom fields: definitions, values of tickets, and validation.

pub mod clean;
pub mod list;
#[cfg(test)]
mod tests;
pub mod value;
