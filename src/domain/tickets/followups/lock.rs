//! Locks follow-ups with their tickets. Files and changes of a follow-up are only written and
//! deleted under the ticket's lock: the operation finds the ticket, locks it, and reads the
//! follow-up again.

use entity::{Tx, followup};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};

use crate::domain::access::{self, Scope};
use crate::domain::tickets::lock::lock_tickets;
use crate::domain::{Context, Error, Result};

/// Locks the tickets of these follow-ups and `tickets`, then the follow-ups. Returns the current
/// rows of those that the viewer works on.
///
/// # Errors
/// [`Error::Unavailable`], which is retried, if one was moved to another ticket; database errors.
pub(crate) async fn lock_followups(
    context: &Context,
    tx: &Tx,
    followups: &[i32],
    tickets: impl IntoIterator<Item = i32>,
) -> Result<Vec<followup::Model>> {
    let select = || {
        access::followups(context, Some(Scope::Agent))
            .filter(followup::Column::Id.is_in(followups.iter().copied()))
            .order_by_asc(followup::Column::Id)
    };
    let found = select().all(tx).await?;
    if tx.get_database_backend() == DbBackend::Sqlite {
        // SQLite has one writer.
        return Ok(found);
    }
    lock_tickets(tx, found.iter().map(|row| row.ticket_id).chain(tickets)).await?;
    let rows = select().lock_exclusive().all(tx).await?;
    let stayed = |row: &followup::Model| {
        found
            .iter()
            .any(|before| (before.id, before.ticket_id) == (row.id, row.ticket_id))
    };
    if rows.iter().all(stayed) {
        Ok(rows)
    } else {
        Err(Error::changed_concurrently(
            "a follow-up was moved to another ticket",
        ))
    }
}

/// Locks the follow-ups that match a condition. Their tickets must be locked. Django adds children
/// of a follow-up without the ticket's lock: it then waits for this transaction, and finds the
/// follow-up deleted.
///
/// # Errors
/// Database errors.
pub(crate) async fn lock_matching(tx: &Tx, which: sea_orm::sea_query::Expr) -> Result<()> {
    if tx.get_database_backend() == DbBackend::Sqlite {
        return Ok(());
    }
    let select = followup::Entity::find()
        .select_only()
        .column(followup::Column::Id)
        .filter(which);
    select
        .order_by_asc(followup::Column::Id)
        .lock_exclusive()
        .into_tuple::<i32>()
        .all(tx)
        .await?;
    Ok(())
}
