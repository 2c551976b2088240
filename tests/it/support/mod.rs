//! What the tests share. Not a test.
#![allow(dead_code, reason = "a helper may be used by tests that are not built with every feature")]

pub mod fixture;
pub mod postgres;
pub mod rows;
pub mod service;

use std::path::PathBuf;

/// The project's own folder.
#[must_use]
pub fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Adds our own tables to the database at `url`, as `deskql migrate` does.
pub async fn migrate(url: &str) {
    let db = entity::Db::connect(url, &entity::connection::PoolOptions::default()).await.unwrap();
    migration::migrate(db.pool()).await.unwrap();
    db.close().await.unwrap();
}
