//! Keeps the SQL of combined statements, because building it costs more than running it. A statement
//! is built once per key with a stand-in for each argument; later ones only get other values.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex, PoisonError};

use sea_orm::sea_query::{Value, Values};
use sea_orm::{ConnectionTrait, DbBackend, QueryResult, Statement};

use super::combined::{Combined, CombinedRows, Part};
use crate::domain::Result;

/// Maximum number of statements whose SQL is kept.
const MAX_SHAPES: usize = 200;
/// The first stand-in. No row has such an ID.
const STAND_IN: i32 = i32::MIN;

/// The SQL of statements by their keys. Use one static for each kind of statement, and only for keys
/// that determine everything but the arguments.
#[derive(Debug)]
pub struct Shapes<K>(Mutex<Option<Kept<K>>>);

type Kept<K> = HashMap<(u8, K), Arc<Shape>>;

/// The SQL of a statement, its bound values, and where its rows have the columns of each part.
#[derive(Debug)]
pub struct Shape {
    sql: String,
    values: Vec<Bound>,
    positions: Vec<Vec<usize>>,
}

#[derive(Debug)]
enum Bound {
    /// The argument with this index.
    Argument(usize),
    Constant(Value),
}

impl<K: Eq + Hash> Default for Shapes<K> {
    fn default() -> Self {
        Self::new()
    }
}

impl<K: Eq + Hash> Shapes<K> {
    /// No statement is built yet.
    #[must_use]
    pub const fn new() -> Self {
        Self(Mutex::new(None))
    }

    /// The shape for a key. `build` returns the parts for the values that it gets; it is called only
    /// if the SQL is not kept. `keep`: whether the key determines the SQL; false for viewers whose
    /// access depends on their rows.
    pub fn shape(
        &self,
        backend: DbBackend,
        key: K,
        keep: bool,
        arguments: usize,
        build: impl FnOnce(&[i32]) -> Vec<Part>,
    ) -> Arc<Shape> {
        let key = (number(backend), key);
        let known = || {
            let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            kept.as_ref()?.get(&key).cloned()
        };
        if keep && let Some(shape) = known() {
            return shape;
        }
        let stand_ins: Vec<i32> = (STAND_IN..).take(arguments).collect();
        let Combined {
            statement,
            positions,
        } = Combined::new(backend, build(&stand_ins));
        let bound = |value: Value| match value {
            Value::Int(Some(number)) => match stand_ins.iter().position(|known| *known == number) {
                Some(argument) => Bound::Argument(argument),
                None => Bound::Constant(value),
            },
            value => Bound::Constant(value),
        };
        let values = statement.values.map(|values| values.0).unwrap_or_default();
        let shape = Arc::new(Shape {
            sql: statement.sql,
            values: values.into_iter().map(bound).collect(),
            positions,
        });
        if keep {
            let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            let kept = kept.get_or_insert_with(HashMap::new);
            if kept.len() < MAX_SHAPES {
                kept.insert(key, Arc::clone(&shape));
            }
        }
        shape
    }
}

impl Shape {
    /// Runs the statement with these arguments.
    ///
    /// # Errors
    /// Database errors.
    pub async fn read(
        &self,
        db: &impl ConnectionTrait,
        arguments: &[i32],
    ) -> Result<CombinedRows<'_>> {
        let rows: Vec<QueryResult> = db
            .query_all_raw(self.statement(db.get_database_backend(), arguments))
            .await?;
        Ok(CombinedRows::new(&self.positions, rows)?)
    }

    fn statement(&self, backend: DbBackend, arguments: &[i32]) -> Statement {
        let value = |bound: &Bound| match bound {
            Bound::Argument(index) => Value::Int(arguments.get(*index).copied()),
            Bound::Constant(value) => value.clone(),
        };
        Statement {
            sql: self.sql.clone(),
            values: Some(Values(self.values.iter().map(value).collect())),
            db_backend: backend,
        }
    }
}

fn number(backend: DbBackend) -> u8 {
    match backend {
        DbBackend::Postgres => 0,
        DbBackend::Sqlite => 1,
        _ => 2,
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use entity::{queue, user};
    use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

    use super::*;

    #[test]
    fn the_sql_is_built_once() {
        static SHAPES: Shapes<bool> = Shapes::new();
        let built = Cell::new(0);
        let statement = |keep, arguments: &[i32]| {
            let build = |ids: &[i32]| {
                built.set(built.get() + 1);
                let users = user::Entity::find()
                    .filter(user::Column::Id.eq(ids[1]))
                    .filter(user::Column::IsStaff.eq(true));
                let queues = queue::Entity::find().filter(queue::Column::Id.eq(ids[0]));
                vec![Part::new(users, &[]), Part::new(queues, &[])]
            };
            let shape = SHAPES.shape(DbBackend::Postgres, true, keep, 2, build);
            shape.statement(DbBackend::Postgres, arguments)
        };
        let first = statement(true, &[7, 8]);
        assert_eq!(first.values.unwrap().0, [8.into(), true.into(), 7.into()]);
        let second = statement(true, &[9, 10]);
        assert_eq!(second.sql, first.sql);
        assert_eq!(second.values.unwrap().0, [10.into(), true.into(), 9.into()]);
        assert_eq!(built.get(), 1);
        let _ = statement(false, &[1, 2]);
        assert_eq!(built.get(), 2);
    }
}
