//! Switches a SQLite file to write-ahead logging, which the file remembers. Done once when a pool
//! is opened rather than by each connection: if several connections switch at the same time, SQLite
//! reports a locked file without waiting.

use std::time::Duration;

use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, DbErr};
use tokio::time::Instant;

use crate::errors::is_sqlite_busy;

/// Pause between two attempts.
const RETRY_PAUSE: Duration = Duration::from_millis(20);

/// Sets the journal mode `wal`, retrying for up to `timeout` while the file is locked. Does nothing
/// on other databases.
///
/// # Errors
/// The database's error.
pub(crate) async fn enable_wal(pool: &DatabaseConnection, timeout: Duration) -> Result<(), DbErr> {
    if pool.get_database_backend() != DbBackend::Sqlite {
        return Ok(());
    }
    let deadline = Instant::now() + timeout;
    loop {
        match pool.execute_unprepared("PRAGMA journal_mode = WAL").await {
            Err(error) if is_sqlite_busy(&error) && Instant::now() < deadline => {
                tokio::time::sleep(RETRY_PAUSE).await;
            }
            result => return result.map(drop),
        }
    }
}
