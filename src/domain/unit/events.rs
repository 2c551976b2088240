//! Events as a unit of work notes them, and writing them to the log (`deskql_event`) in its own
//! transaction: one statement per thousand.

use entity::{Tx, event, ticket};
use sea_orm::sea_query::{
    Expr, ExprTrait, InsertStatement, LockType, Query, SelectStatement, SimpleExpr,
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, QueryFilter, QuerySelect, QueryTrait,
};

use crate::domain::access::in_memory::TicketAccess;
use crate::domain::{Context, Error, Result};

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, async_graphql::Enum)]
#[graphql(name = "TicketEventKind")]
pub enum Kind {
    /// A ticket was opened.
    Created,
    /// Something of a ticket itself changed: status, owner, queue, text, custom fields and so on.
    Updated,
    /// A ticket was deleted with everything that hung on it. Its `ticket` is null.
    Deleted,
    /// A follow-up was added.
    FollowUpAdded,
    /// A follow-up was changed.
    FollowUpUpdated,
    /// A follow-up was deleted, or moved to another ticket. Its `followUp` is null where it is
    /// gone.
    FollowUpDeleted,
    /// A file was added to a follow-up.
    AttachmentAdded,
    /// A file was changed or replaced.
    AttachmentUpdated,
    /// A file was deleted. Its `attachment` is null.
    AttachmentDeleted,
}

impl Kind {
    const NAMES: [(Self, &'static str); 9] = [
        (Self::Created, "created"),
        (Self::Updated, "updated"),
        (Self::Deleted, "deleted"),
        (Self::FollowUpAdded, "followup_added"),
        (Self::FollowUpUpdated, "followup_updated"),
        (Self::FollowUpDeleted, "followup_deleted"),
        (Self::AttachmentAdded, "attachment_added"),
        (Self::AttachmentUpdated, "attachment_updated"),
        (Self::AttachmentDeleted, "attachment_deleted"),
    ];

    /// The name in the log.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::NAMES
            .iter()
            .find(|(kind, _)| *kind == self)
            .map_or("", |(_, name)| name)
    }

    /// The kind of a name; `None` for one that a newer release wrote.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::NAMES
            .iter()
            .find(|(_, known)| *known == name)
            .map(|(kind, _)| *kind)
    }

    /// Whether it happened to a follow-up or to its files, so that only those hear of it who see
    /// the follow-up.
    #[must_use]
    pub fn is_of_followup(self) -> bool {
        !matches!(self, Self::Created | Self::Updated | Self::Deleted)
    }
}

/// An event as a unit of work notes it.
#[derive(Clone, Debug)]
pub struct Note {
    pub(crate) kind: Kind,
    pub(crate) ticket: i32,
    pub(crate) followup: Option<i32>,
    pub(crate) attachment: Option<i32>,
    pub(crate) public: bool,
    pub(crate) old_queue: Option<i32>,
    pub(crate) gone: Option<TicketAccess>,
}

impl Note {
    /// Something that happened to a ticket.
    #[must_use]
    pub fn new(kind: Kind, ticket: i32) -> Self {
        Self {
            kind,
            ticket,
            followup: None,
            attachment: None,
            public: false,
            old_queue: None,
            gone: None,
        }
    }

    /// With the follow-up that it happened to, or that tells of it; and whether that is public.
    #[must_use]
    pub fn followup(self, id: i32, public: bool) -> Self {
        Self {
            followup: Some(id),
            public,
            ..self
        }
    }

    /// With the file that it happened to.
    #[must_use]
    pub fn attachment(self, id: i32) -> Self {
        Self {
            attachment: Some(id),
            ..self
        }
    }

    /// With the queue that the ticket left.
    #[must_use]
    pub fn from_queue(self, id: Option<i32>) -> Self {
        Self {
            old_queue: id,
            ..self
        }
    }

    /// With the marks of a ticket that is no more: afterwards nobody can look up who could see it.
    #[must_use]
    pub fn gone(self, marks: TicketAccess) -> Self {
        Self {
            gone: Some(marks),
            ..self
        }
    }
}

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
    wait_for_turn(tx).await?;
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
pub(crate) fn insert<'a>(
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

/// Waits on MariaDB until nobody else has written to the log and not ended, and makes others wait
/// from now on until `tx` ends; numbers are then seen in their order. To be asked for last, right
/// before writing: whoever waits here must have all other locks.
///
/// # Errors
/// What the database says.
pub async fn wait_for_turn(tx: &Tx) -> Result<()> {
    if tx.get_database_backend() == DbBackend::MySql {
        // Any row that is always there would do; this one says that the log is.
        let select = Query::select()
            .column("version")
            .from("deskql_migrations")
            .and_where(Expr::col("version").eq("m20261124_4_events"))
            .lock(LockType::Update)
            .take();
        tx.query_one(&select).await?;
    }
    Ok(())
}
