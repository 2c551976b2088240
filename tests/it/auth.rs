//! Authentication, on the contract's fixture in SQLite and, if available, PostgreSQL and MariaDB.
//! The contract covers the REST responses.

mod accounts;
mod commands;
mod contract;
mod floods;
mod lanes;
mod limits;
mod methods;
mod passwords;
mod sessions;
mod support;
mod throttling;
mod viewers;
