//! A select with an order, its pages and its count.

use entity::positional::FromColumns;
use sea_orm::sea_query::{
    Expr, ExprTrait, IntoCondition, NullOrdering, Order as SqlOrder, SelectStatement,
};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbBackend, DbErr, EntityTrait, ModelTrait,
    PaginatorTrait, QueryFilter, QueryOrder, QueryResult, QuerySelect, QueryTrait, Select,
};

use super::cursor::{self, Cursor};
use super::moment;
use crate::domain::{Code, Error, FieldError, Result};

/// A table that can be listed in an order. Rows whose column is NULL come last, whatever the
/// direction.
pub trait Sortable: EntityTrait<Model: Send + Sync> {
    /// What it can be sorted by.
    type Field: Copy + Send + Sync + std::fmt::Debug + 'static;

    /// The column of a field.
    fn column(field: Self::Field) -> Self::Column;
    /// The field of the primary key, which ends every order.
    fn id() -> Self::Field;
}

/// Implements [`Sortable`] for the entity of a module, whose columns are called as the fields are.
macro_rules! sortable {
    ($module:ident, $field:ident { $($name:ident),+ }) => {
        impl $crate::domain::query::Sortable for $module::Entity {
            type Field = $field;

            fn column(field: $field) -> $module::Column {
                match field {
                    $($field::$name => $module::Column::$name,)+
                }
            }

            fn id() -> $field {
                $field::Id
            }
        }
    };
}
pub(crate) use sortable;

/// Most keys of an order.
const MOST_KEYS: usize = 8;

/// A sort key and its direction.
#[derive(Clone, Copy, Debug)]
pub struct Order<F> {
    /// What is sorted by.
    pub field: F,
    /// Whether the highest comes first.
    pub descending: bool,
}

/// Which part of a list is asked for, as the caller said it.
#[derive(Clone, Debug, Default)]
pub struct Page {
    /// So many from the start, or after `after`.
    pub first: Option<i32>,
    /// The cursor to start behind.
    pub after: Option<String>,
    /// So many from the end, or before `before`.
    pub last: Option<i32>,
    /// The cursor to end before.
    pub before: Option<String>,
    /// Rows to skip (for numbered pages); only with `first`.
    pub offset: Option<i32>,
}

/// A [`Page`] that was found sound.
#[derive(Clone, Debug)]
pub struct Window {
    limit: u64,
    offset: u64,
    after: Option<Cursor>,
    before: Option<Cursor>,
    backward: bool,
}

impl Page {
    /// Checks the numbers and cursors. `default` rows when none is asked for, and no more than
    /// `max` however many are.
    ///
    /// # Errors
    /// [`Error::Invalid`] naming the argument.
    pub fn window(&self, default: u32, max: Option<u32>) -> Result<Window> {
        let mut errors = Vec::new();
        let mut number = |name: &str, value: Option<i32>, limit: Option<u32>| match value {
            None => None,
            Some(value) => match u32::try_from(value) {
                // As many as there may be: `hasNextPage` says that there are more.
                Ok(value) => Some(u64::from(
                    limit.map_or(value, |limit| Ord::min(value, limit)),
                )),
                Err(_) => {
                    errors.push(FieldError::new(name, Code::MinValue(0)));
                    None
                }
            },
        };
        let first = number("first", self.first, max);
        let last = number("last", self.last, max);
        let offset = number("offset", self.offset, None);
        let mut cursor =
            |name: &str, text: &Option<String>| match text.as_deref().map(Cursor::decode) {
                None => None,
                Some(Some(cursor)) => Some(cursor),
                Some(None) => {
                    errors.push(FieldError::new(name, Code::Invalid));
                    None
                }
            };
        let after = cursor("after", &self.after);
        let before = cursor("before", &self.before);
        if self.first.is_some() && self.last.is_some() {
            errors.push(FieldError::new("last", Code::Exclusive("first")));
        }
        if self.offset.is_some()
            && (self.last.is_some() || self.before.is_some() || self.after.is_some())
        {
            errors.push(FieldError::new("offset", Code::Exclusive("cursors")));
        }
        if !errors.is_empty() {
            return Err(Error::Invalid(errors));
        }
        let backward = last.is_some();
        Ok(Window {
            limit: first.or(last).unwrap_or(u64::from(default)),
            offset: offset.unwrap_or(0),
            after,
            before,
            backward,
        })
    }
}

impl Window {
    /// The most rows that are wanted.
    #[must_use]
    pub fn limit(&self) -> u64 {
        self.limit
    }
    /// Rows behind this place.
    #[must_use]
    pub fn after(&self) -> Option<&Cursor> {
        self.after.as_ref()
    }
    /// Rows before this place.
    #[must_use]
    pub fn before(&self) -> Option<&Cursor> {
        self.before.as_ref()
    }
    /// Whether it is read from the end.
    #[must_use]
    pub fn backward(&self) -> bool {
        self.backward
    }
}

/// A part of a list, in its order.
#[derive(Clone, Debug)]
pub struct Slice<R> {
    /// The rows.
    pub rows: Vec<R>,
    /// Whether there are rows before them.
    pub has_previous: bool,
    /// Whether there are rows behind them.
    pub has_next: bool,
}

impl<R> Slice<R> {
    /// The same part, with what is made of its rows.
    #[must_use]
    pub fn map<T>(self, made: impl FnOnce(Vec<R>) -> Vec<T>) -> Slice<T> {
        Slice {
            rows: made(self.rows),
            has_previous: self.has_previous,
            has_next: self.has_next,
        }
    }
}

