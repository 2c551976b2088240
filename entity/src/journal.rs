//! SQLite's journal mode `wal`, which a file keeps. Set once when a pool is opened, and not by each
//! of its connections: SQLite does not wait for others who change it at the same time, but says at
//! once that the file is locked.

use std::time::Duration;

use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, DbErr, RuntimeErr};
use tokio::time::Instant;

use crate::probe;

/// The pause before it is tried again.
const PAUSE: Duration = Duration::from_millis(20);

/// Gives the file of a pool the mode `wal`, and waits for others who do so too, `patience` at most.
/// Other databases have no such thing.
///
/// # Errors
/// What the driver says.
pub(crate) async fn to_wal(pool: &DatabaseConnection, patience: Duration) -> Result<(), DbErr> {
    if pool.get_database_backend() != DbBackend::Sqlite {
        return Ok(());
    }
    let end = Instant::now() + patience;
    loop {
        match pool.execute_unprepared("PRAGMA journal_mode = WAL").await {
            Err(error) if is_busy(&error) && Instant::now() < end => {
                tokio::time::sleep(PAUSE).await
            }
            done => return done.map(drop),
        }
    }
}

fn is_busy(error: &DbErr) -> bool {
    let (DbErr::Exec(RuntimeErr::SqlxError(inner)) | DbErr::Query(RuntimeErr::SqlxError(inner))) =
        error
    else {
        return false;
    };
    inner.as_database_error().is_some_and(probe::is_busy)
}
