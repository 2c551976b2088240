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

/// Name of the derived table with the IDs of a page.
const PAGE: &str = "deskql_page";

/// A list: a select with an order.
#[derive(Clone, Debug)]
pub struct Query<E: Sortable> {
    select: Select<E>,
    ordering: Ordering<E>,
    computed: Option<Computed>,
}

/// A sort key that is computed from rows of another table. A cursor does not contain it: it is
/// computed again for the row of the cursor.
#[derive(Clone, Debug)]
pub struct Computed {
    /// Selects the key from the rows of all sorted rows.
    pub select: SelectStatement,
    /// The column of these rows that refers to the sorted row.
    pub reference: Expr,
}

impl Computed {
    /// The key of the row with an ID; NULL if it has none.
    fn of(&self, id: Expr) -> Expr {
        let mut select = self.select.clone();
        select.and_where(self.reference.clone().eq(id));
        Expr::SubQuery(None, Box::new(select.into()))
    }
}

/// The conditions that a nullable key is beyond another, and that both are equal. `less` tells
/// whether a key beyond is less, `is_after` whether keys without a value are beyond all others.
fn beyond_and_equal(expr: &Expr, stored: &Expr, less: bool, is_after: bool) -> (Expr, Expr) {
    let (expr, stored) = (|| expr.clone(), || stored.clone());
    let bound = if less {
        expr().lt(stored())
    } else {
        expr().gt(stored())
    };
    let beyond = if is_after {
        stored().is_not_null().and(bound.or(expr().is_null()))
    } else {
        expr().is_not_null().and(stored().is_null().or(bound))
    };
    let both_empty = expr().is_null().and(stored().is_null());
    (beyond, expr().eq(stored()).or(both_empty))
}

impl<E: Sortable> Query<E> {
    /// The rows of `select`, sorted by the keys of `order`, then by the ID.
    ///
    /// # Errors
    /// [`Error::Invalid`] for more than 8 keys.
    pub fn new(select: Select<E>, order: Vec<Order<E::Field>>) -> Result<Self> {
        Ok(Self {
            select,
            ordering: Ordering::checked(order)?,
            computed: None,
        })
    }

    /// This list, with the computed key of its order.
    #[must_use]
    pub fn with_computed(self, computed: Computed) -> Self {
        Self {
            computed: Some(computed),
            ..self
        }
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
        Ok(self.select(backend, window, extend)?.build(backend))
    }

    /// The select of [`Self::statement`].
    ///
    /// # Errors
    /// [`Error::Invalid`] for a cursor of another order.
    pub fn select(
        &self,
        backend: DbBackend,
        window: &Window,
        extend: impl FnOnce(Select<E>) -> Select<E>,
    ) -> Result<Select<E>> {
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
        Ok(select)
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

    /// The computed key of a field; none for columns.
    fn computed_key(&self, field: E::Field) -> Option<&Computed> {
        self.computed.as_ref().filter(|_| E::is_computed(field))
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
            let nulls = if window.backward() {
                NullOrdering::First
            } else {
                NullOrdering::Last
            };
            select = if let Some(computed) = self.computed_key(order.field) {
                let id = Expr::col(E::column(E::id()).as_column_ref());
                select.order_by_with_nulls(computed.of(id), direction, nulls)
            } else if E::column(order.field).def().is_null() {
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
            let less = order.descending == is_after;
            if let Some(computed) = self.computed_key(order.field) {
                let expr = computed.of(Expr::col(id.as_column_ref()));
                let stored = computed.of(Expr::val(row.clone()));
                let (beyond, same) = beyond_and_equal(&expr, &stored, less, is_after);
                any = any.add(equal.clone().add(beyond));
                equal = equal.add(same);
                continue;
            }
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
                if !nullable {
                    let bound = if less {
                        expr.clone().lt(stored.clone())
                    } else {
                        expr.clone().gt(stored.clone())
                    };
                    // In a column that cannot be NULL, MariaDB treats `0000-00-00` as NULL.
                    any = any.add(equal.clone().add(bound));
                    equal = equal.add(expr.eq(stored));
                    continue;
                }
                let (beyond, same) = beyond_and_equal(&expr, &stored, less, is_after);
                any = any.add(equal.clone().add(beyond));
                equal = equal.add(same);
                continue;
            }
            let beyond = match (&value, is_after) {
                (None, true) => None,
                (None, false) => Some(column.is_not_null().into_condition()),
                (Some(value), _) => {
                    let expr = Expr::col(column.as_column_ref());
                    let bound = if less {
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
        let rows = rows
            .iter()
            .map(convert)
            .collect::<Result<Vec<R>, DbErr>>()?;
        Ok(self.slice(rows))
    }

    /// The page of the rows that the statement of a list returned for this window.
    #[must_use]
    pub fn slice<R>(&self, mut rows: Vec<R>) -> Slice<R> {
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
        Slice {
            rows,
            has_previous,
            has_next,
        }
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
