//! What an operator does to a whole installation: check its database, back it up, fill a demo.

pub mod backup;
pub mod demo;
pub mod installation;
