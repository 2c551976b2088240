//! Operations on a whole installation: checks of its database, backups, dumps, loading of its
//! configuration from a file, and demo data.

pub mod backup;
pub mod demo;
pub mod dump;
pub mod installation;
pub mod load;
mod snapshot;
