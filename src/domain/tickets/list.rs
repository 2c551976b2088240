//! Lists of tickets: filter, order, and the columns that a page can bring along in the same
//! statement.

use std::sync::Arc;

use entity::positional::{self, FromColumns, ModelCache};
use entity::{queue, ticket, ticket_dependency};
use sea_orm::sea_query::{Alias, Expr, ExprTrait, Query as Sql, SelectStatement};
use sea_orm::{
    ConnectionTrait, DbBackend, DbErr, FromQueryResult, IdenStatic, Iterable, JoinType,
    QueryFilter, QueryResult, QuerySelect, RelationTrait, Select,
};

use crate::domain::access::{self, Scope};
use crate::domain::filters::TicketFilter;
use crate::domain::query::{Filtering, Order, Query, Slice, Window, among, sortable};
use crate::domain::{Context, Result};

/// What tickets can be sorted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, async_graphql::Enum)]
#[graphql(name = "TicketOrderField")]
pub enum Field {
    /// The number of the ticket.
    Id,
    /// When it was opened.
    Created,
    /// When it last changed.
    Modified,
    /// When it is due; tickets without such a day come last.
    DueDate,
    /// Its priority: 1 is the most urgent.
    Priority,
    /// The number of its status.
    Status,
    /// Its title, as the database sorts text.
    Title,
    /// The address that sent it in, as the database sorts text; tickets without one come last.
    SubmitterEmail,
    /// The number of its queue.
    QueueId,
    /// The number of its owner; tickets without one come last.
    AssignedToId,
    /// When it last escalated; tickets that never did come last.
    LastEscalation,
}

sortable!(
    ticket,
    Field {
        Id,
        Created,
        Modified,
        DueDate,
        Priority,
        Status,
        Title,
        SubmitterEmail,
        QueueId,
        AssignedToId,
        LastEscalation
    }
);

/// The tickets that the viewer may see in a role and that a filter lets through, in an order.
///
/// # Errors
/// A filter or an order that is too large.
pub fn query(
    context: &Context,
    scope: Option<Scope>,
    filter: Option<&TicketFilter>,
    order: Vec<Order<Field>>,
) -> Result<Query<ticket::Entity>> {
    Query::new(
        Filtering::select(context, access::tickets(context, scope), filter)?,
        order,
    )
}

/// What a page brings along in its own statement, because the caller said that it will be asked
/// for.
#[derive(Clone, Copy, Debug, Default)]
pub struct Extras {
    /// The number of all tickets of the list.
    pub total: bool,
    /// The row of each ticket's queue.
    pub queue: bool,
    /// Whether a ticket waits for an open one.
    pub blocked: bool,
}

/// A ticket with what came along.
#[derive(Clone, Debug)]
pub struct Row {
    /// The ticket.
    pub ticket: ticket::Model,
    /// Its queue.
    pub queue: Option<Arc<queue::Model>>,
    /// Whether it waits for an open ticket.
    pub blocked: Option<bool>,
    total: Option<i64>,
}

impl From<ticket::Model> for Row {
    fn from(ticket: ticket::Model) -> Self {
        Self {
            ticket,
            queue: None,
            blocked: None,
            total: None,
        }
    }
}

const QUEUE: &str = "deskql_queue_";
/// Where what comes along stands: behind the ticket's own columns.
const TOTAL: usize = 17;
const BLOCKED: usize = TOTAL + 1;
const QUEUE_AT: usize = BLOCKED + 1;

impl FromQueryResult for Row {
    fn from_query_result(row: &QueryResult, _: &str) -> Result<Self, DbErr> {
        read(row, None)
    }
}

/// A row, with its queue where `known` is given; a queue that is known already is not read again.
fn read(row: &QueryResult, known: Option<&mut ModelCache<queue::Model>>) -> Result<Row, DbErr> {
    let ticket = ticket::Model::from_columns(row, 0)?;
    let queue = known
        .map(|known| known.read(ticket.queue_id, row, QUEUE_AT))
        .transpose()?;
    Ok(Row {
        ticket,
        queue,
        blocked: row.try_get_by_index(BLOCKED)?,
        total: row.try_get_by_index(TOTAL)?,
    })
}

