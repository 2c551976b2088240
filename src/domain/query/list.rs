//! Reads lists: a select with an order, its pages and its count.

use entity::positional::FromColumns;
use sea_orm::sea_query::{
    Expr, ExprTrait, IntoCondition, NullOrdering, Order as SqlOrder, SelectStatement,
};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbBackend, DbErr, JoinType, ModelTrait, QueryFilter,
    QueryOrder, QueryResult, QuerySelect, QueryTrait, Select, Statement,
};

use super::cursor::{self, Cursor};
use super::moment;
use super::order::{Order, Ordering, Sortable};
use super::page::{Slice, Window};
use crate::domain::{Code, Error, Result};

/// Maximum number of keys of an order.
const MAX_SORT_KEYS: usize = 8;
/// Name of the derived table with the IDs of a page.
const PAGE: &str = "deskql_page";

/// A list: a select with an order.
#[derive(Clone, Debug)]
pub struct Query<E: Sortable> {
    select: Select<E>,
    ordering: Ordering<E>,
}

impl<E: Sortable> Query<E> {
    /// The rows of `select`, sorted by the keys of `order`, then by the ID.
    ///
    /// # Errors
    /// [`Error::Invalid`] for more than 8 keys.
    pub fn new(select: Select<E>, order: Vec<Order<E::Field>>) -> Result<Self> {
        if order.len() > MAX_SORT_KEYS {
            let max = i64::try_from(MAX_SORT_KEYS).unwrap_or(i64::MAX);
            return Err(Error::field("orderBy", Code::MaxItems(max)));
        }
        Ok(Self {
            select,
            ordering: Ordering::new(order),
        })
    }

    /// The order of the list.
    #[must_use]
    pub fn ordering(&self) -> &Ordering<E> {
        &self.ordering
    }

    /// The number of rows of the whole list.
    ///
    /// # Errors
    /// Database errors.
    pub async fn count(&self, db: &impl ConnectionTrait) -> Result<u64> {
        let row = db.query_one(&self.count_statement()).await?;
        let total: Option<i64> = row.map(|row| row.try_get_by_index(0)).transpose()?;
        Ok(u64::try_from(total.unwrap_or_default()).unwrap_or_default())
    }

    /// The count as a subquery, for a column of another select.
    #[must_use]
    pub fn count_statement(&self) -> SelectStatement {
        let mut statement = self
            .select
            .clone()
            .select_only()
            .column_as(Expr::cust("*").count(), "total")
            .into_query();
        statement.clear_order_by();
        statement
    }

    /// Reads the rows of a window.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a cursor of another order; database errors.
    pub async fn rows(&self, db: &impl ConnectionTrait, window: &Window) -> Result<Slice<E::Model>>
    where
        E::Model: FromColumns,
    {
        let statement = self.statement(db.get_database_backend(), window, |select| select)?;
        window
            .read(db, statement, |row| E::Model::from_columns(row, 0))
            .await
    }

    /// The statement that reads the rows of a window, and one more if there is one. `extend` may add
    /// columns and joins.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a cursor of another order.
    pub fn statement(
        &self,
        backend: DbBackend,
        window: &Window,
        extend: impl FnOnce(Select<E>) -> Select<E>,
    ) -> Result<Statement> {
        let select = self.with_cursors(backend, window)?;
        let limit = window.limit() + 1;
        // MariaDB may begin a join with the other table and then sort everything.
        let select = if window.offset > 0 || backend == DbBackend::MySql {
            let ids = self.sort(select, window).select_only();
            let ids = ids
                .column(E::column(E::id()))
                .limit(limit)
                .offset((window.offset > 0).then_some(window.offset));
            self.sort(extend(among_ids::<E>(ids)), window)
        } else {
            self.sort(extend(select), window).limit(limit)
        };
        Ok(select.build(backend))
    }

    /// The rows between the cursors of a window.
    fn with_cursors(&self, backend: DbBackend, window: &Window) -> Result<Select<E>> {
        let mut select = self.select.clone();
        for (name, cursor, is_after) in [
            ("after", window.after(), true),
            ("before", window.before(), false),
        ] {
            if let Some(cursor) = cursor {
                let condition = self
                    .cursor_condition(backend, cursor, is_after)
                    .ok_or_else(|| Error::field(name, Code::Invalid))?;
                select = select.filter(condition);
            }
        }
        Ok(select)
    }

