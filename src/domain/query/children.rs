//! Reads the children of many parents in one statement, and builds its SQL only once: building it
//! costs more than running it. All parent numbers are bound as one value, so the SQL does not
//! depend on their count.

use std::sync::OnceLock;

use entity::positional::{FromColumns, Positional};
use sea_orm::sea_query::{BinOper, Expr, ExprTrait, SelectStatement, Values};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, FromQueryResult, QueryFilter, QueryTrait,
    Select, Statement,
};

use crate::domain::Result;

/// A select of children by the numbers of their parents, which keeps its SQL. Use one static per
/// select, and only for selects that are the same for every viewer: the caller has already checked
/// access to the parents.
#[derive(Debug)]
pub struct ChildSelect([OnceLock<String>; 3]);

impl Default for ChildSelect {
    fn default() -> Self {
        Self::new()
    }
}

impl ChildSelect {
    /// A select whose SQL is not built yet.
    #[must_use]
    pub const fn new() -> Self {
        Self([OnceLock::new(), OnceLock::new(), OnceLock::new()])
    }

    /// Reads the children whose `parent` column is one of `parents`. Calls `select` only to build
    /// the SQL.
    ///
    /// # Errors
    /// Database errors.
    pub async fn read<E, M>(
        &self,
        db: &impl ConnectionTrait,
        parent: E::Column,
        parents: &[i32],
        select: impl FnOnce() -> Select<E>,
    ) -> Result<Vec<M>>
    where
        E: EntityTrait<Model = M>,
        M: FromColumns + Send + Sync,
    {
        let backend = db.get_database_backend();
        let cached = &self.0[match backend {
            DbBackend::Postgres => 0,
            DbBackend::Sqlite => 1,
            _ => 2,
        }];
        let statement = match cached.get() {
            Some(sql) => {
                let values = Some(Values(vec![list_text(backend, parents).into()]));
                Statement {
                    sql: sql.clone(),
                    values,
                    db_backend: backend,
                }
            }
            None => {
                let built = select()
                    .filter(among_in(backend, parent, parents))
                    .build(backend);
                let binds_only_parents = built
                    .values
                    .as_ref()
                    .is_some_and(|values| values.0.len() == 1);
                // A select that binds other values depends on the viewer, so its SQL is not kept.
                if binds_only_parents {
                    let _ = cached.set(built.sql.clone());
                }
                built
            }
        };
        let rows = Positional::<M>::find_by_statement(statement)
            .all(db)
            .await?;
        Ok(rows.into_iter().map(|row| row.0).collect())
    }
}

/// The condition that a column is one of these numbers. They are bound as one value, because
/// databases limit the number of values of a statement.
#[must_use]
pub fn among<C: ColumnTrait>(db: &impl ConnectionTrait, column: C, numbers: &[i32]) -> Expr {
    among_in(db.get_database_backend(), column, numbers)
}

fn among_in<C: ColumnTrait>(backend: DbBackend, column: C, numbers: &[i32]) -> Expr {
    let expr = Expr::col(column.as_column_ref());
    let list = list_text(backend, numbers);
    match backend {
        DbBackend::Postgres => {
            // One expression, because sea-query would put parentheses around a separate `ANY(…)`,
            // which is a syntax error. The subquery parses the list once; otherwise PostgreSQL
            // parses it for each row where it uses no index.
            Expr::cust_with_exprs(
                "$1 = ANY(ARRAY(SELECT unnest(CAST($2 AS int4[]))))",
                [expr, Expr::val(list)],
            )
        }
        DbBackend::Sqlite => {
            let list = Expr::cust_with_values("(SELECT value FROM json_each(?))", [list]);
            expr.binary(BinOper::In, list)
        }
        _ => {
            let table = "(SELECT number FROM JSON_TABLE(?, '$[*]' COLUMNS (number INT PATH '$')) AS numbers)";
            expr.binary(BinOper::In, Expr::cust_with_values(table, [list]))
        }
    }
}

/// The condition that a column is one of the numbers that a subselect returns. PostgreSQL reads them
/// first and then finds the rows by an index; with `IN` it may read a whole table for a few rows.
#[must_use]
pub fn among_selected<C: ColumnTrait>(
    db: &impl ConnectionTrait,
    column: C,
    numbers: SelectStatement,
) -> Expr {
    let expr = Expr::col(column.as_column_ref());
    if db.get_database_backend() == DbBackend::Postgres {
        let numbers = Expr::SubQuery(None, Box::new(numbers.into()));
        return Expr::cust_with_exprs("$1 = ANY(ARRAY($2))", [expr, numbers]);
    }
    expr.in_subquery(numbers)
}

/// Numbers as one text, as [`among`] binds them: a PostgreSQL array, or JSON.
pub(crate) fn list_text(backend: DbBackend, numbers: &[i32]) -> String {
    let (open, close) = if backend == DbBackend::Postgres {
        ('{', '}')
    } else {
        ('[', ']')
    };
    let mut text = String::with_capacity(2 + numbers.len() * 8);
    text.push(open);
    for (index, number) in numbers.iter().enumerate() {
        if index > 0 {
            text.push(',');
        }
        text += &number.to_string();
    }
    text.push(close);
    text
}

#[cfg(test)]
mod tests {
    use entity::followup::{Column, Entity};
    use sea_orm::{DbBackend, EntityTrait, QueryFilter, QueryTrait};

    use super::among_in;

    #[test]
    fn many_numbers_are_bound_as_one_value() {
        let built = |backend| {
            Entity::find()
                .filter(among_in(backend, Column::TicketId, &[1, 22]))
                .build(backend)
        };
        let postgres = built(DbBackend::Postgres);
        assert!(
            postgres
                .sql
                .ends_with(r#"WHERE "helpdesk_followup"."ticket_id" = ANY(ARRAY(SELECT unnest(CAST($1 AS int4[]))))"#),
            "{}",
            postgres.sql
        );
        let sqlite = built(DbBackend::Sqlite);
        assert!(sqlite.sql.contains("json_each(?)"), "{}", sqlite.sql);
        let mariadb = built(DbBackend::MySql);
        assert!(
            mariadb
                .sql
                .contains("JSON_TABLE(?, '$[*]' COLUMNS (number INT PATH '$'))"),
            "{}",
            mariadb.sql
        );
        for (statement, list) in [
            (postgres, "{1,22}"),
            (sqlite, "[1,22]"),
            (mariadb, "[1,22]"),
        ] {
            assert_eq!(statement.values.unwrap().0, [list.to_owned().into()]);
        }
    }
}
