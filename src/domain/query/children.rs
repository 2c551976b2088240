//! Children of many parents in one statement whose SQL is built once: the numbers go in as one
//! value, so the text does not depend on how many there are. Building it anew costs more than
//! running it.

use std::sync::OnceLock;

use entity::positional::{FromColumns, Positional};
use sea_orm::sea_query::{Expr, ExprTrait, Values};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, FromQueryResult, QueryFilter, QueryTrait,
    Select, Statement,
};

use crate::domain::Result;

/// A select of children by the numbers of their parents. One static for each select, and only for
/// selects that are the same for every viewer: who may see what is decided before one is used.
#[derive(Debug)]
pub struct Children([OnceLock<String>; 3]);

impl Default for Children {
    fn default() -> Self {
        Self::new()
    }
}

impl Children {
    /// One that was not used yet.
    #[must_use]
    pub const fn new() -> Self {
        Self([OnceLock::new(), OnceLock::new(), OnceLock::new()])
    }

    /// The children whose `parent` is one of `parents`. `select` is asked for the first time alone.
    ///
    /// # Errors
    /// What the database says.
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
        let text = &self.0[match backend {
            DbBackend::Postgres => 0,
            DbBackend::Sqlite => 1,
            _ => 2,
        }];
        let statement = match text.get() {
            Some(sql) => {
                let values = Some(Values(vec![numbers(backend, parents).into()]));
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
                let alone = built
                    .values
                    .as_ref()
                    .is_some_and(|values| values.0.len() == 1);
                // A select with values of its own is somebody's, and is built anew each time.
                if alone {
                    let _ = text.set(built.sql.clone());
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

/// Whether a column is one of many numbers, however many: they are bound as one value where the
/// database can take them so, since a statement takes some ten thousands of values at most.
#[must_use]
pub fn among<C: ColumnTrait>(db: &impl ConnectionTrait, column: C, numbers_of: &[i32]) -> Expr {
    among_in(db.get_database_backend(), column, numbers_of)
}

fn among_in<C: ColumnTrait>(backend: DbBackend, column: C, numbers_of: &[i32]) -> Expr {
    let expr = Expr::col(column.as_column_ref());
    match backend {
        DbBackend::Postgres => {
            let list = Expr::val(numbers(backend, numbers_of));
            // In one piece: in brackets, as a part would be, ANY is no expression. The text is read
            // in a query of its own, once; else it is read anew for each row wherever no index is
            // used.
            Expr::cust_with_exprs(
                "$1 = ANY(ARRAY(SELECT unnest(CAST($2 AS int4[]))))",
                [expr, list],
            )
        }
        DbBackend::Sqlite => {
            let list = Expr::cust_with_values(
                "(SELECT value FROM json_each(?))",
                [numbers(backend, numbers_of)],
            );
            expr.binary(sea_orm::sea_query::BinOper::In, list)
        }
        _ => {
            let list = "(SELECT number FROM JSON_TABLE(?, '$[*]' COLUMNS (number INT PATH '$')) AS numbers)";
            let list = Expr::cust_with_values(list, [numbers(backend, numbers_of)]);
            expr.binary(sea_orm::sea_query::BinOper::In, list)
        }
    }
}

/// Numbers as one text: an array of PostgreSQL, or JSON.
fn numbers(backend: DbBackend, numbers: &[i32]) -> String {
    let (open, close) = if backend == DbBackend::Postgres {
        ('{', '}')
    } else {
        ('[', ']')
    };
    let mut text = String::with_capacity(2 + numbers.len() * 8);
    text.push(open);
    for (at, number) in numbers.iter().enumerate() {
        if at > 0 {
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
    fn one_value_for_many_numbers() {
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