/// The whole order of a list, down to the id.
#[derive(Clone, Debug)]
pub struct Ordering<E: Sortable>(Vec<Order<E::Field>>);

impl<E: Sortable> Ordering<E> {
    /// By `order` and then by the id.
    #[must_use]
    pub fn new(mut order: Vec<Order<E::Field>>) -> Self {
        order.push(Order {
            field: E::id(),
            descending: false,
        });
        Self(order)
    }

    /// The place of a row, for its cursor.
    #[must_use]
    pub fn cursor(&self, row: &E::Model) -> Cursor {
        Cursor(
            self.0
                .iter()
                .map(|order| cursor::to_json(row.get(E::column(order.field))))
                .collect(),
        )
    }
}

/// A select of one table with the conditions and the order it has been given.
#[derive(Clone, Debug)]
pub struct Query<E: Sortable> {
    select: Select<E>,
    ordering: Ordering<E>,
}

impl<E: Sortable> Query<E> {
    /// A list of what `select` finds, in the order of `order` and then of the id.
    ///
    /// # Errors
    /// More keys than are sorted by.
    pub fn new(select: Select<E>, order: Vec<Order<E::Field>>) -> Result<Self> {
        if order.len() > MOST_KEYS {
            let most = i64::try_from(MOST_KEYS).unwrap_or(i64::MAX);
            return Err(Error::field("orderBy", Code::MaxItems(most)));
        }
        Ok(Self {
            select,
            ordering: Ordering::new(order),
        })
    }

    /// Its order.
    #[must_use]
    pub fn ordering(&self) -> &Ordering<E> {
        &self.ordering
    }

    /// How many rows there are in all.
    ///
    /// # Errors
    /// What the database says.
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

    /// The rows of a window.
    ///
    /// # Errors
    /// As [`Self::fetch`].
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

    /// The rows of a window; `extend` may add columns and joins and `read` reads what they bring.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a cursor of another order; what the database says.
    pub async fn fetch<R>(
        &self,
        db: &impl ConnectionTrait,
        window: &Window,
        extend: impl FnOnce(Select<E>) -> Select<E>,
        read: impl FnMut(&QueryResult) -> Result<R, DbErr>,
    ) -> Result<Slice<R>> {
        let mut select = extend(self.select.clone());
        for (name, cursor, behind) in [
            ("after", &window.after, true),
            ("before", &window.before, false),
        ] {
            if let Some(cursor) = cursor {
                let place = self
                    .beyond(db.get_database_backend(), cursor, behind)
                    .ok_or_else(|| Error::field(name, Code::Invalid))?;
                select = select.filter(place);
            }
        }
        for order in &self.ordering.0 {
            let descending = order.descending != window.backward;
            let direction = if descending {
                SqlOrder::Desc
            } else {
                SqlOrder::Asc
            };
            select = if E::column(order.field).def().is_null() {
                let nulls = if window.backward {
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
            .limit(window.limit + 1)
            .build(db.get_database_backend());
        let rows = db.query_all_raw(statement).await?;
        let mut rows = rows.iter().map(read).collect::<Result<Vec<R>, DbErr>>()?;
        let limit = usize::try_from(window.limit).unwrap_or(usize::MAX);
        let more = rows.len() > limit;
        rows.truncate(limit);
        if window.backward {
            rows.reverse();
        }
        let (has_previous, has_next) = if window.backward {
            (more, window.before.is_some())
        } else {
            (window.after.is_some() || window.offset > 0, more)
        };
        Ok(Slice {
            rows,
            has_previous,
            has_next,
        })
    }

    /// The rows behind (or before) a place in the order; `None` when the cursor is of another
    /// order.
    fn beyond(&self, backend: DbBackend, cursor: &Cursor, behind: bool) -> Option<Condition> {
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
            if let Some(stored) = moment::stored(backend, (id, row.clone()), column, value.clone())
            {
                let expr = Expr::col(column.as_column_ref());
                let bound = if order.descending == behind {
                    expr.clone().lt(stored.clone())
                } else {
                    expr.clone().gt(stored.clone())
                };
                if !nullable {
                    // MariaDB takes `0000-00-00` for NULL in a column that cannot be NULL.
                    any = any.add(equal.clone().add(bound));
                    equal = equal.add(expr.eq(stored));
                    continue;
                }
                let further = if behind {
                    stored
                        .clone()
                        .is_not_null()
                        .and(bound.or(expr.clone().is_null()))
                } else {
                    expr.clone()
                        .is_not_null()
                        .and(stored.clone().is_null().or(bound))
                };
                any = any.add(equal.clone().add(further));
                let both_empty = expr.clone().is_null().and(stored.clone().is_null());
                equal = equal.add(expr.eq(stored).or(both_empty));
                continue;
            }
            let further = match (&value, behind) {
                (None, true) => None,
                (None, false) => Some(column.is_not_null().into_condition()),
                (Some(value), _) => {
                    let expr = Expr::col(column.as_column_ref());
                    let bound = if order.descending == behind {
                        expr.lt(value.clone())
                    } else {
                        expr.gt(value.clone())
                    };
                    let mut condition = Condition::any().add(bound);
                    if nullable && behind {
                        condition = condition.add(column.is_null());
                    }
                    Some(condition)
                }
            };
            if let Some(further) = further {
                any = any.add(equal.clone().add(further));
            }
            equal = match value {
                None => equal.add(column.is_null()),
                Some(value) => equal.add(Expr::col(column.as_column_ref()).eq(value)),
            };
        }
        Some(any)
    }
}
