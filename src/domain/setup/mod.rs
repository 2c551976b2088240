//! What an operator does to a whole installation: check its database, back it up, load its
//! configuration from a file, fill a demo.

pub mod backup;
pub mod demo;
pub mod installation;
pub mod load;