    /// Sorts rows as a window reads them.
    fn sort(&self, mut select: Select<E>, window: &Window) -> Select<E> {
        for order in &self.ordering.0 {
            let descending = order.descending != window.backward();
            let direction = if descending {
                SqlOrder::Desc
            } else {
                SqlOrder::Asc
            };
            select = if E::column(order.field).def().is_null() {
                let nulls = if window.backward() {
                    NullOrdering::First
                } else {
                    NullOrdering::Last
                };
                select.order_by_with_nulls(E::column(order.field), direction, nulls)
            } else {
                select.order_by(E::column(order.field), direction)
            };
        }
        select
    }

    /// The condition for the rows after a cursor, or before it. `None` for a cursor of another
    /// order.
    fn cursor_condition(
        &self,
        backend: DbBackend,
        cursor: &Cursor,
        is_after: bool,
    ) -> Option<Condition> {
        if cursor.0.len() != self.ordering.0.len() {
            return None;
        }
        let id = E::column(E::id());
        let row = cursor::from_json(cursor.0.last()?, &E::Model::get_value_type(id))?;
        let mut any = Condition::any();
        let mut equal = Condition::all();
        for (order, part) in self.ordering.0.iter().zip(&cursor.0) {
            let column = E::column(order.field);
            let nullable = column.def().is_null();
            let value = if part.is_null() {
                nullable.then_some(None)?
            } else {
                Some(cursor::from_json(part, &E::Model::get_value_type(column))?)
            };
            if let Some(stored) =
                moment::stored_value(backend, (id, row.clone()), column, value.clone())
            {
                let expr = Expr::col(column.as_column_ref());
                let bound = if order.descending == is_after {
                    expr.clone().lt(stored.clone())
                } else {
                    expr.clone().gt(stored.clone())
                };
                if !nullable {
                    // In a column that cannot be NULL, MariaDB treats `0000-00-00` as NULL.
                    any = any.add(equal.clone().add(bound));
                    equal = equal.add(expr.eq(stored));
                    continue;
                }
                let beyond = if is_after {
                    stored
                        .clone()
                        .is_not_null()
                        .and(bound.or(expr.clone().is_null()))
                } else {
                    expr.clone()
                        .is_not_null()
                        .and(stored.clone().is_null().or(bound))
                };
                any = any.add(equal.clone().add(beyond));
                let both_empty = expr.clone().is_null().and(stored.clone().is_null());
                equal = equal.add(expr.eq(stored).or(both_empty));
                continue;
            }
            let beyond = match (&value, is_after) {
                (None, true) => None,
                (None, false) => Some(column.is_not_null().into_condition()),
                (Some(value), _) => {
                    let expr = Expr::col(column.as_column_ref());
                    let bound = if order.descending == is_after {
                        expr.lt(value.clone())
                    } else {
                        expr.gt(value.clone())
                    };
                    let mut condition = Condition::any().add(bound);
                    if nullable && is_after {
                        condition = condition.add(column.is_null());
                    }
                    Some(condition)
                }
            };
            if let Some(beyond) = beyond {
                any = any.add(equal.clone().add(beyond));
            }
            equal = match value {
                None => equal.add(column.is_null()),
                Some(value) => equal.add(Expr::col(column.as_column_ref()).eq(value)),
            };
        }
        Some(any)
    }
}

impl Window {
    /// Runs the statement of a list ([`Query::statement`]) for this window and converts its rows.
    ///
    /// # Errors
    /// Database errors.
    pub async fn read<R>(
        &self,
        db: &impl ConnectionTrait,
        statement: Statement,
        convert: impl FnMut(&QueryResult) -> Result<R, DbErr>,
    ) -> Result<Slice<R>> {
        let rows = db.query_all_raw(statement).await?;
        let mut rows = rows
            .iter()
            .map(convert)
            .collect::<Result<Vec<R>, DbErr>>()?;
        let limit = usize::try_from(self.limit()).unwrap_or(usize::MAX);
        let more = rows.len() > limit;
        rows.truncate(limit);
        if self.backward() {
            rows.reverse();
        }
        let (has_previous, has_next) = if self.backward() {
            (more, self.before().is_some())
        } else {
            (self.after().is_some() || self.offset > 0, more)
        };
        Ok(Slice {
            rows,
            has_previous,
            has_next,
        })
    }
}

/// The rows with these IDs. Rows that an offset skips are not read: the database reads only their
/// IDs, often from an index. MariaDB allows a limit in a derived table, but not after `IN`.
fn among_ids<E: Sortable>(ids: Select<E>) -> Select<E> {
    let id = E::column(E::id());
    let found = Expr::col((PAGE, id)).equals(id.as_column_ref());
    let mut rows = E::find();
    QuerySelect::query(&mut rows).join_subquery(JoinType::InnerJoin, ids.into_query(), PAGE, found);
    rows
}
