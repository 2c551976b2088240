//! Orders of lists.

use std::cmp;

use sea_orm::{EntityTrait, ModelTrait};
use serde_json::Value as Json;

use super::cursor::{self, Cursor};
use crate::domain::{Code, Error, Result};

/// Maximum number of keys of an order.
const MAX_SORT_KEYS: usize = 8;

/// A table that can be sorted. Rows whose column is NULL come last in both directions.
pub trait Sortable: EntityTrait<Model: Send + Sync> {
    /// The fields that the table can be sorted by.
    type Field: Copy + Send + Sync + std::fmt::Debug + 'static;

    /// The column of a field.
    fn column(field: Self::Field) -> Self::Column;
    /// The field of the primary key, the last key of every order.
    fn id() -> Self::Field;
    /// Whether a field is a [`Computed`](super::Computed) one, which rows do not contain. Its column
    /// is that of the ID.
    fn is_computed(_: Self::Field) -> bool {
        false
    }
}

/// Implements [`Sortable`] for the entity of a module. Fields have the names of their columns.
macro_rules! sortable {
    ($module:ident, $field:ident { $($name:ident),+ } $(computed $computed:ident)?) => {
        impl $crate::domain::query::Sortable for $module::Entity {
            type Field = $field;

            fn column(field: $field) -> $module::Column {
                match field {
                    $($field::$name => $module::Column::$name,)+
                    $($field::$computed => $module::Column::Id,)?
                }
            }

            $(fn is_computed(field: $field) -> bool {
                field == $field::$computed
            })?

            fn id() -> $field {
                $field::Id
            }
        }
    };
}
pub(crate) use sortable;

/// A sort key and its direction.
#[derive(Clone, Copy, Debug)]
pub struct Order<F> {
    /// The field to sort by.
    pub field: F,
    /// Whether the highest value comes first.
    pub descending: bool,
}

/// The complete order of a list: its last key is the ID, so that the order is total.
#[derive(Clone, Debug)]
pub struct Ordering<E: Sortable>(pub(super) Vec<Order<E::Field>>);

impl<E: Sortable> Ordering<E> {
    /// Sorts by the keys of `order`, then by the ID.
    #[must_use]
    pub fn new(mut order: Vec<Order<E::Field>>) -> Self {
        order.push(Order {
            field: E::id(),
            descending: false,
        });
        Self(order)
    }

    /// As [`Self::new`], for an order from outside.
    ///
    /// # Errors
    /// [`Error::Invalid`] for more than 8 keys.
    pub fn checked(order: Vec<Order<E::Field>>) -> Result<Self> {
        if order.len() > MAX_SORT_KEYS {
            let max = i64::try_from(MAX_SORT_KEYS).unwrap_or(i64::MAX);
            return Err(Error::field("orderBy", Code::MaxItems(max)));
        }
        Ok(Self::new(order))
    }

    /// Compares the rows of two cursors as the list sorts them. `None` for cursors of other orders.
    #[must_use]
    pub fn compare(&self, one: &Cursor, other: &Cursor) -> Option<cmp::Ordering> {
        if one.0.len() != self.0.len() || other.0.len() != self.0.len() {
            return None;
        }
        for (order, (one, other)) in self.0.iter().zip(one.0.iter().zip(&other.0)) {
            let mut compared = cursor::compare_keys(one, other)?;
            if order.descending && !one.is_null() && !other.is_null() {
                compared = compared.reverse();
            }
            if compared.is_ne() {
                return Some(compared);
            }
        }
        Some(cmp::Ordering::Equal)
    }

    /// The cursor of a row.
    #[must_use]
    pub fn cursor(&self, row: &E::Model) -> Cursor {
        Cursor(
            self.0
                .iter()
                .map(|order| match E::is_computed(order.field) {
                    true => Json::Null,
                    false => cursor::to_json(row.get(E::column(order.field))),
                })
                .collect(),
        )
    }
}
