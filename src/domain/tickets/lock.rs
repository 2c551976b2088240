//! Locks tickets in a fixed order. An operation first locks all tickets that it will write to, in
//! the order of their IDs, so that two operations cannot deadlock.

use std::collections::BTreeSet;

use entity::{Tx, positional, ticket};
use sea_orm::sea_query::Expr;
use sea_orm::sea_query::extension::mysql::{IndexHintScope, MySqlSelectStatementExt};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    Select,
};

use crate::domain::query::among;
use crate::domain::{Context, Result, access};

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

/// Locks tickets, and reads one of them, `id`, with `select`, which selects it if the viewer has
/// access. If only this one is to be locked, and access does not depend on other rows, one statement
/// locks and reads it. Otherwise the row is read in another statement, which sees what was committed
/// before the lock.
///
/// # Errors
/// Database errors.
pub(crate) async fn lock_and_read(
    context: &Context,
    tx: &Tx,
    id: i32,
    others: impl IntoIterator<Item = i32>,
    select: Select<ticket::Entity>,
) -> Result<Option<ticket::Model>> {
    let mut tickets: BTreeSet<i32> = others.into_iter().collect();
    tickets.remove(&id);
    if !tickets.is_empty() || !access::has_full_access(context) {
        tickets.insert(id);
        lock_tickets(tx, tickets).await?;
    }
    Ok(positional::fetch_one(select.lock_exclusive(), tx).await?)
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
