//! Selects by one value, such as a key, which keep their SQL: building it costs more than running it.

use std::sync::OnceLock;

use sea_orm::sea_query::{Value, Values};
use sea_orm::{DbBackend, Statement};

/// A select that binds one value. Use one static per select, and only for selects that are otherwise
/// the same for every caller.
#[derive(Debug, Default)]
pub struct KeyedSelect([OnceLock<String>; 3]);

impl KeyedSelect {
    /// A select whose SQL is not built yet.
    #[must_use]
    pub const fn new() -> Self {
        Self([OnceLock::new(), OnceLock::new(), OnceLock::new()])
    }

    /// The statement for a value. Calls `build`, which binds it, only to build the SQL.
    pub fn statement(
        &self,
        backend: DbBackend,
        value: impl Into<Value>,
        build: impl FnOnce(Value) -> Statement,
    ) -> Statement {
        let value = value.into();
        let kept = &self.0[match backend {
            DbBackend::Postgres => 0,
            DbBackend::Sqlite => 1,
            _ => 2,
        }];
        let Some(sql) = kept.get() else {
            let built = build(value);
            // A select that binds other values would need them too.
            if built
                .values
                .as_ref()
                .is_some_and(|values| values.0.len() == 1)
            {
                let _ = kept.set(built.sql.clone());
            }
            return built;
        };
        Statement {
            sql: sql.clone(),
            values: Some(Values(vec![value])),
            db_backend: backend,
        }
    }
}

#[cfg(test)]
mod tests {
    use entity::user;
    use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryTrait};

    use super::*;

    #[test]
    fn the_sql_is_built_once() {
        static SELECT: KeyedSelect = KeyedSelect::new();
        let build = |name: Value| {
            user::Entity::find()
                .filter(user::Column::Username.eq(name))
                .build(DbBackend::Postgres)
        };
        let first = SELECT.statement(DbBackend::Postgres, "one", build);
        let second = SELECT.statement(DbBackend::Postgres, "two", |_| unreachable!());
        assert_eq!(second.sql, first.sql);
        assert_eq!(second.values.unwrap().0, ["two".into()]);
    }
}
