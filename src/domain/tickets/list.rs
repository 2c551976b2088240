//! Lists of tickets: filters, orders, and columns that a page reads in the same statement.

use std::sync::Arc;

use entity::positional::{self, FromColumns, ModelCache};
use entity::{queue, ticket, ticket_dependency};
use sea_orm::sea_query::{Alias, Expr, ExprTrait, Query as Sql, SelectStatement};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbBackend, DbErr, FromQueryResult, IdenStatic, Iterable,
    JoinType, QueryFilter, QueryResult, QuerySelect, QueryTrait, RelationTrait, Select, Statement,
};

use crate::domain::access::{self, Scope};
use crate::domain::filters::TicketFilter;
use crate::domain::query::{Order, Query, Slice, Window, among, apply_filter, sortable};
use crate::domain::{Context, Result};

/// The fields that tickets can be sorted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, async_graphql::Enum)]
#[graphql(name = "TicketOrderField")]
pub enum Field {
    /// The ID of the ticket.
    Id,
    /// When it was created.
    #[graphql(name = "CREATED_AT")]
    Created,
    /// When it last changed.
    #[graphql(name = "UPDATED_AT")]
    Modified,
    /// When it is due. Tickets without a due date come last.
    #[graphql(name = "DUE_AT")]
    DueDate,
    /// Its priority. 1 is the most urgent.
    Priority,
    /// The code of its status.
    Status,
    /// Its title, in the database's order of text.
    Title,
    /// The submitter's address, in the database's order of text. Tickets without one come last.
    SubmitterEmail,
    /// The ID of its queue.
    QueueId,
    /// The ID of its owner. Tickets without an owner come last.
    AssignedToId,
    /// When it was last escalated. Tickets that never were come last.
    #[graphql(name = "LAST_ESCALATED_AT")]
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

/// The tickets that the viewer may see in a role and that match a filter, in an order.
///
/// # Errors
/// The filter or order is too large.
pub fn query(
    context: &Context,
    scope: Option<Scope>,
    filter: Option<&TicketFilter>,
    order: Vec<Order<Field>>,
) -> Result<Query<ticket::Entity>> {
    Query::new(
        apply_filter(context, access::tickets(context, scope), filter)?,
        order,
    )
}

/// Data that a page reads in the same statement because the caller needs it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Extras {
    /// The total count of the list.
    pub total: bool,
    /// The queue of each ticket.
    pub queue: bool,
    /// Whether each ticket depends on an open one.
    pub blocked: bool,
}

/// A ticket with additional data.
#[derive(Clone, Debug)]
pub struct Row {
    /// The ticket.
    pub ticket: ticket::Model,
    /// Its queue.
    pub queue: Option<Arc<queue::Model>>,
    /// Whether it depends on an open ticket.
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
/// Indexes of the additional columns, after those of the ticket.
const TOTAL: usize = 17;
const BLOCKED: usize = TOTAL + 1;
const QUEUE_AT: usize = BLOCKED + 1;

impl FromQueryResult for Row {
    fn from_query_result(row: &QueryResult, _: &str) -> Result<Self, DbErr> {
        read(row, None)
    }
}

/// Reads a row, with its queue if `known` is given. Queues in `known` are not read again.
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

/// Selects [`Row`]s. Data that is not needed is NULL.
fn select_rows(
    context: &Context,
    select: Select<ticket::Entity>,
    extras: Extras,
    count: Option<SelectStatement>,
) -> Select<ticket::Entity> {
    // PostgreSQL and SQLite need the type of NULL. MariaDB does not, and cannot cast to these
    // types.
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

/// The tickets of a select, each with whether it depends on an open one.
///
/// # Errors
/// Database errors.
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

/// The statement that [`page`] runs.
///
/// # Errors
/// The cursor belongs to another order.
pub fn statement(
    context: &Context,
    query: &Query<ticket::Entity>,
    window: &Window,
    extras: Extras,
) -> Result<Statement> {
    let count = extras.total.then(|| query.count_statement());
    let extend = |select| select_rows(context, select, extras, count);
    query.statement(context.db.get_database_backend(), window, extend)
}

/// Reads a page and, if requested, the total count of the list.
///
/// # Errors
/// The cursor belongs to another order; database errors.
pub async fn page(
    context: &Context,
    query: &Query<ticket::Entity>,
    window: &Window,
    extras: Extras,
) -> Result<(Slice<Row>, Option<u64>)> {
    let statement = statement(context, query, window, extras)?;
    let mut queues = extras.queue.then(ModelCache::default);
    let slice = window
        .read(&context.db, statement, |row| read(row, queues.as_mut()))
        .await?;
    let total = match (extras.total, slice.rows.first().and_then(|row| row.total)) {
        (false, _) => None,
        (true, Some(total)) => Some(u64::try_from(total).unwrap_or_default()),
        // An empty page has no row with the count.
        (true, None) => Some(query.count(&context.db).await?),
    };
    Ok((slice, total))
}

/// The open tickets that the ticket of the outer select depends on.
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

/// The visible ticket with this reference: the slug of its queue in any case, and its ID.
///
/// # Errors
/// Database errors.
pub async fn by_reference(context: &Context, reference: &str) -> Result<Option<Row>> {
    let Some((slug, digits)) = reference.trim().rsplit_once('-') else {
        return Ok(None);
    };
    let Ok(number) = digits.parse::<u32>().and_then(|_| digits.parse::<i32>()) else {
        return Ok(None);
    };
    let extras = Extras {
        queue: true,
        ..Extras::default()
    };
    let select = access::tickets(context, None).filter(ticket::Column::Id.eq(number));
    let select = select_rows(context, select, extras, None);
    let row = context
        .db
        .query_one_raw(select.build(context.db.get_database_backend()))
        .await?;
    let row = row
        .map(|row| read(&row, Some(&mut ModelCache::default())))
        .transpose()?;
    Ok(row.filter(|row| {
        let queue = row.queue.as_ref();
        queue.is_some_and(|queue| queue.slug.eq_ignore_ascii_case(slug))
    }))
}

/// The visible tickets with these IDs, in no order.
///
/// # Errors
/// Database errors.
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
