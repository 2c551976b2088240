//! Orders of lists.

use sea_orm::{EntityTrait, ModelTrait};

use super::cursor::{self, Cursor};

/// A table that can be sorted. Rows whose column is NULL come last in both directions.
pub trait Sortable: EntityTrait<Model: Send + Sync> {
    /// The fields that the table can be sorted by.
    type Field: Copy + Send + Sync + std::fmt::Debug + 'static;

    /// The column of a field.
    fn column(field: Self::Field) -> Self::Column;
    /// The field of the primary key, the last key of every order.
    fn id() -> Self::Field;
}

/// Implements [`Sortable`] for the entity of a module. Fields have the names of their columns.
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

    /// The cursor of a row.
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
