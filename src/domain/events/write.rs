//! Writing to the log: what a unit of work noted, in its transaction, by one statement for a
//! thousand.

use entity::{Tx, event, ticket};
use sea_orm::sea_query::{Expr, InsertStatement, Query, SelectStatement, SimpleExpr};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect, QueryTrait};

use super::{Note, log};
use crate::domain::{Context, Error, Result};

/// Notes of one statement: of more values a statement takes no more than some ten thousands.
const AT_ONCE: usize = 1000;

/// Writes the notes of a unit of work; nothing where there are none.
///
/// # Errors
/// What the database says.
pub(crate) async fn write(context: &Context, tx: &Tx, notes: &[Note]) -> Result<()> {
    if notes.is_empty() {
        return Ok(());
    }
    log::turn(tx).await?;
    let at = context.clock.now().timestamp_micros();
    for notes in notes.chunks(AT_ONCE) {
        let actor = context.viewer.id();
        tx.execute(&insert(at, false, notes.iter().map(|note| (note, actor)))?)
            .await?;
    }
    Ok(())
}

/// The statement that writes some notes, each with who did it, of changes made here or `elsewhere`.
///
/// # Errors
/// [`Error::Internal`]; none is known.
pub(super) fn insert<'a>(
    at: i64,
    elsewhere: bool,
    notes: impl IntoIterator<Item = (&'a Note, Option<i32>)>,
) -> Result<InsertStatement> {
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
    for (note, actor) in notes {
        let gone = note.gone.as_ref().map(serde_json::to_string).transpose();
        let gone = gone.map_err(|error| Error::Internal(Box::new(error)))?;
        let queue = match &note.gone {
            Some(marks) => Expr::val(Some(marks.queue)),
            None => of_ticket(note.ticket, ticket::Column::QueueId),
        };
        insert.values_panic([
            at.into(),
            note.kind.name().into(),
            elsewhere.into(),
            note.ticket.into(),
            note.followup.into(),
            note.attachment.into(),
            actor.into(),
            note.public.into(),
            queue,
            note.old_queue.into(),
            // As it stands now, at the end of the transaction: by this the watch knows the change
            // as ours.
            of_ticket(note.ticket, ticket::Column::Modified),
            gone.into(),
        ]);
    }
    Ok(insert)
}

/// A column of a ticket, for the value of another row.
fn of_ticket(id: i32, column: ticket::Column) -> SimpleExpr {
    let select: SelectStatement = ticket::Entity::find()
        .select_only()
        .column(column)
        .filter(ticket::Column::Id.eq(id))
        .into_query();
    Expr::SubQuery(None, Box::new(select.into()))
}
