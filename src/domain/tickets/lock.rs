//! Locks of tickets, taken in one order. Whoever changes a ticket or what hangs on it locks first all tickets that the
//! work will touch, by their numbers: two that touch the same then wait for each other, and never both.

use std::collections::BTreeSet;

use entity::{Tx, ticket};
use sea_orm::{ConnectionTrait, DbBackend, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::domain::Result;
use crate::domain::listing::among;

/// Locks these tickets until the transaction ends; those that are not there are passed over. SQLite has one writer, and
/// nothing is asked of it.
///
/// # Errors
/// What the database says.
pub async fn lock(tx: &Tx, tickets: impl IntoIterator<Item = i32>) -> Result<()> {
    let tickets: BTreeSet<i32> = tickets.into_iter().collect();
    let tickets: Vec<i32> = tickets.into_iter().collect();
    if tickets.is_empty() || tx.get_database_backend() == DbBackend::Sqlite {
        return Ok(());
    }
    ticket::Entity::find()
        .select_only()
        .column(ticket::Column::Id)
        .filter(among(tx, ticket::Column::Id, &tickets))
        .order_by_asc(ticket::Column::Id)
        .lock_exclusive()
        .into_tuple::<i32>()
        .all(tx)
        .await?;
    Ok(())
}