/// A select of [`Row`]s: NULL stands for what is not wanted.
fn select_rows(
    context: &Context,
    select: Select<ticket::Entity>,
    extras: Extras,
    count: Option<SelectStatement>,
) -> Select<ticket::Entity> {
    // PostgreSQL and SQLite want to be told its type; MariaDB has neither of these words, and no
    // need of them.
    let mysql = context.db.get_database_backend() == DbBackend::MySql;
    let null = |of: &'static str| {
        if mysql {
            Expr::cust("NULL")
        } else {
            Expr::cust("NULL").cast_as(of)
        }
    };
    let total = match count {
        Some(count) => Expr::SubQuery(None, Box::new(count.into())),
        None => null("bigint"),
    };
    let blocked = if extras.blocked {
        Expr::exists(blockers(context))
    } else {
        null("boolean")
    };
    let mut select = select
        .expr_as(total, "deskql_total")
        .expr_as(blocked, "deskql_blocked");
    if extras.queue {
        select = select.join(JoinType::InnerJoin, ticket::Relation::Queue.def());
        for column in queue::Column::iter() {
            select = select.column_as(column, format!("{QUEUE}{}", column.as_str()));
        }
    }
    select
}

/// The tickets of a select, each with whether it waits for an open one.
///
/// # Errors
/// What the database says.
pub(crate) async fn with_blocked(
    context: &Context,
    select: Select<ticket::Entity>,
) -> Result<Vec<Row>> {
    let extras = Extras {
        blocked: true,
        ..Extras::default()
    };
    Ok(select_rows(context, select, extras, None)
        .into_model()
        .all(&context.db)
        .await?)
}

/// A page and, if it was asked for, the number of all tickets of the list.
///
/// # Errors
/// A cursor of another order; what the database says.
pub async fn page(
    context: &Context,
    query: &Query<ticket::Entity>,
    window: &Window,
    extras: Extras,
) -> Result<(Slice<Row>, Option<u64>)> {
    let count = extras.total.then(|| query.count_statement());
    let extend = |select| select_rows(context, select, extras, count);
    let mut queues = extras.queue.then(ModelCache::default);
    let slice = query
        .fetch(&context.db, window, extend, |row| {
            read(row, queues.as_mut())
        })
        .await?;
    let total = match (extras.total, slice.rows.first().and_then(|row| row.total)) {
        (false, _) => None,
        (true, Some(total)) => Some(u64::try_from(total).unwrap_or_default()),
        // An empty page carries no number.
        (true, None) => Some(query.count(&context.db).await?),
    };
    Ok((slice, total))
}

/// Open tickets that the ticket of the outer select waits for.
fn blockers(context: &Context) -> SelectStatement {
    let awaited = Alias::new("awaited");
    Sql::select()
        .expr(Expr::val(1))
        .from(ticket_dependency::Entity)
        .join_as(
            sea_orm::sea_query::JoinType::InnerJoin,
            ticket::Entity,
            awaited.clone(),
            Expr::col((
                ticket_dependency::Entity,
                ticket_dependency::Column::DependsOnId,
            ))
            .equals((awaited.clone(), ticket::Column::Id)),
        )
        .and_where(
            Expr::col((
                ticket_dependency::Entity,
                ticket_dependency::Column::TicketId,
            ))
            .equals((ticket::Entity, ticket::Column::Id)),
        )
        .and_where(
            Expr::col((awaited, ticket::Column::Status))
                .is_in(context.config.helpdesk.ticket_open_statuses.iter().copied()),
        )
        .to_owned()
}

/// The visible tickets of these numbers, in no order.
///
/// # Errors
/// What the database says.
pub async fn by_ids(context: &Context, ids: &[i32]) -> Result<Vec<ticket::Model>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let select: Select<ticket::Entity> = access::tickets(context, None);
    Ok(positional::fetch_all(
        select.filter(among(&context.db, ticket::Column::Id, ids)),
        &context.db,
    )
    .await?)
}
