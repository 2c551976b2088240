//! Writing to the log: what a unit of work noted, in its transaction, by one statement for a thousand.

use entity::{Tx, event, ticket};
use sea_orm::sea_query::{Expr, InsertStatement, Query, SelectStatement, SimpleExpr};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect, QueryTrait};

use super::Note;
use crate::domain::{Context, Error, Result};

/// Notes of one statement: of more values a statement takes no more than some ten thousands.
const AT_ONCE: usize = 1000;

/// Writes the notes of a unit of work; nothing where there are none.
///
/// # Errors
/// What the database says.
pub(crate) async fn write(context: &Context, tx: &Tx, notes: &[Note]) -> Result<()> {
    let at = context.clock.now().timestamp_micros();
    for notes in notes.chunks(AT_ONCE) {
        tx.execute(&insert(context, at, notes)?).await?;
    }
    Ok(())
}

/// The statement that writes some notes.
fn insert(context: &Context, at: i64, notes: &[Note]) -> Result<InsertStatement> {
    let mut insert = Query::insert();
    insert.into_table(event::Entity).columns([
        event::Column::At,
        event::Column::Kind,
        event::Column::Elsewhere,
        event::Column::TicketId,
        event::Column::FollowupId,
        event::Column::AttachmentId,
        event::Column::ActorId,
        event::Column::Public,
        event::Column::QueueId,
        event::Column::OldQueueId,
        event::Column::Modified,
        event::Column::Gone,
    ]);
    for note in notes {
        let gone = note.gone.as_ref().map(serde_json::to_string).transpose();
        let gone = gone.map_err(|error| Error::Internal(Box::new(error)))?;
        let queue = match &note.gone {
            Some(marks) => Expr::val(Some(marks.queue)),
            None => of_ticket(note.ticket, ticket::Column::QueueId),
        };
        insert.values_panic([
            at.into(),
            note.kind.name().into(),
            false.into(),
            note.ticket.into(),
            note.followup.into(),
            note.attachment.into(),
            context.viewer.id().into(),
            note.public.into(),
            queue,
            note.old_queue.into(),
            // As it stands now, at the end of the transaction: by this the watch knows the change as ours.
            of_ticket(note.ticket, ticket::Column::Modified),
            gone.into(),
        ]);
    }
    Ok(insert)
}

/// A column of a ticket, for the value of another row.
pub(super) fn of_ticket(id: i32, column: ticket::Column) -> SimpleExpr {
    let select: SelectStatement =
        ticket::Entity::find().select_only().column(column).filter(ticket::Column::Id.eq(id)).into_query();
    Expr::SubQuery(None, Box::new(select.into()))
}
