//! Lists of the tickets of other objects: a queue, an article, an owner. The lists of many objects are
//! read with one statement.

use std::collections::HashMap;

use entity::ticket;
use sea_orm::sea_query::{Alias, Asterisk, Query as Sql, SelectStatement, UnionType};
use sea_orm::{ColumnTrait, ConnectionTrait, QueryFilter, QuerySelect, QueryTrait};

use super::list::{Extras, Field, Row, read_all, select_page};
use crate::domain::access;
use crate::domain::filters::TicketFilter;
use crate::domain::query::{Order, Query, Slice, Window, among, apply_filter};
use crate::domain::{Context, Result};

/// Maximum number of lists in one statement. SQLite allows 500 selects in a union.
const MAX_LISTS: usize = 200;

/// The object whose tickets are listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Parent {
    /// Their queue.
    Queue,
    /// The article that they were created from.
    KbItem,
    /// Their owner.
    Owner,
}

impl Parent {
    fn column(self) -> ticket::Column {
        match self {
            Self::Queue => ticket::Column::QueueId,
            Self::KbItem => ticket::Column::KbitemId,
            Self::Owner => ticket::Column::AssignedToId,
        }
    }

    fn of(self, ticket: &ticket::Model) -> Option<i32> {
        match self {
            Self::Queue => Some(ticket.queue_id),
            Self::KbItem => ticket.kbitem_id,
            Self::Owner => ticket.assigned_to_id,
        }
    }
}

/// The filter and the order of a list.
pub type Arguments<'a> = (Option<&'a TicketFilter>, Vec<Order<Field>>);

/// A page and, if requested, the number of tickets of the whole list.
pub type Page = (Slice<Row>, Option<u64>);

/// The tickets of an object that the viewer may see and that match a filter, in an order.
///
/// # Errors
/// The filter or order is too large.
pub fn query(
    context: &Context,
    (parent, id): (Parent, i32),
    (filter, order): Arguments<'_>,
) -> Result<Query<ticket::Entity>> {
    let select = access::tickets(context, None).filter(parent.column().eq(id));
    super::list::sorted(context, apply_filter(context, select, filter)?, order)
}

/// The same page of the lists of many objects, by their IDs.
///
/// # Errors
/// The filter or order is too large; the cursor belongs to another order; database errors.
pub async fn pages(
    context: &Context,
    (parent, ids): (Parent, &[i32]),
    (filter, order): Arguments<'_>,
    window: &Window,
    extras: Extras,
) -> Result<HashMap<i32, Page>> {
    let backend = context.db.get_database_backend();
    let totals = match extras.total {
        true => Some(totals(context, (parent, ids), filter).await?),
        false => None,
    };
    let without_total = Extras {
        total: false,
        ..extras
    };
    let mut rows: HashMap<i32, Vec<Row>> = HashMap::new();
    for ids in ids.chunks(MAX_LISTS) {
        let mut union: Option<SelectStatement> = None;
        for id in ids {
            let list = query(context, (parent, *id), (filter, order.clone()))?;
            let select = select_page(context, &list, window, without_total)?;
            let part = Sql::select()
                .column(Asterisk)
                .from_subquery(select.into_query(), Alias::new("deskql_list"))
                .take();
            union = Some(match union {
                None => part,
                Some(mut union) => union.union(UnionType::All, part).take(),
            });
        }
        let Some(union) = union else { continue };
        let found = context.db.query_all_raw(backend.build(&union)).await?;
        for row in read_all(&found, extras)? {
            if let Some(id) = parent.of(&row.ticket) {
                rows.entry(id).or_default().push(row);
            }
        }
    }
    Ok(ids
        .iter()
        .map(|id| {
            let slice = window.slice(rows.remove(id).unwrap_or_default());
            let total = totals
                .as_ref()
                .map(|totals| totals.get(id).copied().unwrap_or_default());
            (*id, (slice, total))
        })
        .collect())
}

/// The numbers of tickets of the whole lists.
async fn totals(
    context: &Context,
    (parent, ids): (Parent, &[i32]),
    filter: Option<&TicketFilter>,
) -> Result<HashMap<i32, u64>> {
    let column = parent.column();
    let select = access::tickets(context, None).filter(among(&context.db, column, ids));
    let rows: Vec<(Option<i32>, i64)> = apply_filter(context, select, filter)?
        .select_only()
        .column(column)
        .column_as(ticket::Column::Id.count(), "deskql_total")
        .group_by(column)
        .into_tuple()
        .all(&context.db)
        .await?;
    Ok(rows
        .into_iter()
        .filter_map(|(id, total)| Some((id?, u64::try_from(total).unwrap_or_default())))
        .collect())
}
