//! A read-only transaction that shows one moment of the database.

use entity::Db;
use sea_orm::{
    AccessMode, ConnectionTrait as _, DatabaseTransaction, DbBackend, DbErr, IsolationLevel,
    TransactionOptions, TransactionTrait as _,
};

/// Begins the transaction. It ends with a rollback, or when it is dropped.
///
/// # Errors
/// Database errors.
pub(super) async fn begin_snapshot(db: &Db) -> Result<DatabaseTransaction, DbErr> {
    // SQLite's transactions are snapshots by default, and it does not have these options.
    let is_server = db.get_database_backend() != DbBackend::Sqlite;
    let options = TransactionOptions {
        isolation_level: is_server.then_some(IsolationLevel::RepeatableRead),
        access_mode: is_server.then_some(AccessMode::ReadOnly),
        ..TransactionOptions::default()
    };
    db.pool().begin_with_options(options).await
}
