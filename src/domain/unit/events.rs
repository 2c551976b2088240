//! The events of a unit of work, and their INSERT into the event log (`deskql_event`) within its
//! transaction.

use entity::{Tx, event, ticket};
use sea_orm::sea_query::{
    Expr, ExprTrait, InsertStatement, LockType, Query, SelectStatement, SimpleExpr,
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, QueryFilter, QuerySelect, QueryTrait,
};

use crate::domain::access::in_memory::TicketAccess;
use crate::domain::{Context, Error, Result};

/// The kind of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, async_graphql::Enum)]
#[graphql(name = "TicketEventKind")]
pub enum Kind {
    /// A ticket was created.
    Created,
    /// A ticket's own data changed: status, owner, queue, text, custom fields and so on.
    Updated,
    /// A ticket was deleted, with everything that belongs to it. Its `ticket` is null.
    Deleted,
    /// A follow-up was added.
    FollowUpAdded,
    /// A follow-up was changed.
    FollowUpUpdated,
    /// A follow-up was deleted or moved to another ticket. `followUp` is null if it was deleted.
    FollowUpDeleted,
    /// A file was added to a follow-up.
    AttachmentAdded,
    /// A file was changed or replaced.
    AttachmentUpdated,
    /// A file was deleted. Its `attachment` is null.
    AttachmentDeleted,
    /// A follower was added to a ticket. Only viewers who work on the ticket receive it.
    CcAdded,
    /// A follower was removed from a ticket. Only viewers who work on the ticket receive it.
    CcRemoved,
    /// A dependency of a ticket, or on it, was added. Only viewers who work on the ticket receive
    /// it.
    DependencyAdded,
    /// A dependency of a ticket, or on it, was removed. Only viewers who work on the ticket receive
    /// it.
    DependencyRemoved,
}

impl Kind {
    const NAMES: [(Self, &'static str); 13] = [
        (Self::Created, "created"),
        (Self::Updated, "updated"),
        (Self::Deleted, "deleted"),
        (Self::FollowUpAdded, "followup_added"),
        (Self::FollowUpUpdated, "followup_updated"),
        (Self::FollowUpDeleted, "followup_deleted"),
        (Self::AttachmentAdded, "attachment_added"),
        (Self::AttachmentUpdated, "attachment_updated"),
        (Self::AttachmentDeleted, "attachment_deleted"),
        (Self::CcAdded, "cc_added"),
        (Self::CcRemoved, "cc_removed"),
        (Self::DependencyAdded, "dependency_added"),
        (Self::DependencyRemoved, "dependency_removed"),
    ];

    /// The name in the table.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::NAMES
            .iter()
            .find(|(kind, _)| *kind == self)
            .map_or("", |(_, name)| name)
    }

    /// The kind with this name; `None` for a name that a newer release introduced.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::NAMES
            .iter()
            .find(|(_, known)| *known == name)
            .map(|(kind, _)| *kind)
    }

    /// Whether the event concerns a follow-up or its files. Only viewers who may see the follow-up
    /// receive it.
    #[must_use]
    pub fn is_of_followup(self) -> bool {
        matches!(
            self,
            Self::FollowUpAdded
                | Self::FollowUpUpdated
                | Self::FollowUpDeleted
                | Self::AttachmentAdded
                | Self::AttachmentUpdated
                | Self::AttachmentDeleted
        )
    }

    /// Whether only viewers who work on the ticket receive the event.
    #[must_use]
    pub fn is_for_agents(self) -> bool {
        matches!(
            self,
            Self::CcAdded | Self::CcRemoved | Self::DependencyAdded | Self::DependencyRemoved
        )
    }
}

/// An event to insert.
#[derive(Clone, Debug)]
pub struct NewEvent {
    pub(crate) kind: Kind,
    pub(crate) ticket: i32,
    pub(crate) followup: Option<i32>,
    pub(crate) attachment: Option<i32>,
    pub(crate) public: bool,
    pub(crate) old_queue: Option<i32>,
    pub(crate) final_access: Option<TicketAccess>,
}

