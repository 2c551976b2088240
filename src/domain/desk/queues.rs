//! Queues.

use std::collections::HashMap;

use entity::{positional, queue, ticket};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect, Select};
use tokio::sync::OnceCell;

use crate::domain::access::{self, QueueScope};
use crate::domain::filters::QueueFilter;
use crate::domain::query::{Order, Query, among, apply_filter, sortable};
use crate::domain::{Context, Result};

/// Fields to sort queues by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, async_graphql::Enum)]
pub enum QueueOrderField {
    /// Numeric ID.
    Id,
    /// Title, by the collation of the database.
    Title,
}

sortable!(queue, QueueOrderField { Id, Title });

/// The queues that the viewer may see in a scope and that match `filter`.
///
/// # Errors
/// [`Error::Invalid`](crate::domain::Error::Invalid) if the filter or the order is too large.
pub fn query(
    context: &Context,
    scope: Option<QueueScope>,
    filter: Option<&QueueFilter>,
    order: Vec<Order<QueueOrderField>>,
) -> Result<Query<queue::Entity>> {
    Query::new(
        apply_filter(context, access::queues(context, scope), filter)?,
        order,
    )
}

/// The queues with these IDs that the viewer may see.
///
/// # Errors
/// Database errors.
pub async fn visible(context: &Context, ids: &[i32]) -> Result<Vec<queue::Model>> {
    Ok(positional::fetch_all(
        access::queues(context, None).filter(among(&context.db, queue::Column::Id, ids)),
        &context.db,
    )
    .await?)
}

/// The queues with these IDs, for tickets that the viewer may see: their queues' names are visible
/// too.
///
/// # Errors
/// Database errors.
pub async fn by_ids(context: &Context, ids: &[i32]) -> Result<Vec<queue::Model>> {
    Ok(positional::fetch_all(
        queue::Entity::find().filter(among(&context.db, queue::Column::Id, ids)),
        &context.db,
    )
    .await?)
}

/// The queue with this ID, if the viewer may see it in a scope.
///
/// # Errors
/// Database errors.
pub async fn find_visible(
    context: &Context,
    scope: Option<QueueScope>,
    id: i32,
) -> Result<Option<queue::Model>> {
    Ok(positional::fetch_all(
        access::queues(context, scope).filter(queue::Column::Id.eq(id)),
        &context.db,
    )
    .await?
    .pop())
}

/// Number of open tickets of a queue.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OpenTicketCount {
    /// All open tickets.
    pub open: i64,
    /// Open tickets without an owner.
    pub unassigned: i64,
}

/// The numbers of open tickets of these queues that the viewer may see. Queues without any are
/// missing.
///
/// # Errors
/// Database errors.
pub async fn visible_open_tickets(
    context: &Context,
    queues: &[i32],
) -> Result<HashMap<i32, OpenTicketCount>> {
    let tickets =
        access::tickets(context, None).filter(among(&context.db, ticket::Column::QueueId, queues));
    count_open(context, tickets).await
}

/// The numbers of open tickets among `tickets`, by queue.
async fn count_open(
    context: &Context,
    tickets: Select<ticket::Entity>,
) -> Result<HashMap<i32, OpenTicketCount>> {
    let open = context.config.helpdesk.ticket_open_statuses.iter().copied();
    let rows: Vec<(i32, i64, i64)> = tickets
        .select_only()
        .column(ticket::Column::QueueId)
        .expr(ticket::Column::Id.count())
        .expr(ticket::Column::AssignedToId.count())
        .filter(ticket::Column::Status.is_in(open))
        .group_by(ticket::Column::QueueId)
        .into_tuple()
        .all(&context.db)
        .await?;
    let count = |(queue, open, owned)| {
        (
            queue,
            OpenTicketCount {
                open,
                unassigned: open - owned,
            },
        )
    };
    Ok(rows.into_iter().map(count).collect())
}

/// Numbers of open tickets, read once for many viewers. The caller checks who may see the number of
/// a queue ([`access::in_memory::is_agent_of_queue`]).
#[derive(Debug, Default)]
pub struct OpenTicketCounts(OnceCell<HashMap<i32, OpenTicketCount>>);

impl OpenTicketCounts {
    /// The numbers of these queues. The first call reads them with one statement; further calls
    /// return the same numbers.
    ///
    /// # Errors
    /// Database errors.
    pub async fn read(
        &self,
        context: &Context,
        queues: &[i32],
    ) -> Result<&HashMap<i32, OpenTicketCount>> {
        let read = || async {
            let tickets = ticket::Entity::find()
                .filter(ticket::Column::QueueId.is_in(queues.iter().copied()));
            count_open(context, tickets).await
        };
        self.0.get_or_try_init(read).await
    }
}
