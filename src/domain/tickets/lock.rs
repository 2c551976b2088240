//! Locks tickets in a fixed order. An operation first locks all tickets that it will write to, in
//! the order of their IDs, so that two operations cannot deadlock.

use std::collections::BTreeSet;

use entity::{Tx, ticket};
use sea_orm::sea_query::Expr;
use sea_orm::sea_query::extension::mysql::{IndexHintScope, MySqlSelectStatementExt};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};

use crate::domain::Result;
use crate::domain::query::among;

/// Maximum number of tickets per statement on MariaDB.
const BATCH: usize = 500;

/// Locks tickets until the transaction ends. Skips tickets that do not exist. Does nothing on
/// SQLite, which has one writer.
///
/// # Errors
/// Database errors.
pub async fn lock_tickets(tx: &Tx, tickets: impl IntoIterator<Item = i32>) -> Result<()> {
    let tickets: BTreeSet<i32> = tickets.into_iter().collect();
    let tickets: Vec<i32> = tickets.into_iter().collect();
    if tickets.is_empty() {
        return Ok(());
    }
    match tx.get_database_backend() {
        DbBackend::Sqlite => Ok(()),
        // InnoDB locks every row that it reads, so the statement lists the IDs and uses the primary
        // key to read no other rows. Long lists are split, in the same order.
        DbBackend::MySql => {
            for tickets in tickets.chunks(BATCH) {
                lock_rows(tx, ticket::Column::Id.is_in(tickets.iter().copied())).await?;
            }
            Ok(())
        }
        _ => lock_rows(tx, among(tx, ticket::Column::Id, &tickets)).await,
    }
}

async fn lock_rows(tx: &Tx, condition: Expr) -> Result<()> {
    let mut select = ticket::Entity::find()
        .select_only()
        .column(ticket::Column::Id)
        .filter(condition)
        .order_by_asc(ticket::Column::Id)
        .lock_exclusive();
    if tx.get_database_backend() == DbBackend::MySql {
        QuerySelect::query(&mut select).force_index("PRIMARY", IndexHintScope::All);
    }
    select.into_tuple::<i32>().all(tx).await?;
    Ok(())
}
