//! Clearing away old events, from the oldest on.

use chrono::{DateTime, Utc};
use entity::{Db, event};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::domain::Result;

/// Most rows that go at once, so that nobody waits for long.
const ROWS: u64 = 1000;

/// Removes the oldest events, those written before `limit`, some at a time; the newest one of all
/// stays, so that it can be told that something was there. Returns how many went.
///
/// # Errors
/// What the database says.
pub async fn prune(db: &Db, limit: DateTime<Utc>) -> Result<u64> {
    let mut gone = 0;
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
            return Ok(gone);
        };
        // A transaction of our own: writers of SQLite take turns.
        let tx = db.begin().await?;
        gone += event::Entity::delete_many()
            .filter(event::Column::Id.lte(*last))
            .exec(&tx)
            .await?
            .rows_affected;
        tx.commit().await?;
    }
}
