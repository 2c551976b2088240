//! Locks of tickets, taken in one order. Whoever changes a ticket or what hangs on it locks first
//! all tickets that the work will touch, by their numbers: two that touch the same then wait for
//! each other, and never both.

use std::collections::BTreeSet;

use entity::{Tx, ticket};
use sea_orm::sea_query::Expr;
use sea_orm::sea_query::extension::mysql::{IndexHintScope, MySqlSelectStatementExt};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};

use crate::domain::Result;
use crate::domain::query::among;

/// Tickets that one statement names on MariaDB.
const AT_ONCE: usize = 500;

/// Locks these tickets until the transaction ends; those that are not there are passed over. SQLite
/// has one writer, and nothing is asked of it.
///
/// # Errors
/// What the database says.
pub async fn lock(tx: &Tx, tickets: impl IntoIterator<Item = i32>) -> Result<()> {
    let tickets: BTreeSet<i32> = tickets.into_iter().collect();
    let tickets: Vec<i32> = tickets.into_iter().collect();
    if tickets.is_empty() {
        return Ok(());
    }
    match tx.get_database_backend() {
        DbBackend::Sqlite => Ok(()),
        // InnoDB locks what it reads on its way to what is asked for, so it is told the numbers
        // themselves: then it goes to these rows alone. Of very many a part at a time, in the same
        // order.
        DbBackend::MySql => {
            for tickets in tickets.chunks(AT_ONCE) {
                these(tx, ticket::Column::Id.is_in(tickets.iter().copied())).await?;
            }
            Ok(())
        }
        _ => these(tx, among(tx, ticket::Column::Id, &tickets)).await,
    }
}

async fn these(tx: &Tx, condition: Expr) -> Result<()> {
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
