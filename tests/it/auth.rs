//! Signing in, against the contract's fixture on SQLite and, where it answers, PostgreSQL. What
//! REST makes of it is the contract's replay.

mod accounts;
mod commands;
mod contract;
mod floods;
mod login;
mod sessions;
mod support;