impl NewEvent {
    /// An event of a ticket.
    #[must_use]
    pub fn new(kind: Kind, ticket: i32) -> Self {
        Self {
            kind,
            ticket,
            followup: None,
            attachment: None,
            public: false,
            old_queue: None,
            final_access: None,
        }
    }

    /// Sets the follow-up that the event concerns, or that records it, and whether that follow-up
    /// is public.
    #[must_use]
    pub fn followup(self, id: i32, public: bool) -> Self {
        Self {
            followup: Some(id),
            public,
            ..self
        }
    }

    /// Sets the file that the event concerns.
    #[must_use]
    pub fn attachment(self, id: i32) -> Self {
        Self {
            attachment: Some(id),
            ..self
        }
    }

    /// Sets the queue that the ticket left.
    #[must_use]
    pub fn from_queue(self, id: Option<i32>) -> Self {
        Self {
            old_queue: id,
            ..self
        }
    }

    /// Sets the access data of a deleted ticket, which nobody can look up later.
    #[must_use]
    pub fn with_final_access(self, access: TicketAccess) -> Self {
        Self {
            final_access: Some(access),
            ..self
        }
    }
}

/// Events per INSERT: databases limit the number of bound values.
const BATCH: usize = 1000;

/// Inserts the events of a unit of work. Sends no statement if there are none.
///
/// # Errors
/// Database errors.
pub(crate) async fn insert_all(context: &Context, tx: &Tx, events: &[NewEvent]) -> Result<()> {
    if events.is_empty() {
        return Ok(());
    }
    wait_for_turn(tx).await?;
    let at = context.clock.now().timestamp_micros();
    for events in events.chunks(BATCH) {
        let actor = context.viewer.id();
        tx.execute(&insert_statement(
            at,
            false,
            events.iter().map(|event| (event, actor)),
        )?)
        .await?;
    }
    Ok(())
}

/// An INSERT of events, each with its actor. `elsewhere`: whether another program made the changes.
///
/// # Errors
/// [`Error::Internal`] if access data cannot be serialized.
pub(crate) fn insert_statement<'a>(
    at: i64,
    elsewhere: bool,
    events: impl IntoIterator<Item = (&'a NewEvent, Option<i32>)>,
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
    for (event, actor) in events {
        let final_access = event
            .final_access
            .as_ref()
            .map(serde_json::to_string)
            .transpose();
        let final_access = final_access.map_err(|error| Error::Internal(Box::new(error)))?;
        let queue = match &event.final_access {
            Some(access) => Expr::val(Some(access.queue)),
            None => ticket_column(event.ticket, ticket::Column::QueueId),
        };
        insert.values_panic([
            at.into(),
            event.kind.name().into(),
            elsewhere.into(),
            event.ticket.into(),
            event.followup.into(),
            event.attachment.into(),
            actor.into(),
            event.public.into(),
            queue,
            event.old_queue.into(),
            // The value at the end of the transaction. The watcher compares it with the ticket to
            // recognize changes that already have an event.
            ticket_column(event.ticket, ticket::Column::Modified),
            final_access.into(),
        ]);
    }
    Ok(insert)
}

/// A subselect of a column of a ticket.
fn ticket_column(id: i32, column: ticket::Column) -> SimpleExpr {
    let select: SelectStatement = ticket::Entity::find()
        .select_only()
        .column(column)
        .filter(ticket::Column::Id.eq(id))
        .into_query();
    Expr::SubQuery(None, Box::new(select.into()))
}

/// On MariaDB, waits until no other open transaction has written to the log, and blocks other
/// writers until `tx` ends, so that events become visible in the order of their IDs. Does nothing
/// on other databases. Call it last, directly before writing: a transaction that waits here must
/// already hold all its other locks.
///
/// # Errors
/// Database errors.
pub async fn wait_for_turn(tx: &Tx) -> Result<()> {
    if tx.get_database_backend() == DbBackend::MySql {
        // Any row that always exists would do. This one records the migration that created the log.
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
