//! Reads lists: a select with an order, its pages and its count.

use entity::positional::FromColumns;
use sea_orm::sea_query::{
    Expr, ExprTrait, IntoCondition, NullOrdering, Order as SqlOrder, SelectStatement,
};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbBackend, DbErr, ModelTrait, PaginatorTrait,
    QueryFilter, QueryOrder, QueryResult, QuerySelect, QueryTrait, Select,
};

use super::cursor::{self, Cursor};
use super::moment;
use super::order::{Order, Ordering, Sortable};
use super::page::{Slice, Window};
use crate::domain::{Code, Error, Result};

/// Maximum number of keys of an order.
const MAX_SORT_KEYS: usize = 8;

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
        Ok(self.select.clone().count(db).await?)
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
    /// Those of [`Self::fetch`].
    pub async fn rows(&self, db: &impl ConnectionTrait, window: &Window) -> Result<Slice<E::Model>>
    where
        E::Model: FromColumns,
    {
        self.fetch(
            db,
            window,
            |select| select,
            |row| E::Model::from_columns(row, 0),
        )
        .await
    }

    /// Reads the rows of a window. `extend` may add columns and joins; `read` converts the rows.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a cursor of another order; database errors.
    pub async fn fetch<R>(
        &self,
        db: &impl ConnectionTrait,
        window: &Window,
        extend: impl FnOnce(Select<E>) -> Select<E>,
        read: impl FnMut(&QueryResult) -> Result<R, DbErr>,
    ) -> Result<Slice<R>> {
        let mut select = extend(self.select.clone());
        for (name, cursor, is_after) in [
            ("after", window.after(), true),
            ("before", window.before(), false),
        ] {
            if let Some(cursor) = cursor {
                let condition = self
                    .cursor_condition(db.get_database_backend(), cursor, is_after)
                    .ok_or_else(|| Error::field(name, Code::Invalid))?;
                select = select.filter(condition);
            }
        }
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
        if window.offset > 0 {
            select = select.offset(window.offset);
        }
        let statement = select
            .limit(window.limit() + 1)
            .build(db.get_database_backend());
        let rows = db.query_all_raw(statement).await?;
        let mut rows = rows.iter().map(read).collect::<Result<Vec<R>, DbErr>>()?;
        let limit = usize::try_from(window.limit()).unwrap_or(usize::MAX);
        let more = rows.len() > limit;
        rows.truncate(limit);
        if window.backward() {
            rows.reverse();
        }
        let (has_previous, has_next) = if window.backward() {
            (more, window.before().is_some())
        } else {
            (window.after().is_some() || window.offset > 0, more)
        };
        Ok(Slice {
            rows,
            has_previous,
            has_next,
        })
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
