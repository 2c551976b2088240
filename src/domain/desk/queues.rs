//! Queues.

use std::collections::HashMap;

use entity::{positional, queue, ticket};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use tokio::sync::OnceCell;

use crate::domain::access::{self, QueueScope};
use crate::domain::filters::QueueFilter;
use crate::domain::query::{Filtering, Order, Query, among, sortable};
use crate::domain::{Context, Result};

/// What queues can be sorted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, async_graphql::Enum)]
#[graphql(name = "QueueOrderField")]
pub enum Field {
    /// The number of the queue.
    Id,
    /// Its title, as the database sorts text.
    Title,
}

sortable!(queue, Field { Id, Title });

/// The queues that the viewer may see for a purpose and that a filter lets through, in an order.
///
/// # Errors
/// A filter or an order that is too large.
pub fn query(
    context: &Context,
    scope: Option<QueueScope>,
    filter: Option<&QueueFilter>,
    order: Vec<Order<Field>>,
) -> Result<Query<queue::Entity>> {
    Query::new(
        Filtering::select(context, access::queues(context, scope), filter)?,
        order,
    )
}

/// The queues of these numbers that the viewer may see.
///
/// # Errors
/// What the database says.
pub async fn visible(context: &Context, ids: &[i32]) -> Result<Vec<queue::Model>> {
    Ok(positional::fetch_all(
        access::queues(context, None).filter(among(&context.db, queue::Column::Id, ids)),
        &context.db,
    )
    .await?)
}

/// The queues of visible tickets: whoever sees a ticket sees the name of its queue.
///
/// # Errors
/// What the database says.
pub async fn by_ids(context: &Context, ids: &[i32]) -> Result<Vec<queue::Model>> {
    Ok(positional::fetch_all(
        queue::Entity::find().filter(among(&context.db, queue::Column::Id, ids)),
        &context.db,
    )
    .await?)
}

/// A queue by its number, if the viewer may see it for a purpose.
///
/// # Errors
/// What the database says.
pub async fn reachable(
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

/// How many tickets wait in a queue.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// All that are open.
    pub open: i64,
    /// Those of them without an owner.
    pub unassigned: i64,
}

/// How many tickets wait in some queues, read once for all who work on them. Whom a number is shown
/// to is the caller's to ask ([`access::in_memory::is_agent_of_queue`]).
#[derive(Debug, Default)]
pub struct Waiting(OnceCell<HashMap<i32, Count>>);

impl Waiting {
    /// The numbers of these queues; one statement, for the first caller.
    ///
    /// # Errors
    /// What the database says.
    pub async fn read(&self, context: &Context, queues: &[i32]) -> Result<&HashMap<i32, Count>> {
        let read = || async {
            let open = context.config.helpdesk.ticket_open_statuses.iter().copied();
            let rows: Vec<(i32, i64, i64)> = ticket::Entity::find()
                .select_only()
                .column(ticket::Column::QueueId)
                .expr(ticket::Column::Id.count())
                .expr(ticket::Column::AssignedToId.count())
                .filter(ticket::Column::QueueId.is_in(queues.iter().copied()))
                .filter(ticket::Column::Status.is_in(open))
                .group_by(ticket::Column::QueueId)
                .into_tuple()
                .all(&context.db)
                .await?;
            let count = |(queue, open, owned)| {
                (
                    queue,
                    Count {
                        open,
                        unassigned: open - owned,
                    },
                )
            };
            Ok(rows.into_iter().map(count).collect())
        };
        self.0.get_or_try_init(read).await
    }
}
