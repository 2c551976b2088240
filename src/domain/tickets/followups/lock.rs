//! Follow-ups under the lock of their tickets. What hangs on a follow-up is written and deleted
//! under that lock alone: who wants it finds the ticket, locks it, and looks again whether all is
//! as it was.

use entity::{Tx, followup};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};

use crate::domain::access::{self, Scope};
use crate::domain::tickets::lock::lock;
use crate::domain::{Context, Error, Result};

/// Locks the tickets of these follow-ups, `tickets` with them, then the follow-ups. Returns those
/// that the viewer works on as they are then; what is not there is passed over.
///
/// # Errors
/// [`Error::Unavailable`], to be done anew, where one was moved to another ticket meanwhile; what
/// the database says.
pub(crate) async fn locked(
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
        // One writer: nobody else is there.
        return Ok(found);
    }
    lock(tx, found.iter().map(|row| row.ticket_id).chain(tickets)).await?;
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

/// Locks the follow-ups of a condition, whose tickets are locked: who adds to one of them
/// meanwhile, as Django does without a lock of the ticket, waits for this transaction, and finds it
/// gone.
///
/// # Errors
/// What the database says.
pub(crate) async fn lock_all(tx: &Tx, which: sea_orm::sea_query::Expr) -> Result<()> {
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
