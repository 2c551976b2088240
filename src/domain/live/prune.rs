//! Deletes old events, the oldest first.

use chrono::{DateTime, Utc};
use entity::{Db, event};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::domain::Result;

/// Maximum number of rows per transaction, so that other writers do not wait for long.
const ROWS: u64 = 1000;

/// Deletes events that were logged before `limit`. The newest event always stays, as proof that the
/// log was not always empty. Returns the number of deleted events.
///
/// # Errors
/// Database errors.
pub async fn prune(db: &Db, limit: DateTime<Utc>) -> Result<u64> {
    let mut deleted = 0;
    loop {
        let oldest: Vec<(i64, i64)> = event::Entity::find()
            .select_only()
            .column(event::Column::Id)
            .column(event::Column::At)
            .order_by_asc(event::Column::Id)
            .limit(ROWS + 1)
            .into_tuple()
            .all(db)
            .await?;
        let most = oldest.len().saturating_sub(1);
        let old = oldest
            .iter()
            .take(most)
            .take_while(|(_, at)| *at < limit.timestamp_micros());
        let Some((last, _)) = old.last() else {
            return Ok(deleted);
        };
        // A transaction, because writers to SQLite queue for theirs.
        let tx = db.begin().await?;
        deleted += event::Entity::delete_many()
            .filter(event::Column::Id.lte(*last))
            .exec(&tx)
            .await?
            .rows_affected;
        tx.commit().await?;
    }
}
