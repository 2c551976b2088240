//! Creation and removal of an index on MariaDB and MySQL. These create an index with the name of each
//! foreign key, and drop it silently when another index begins with the same column. They then
//! refuse to drop that one, because the foreign key needs it.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{DbBackend, Statement};

use super::Index;
use super::installed::Installed;

/// The statement that creates an index and keeps the one of the foreign key, by creating that
/// explicitly.
pub(super) async fn creation<C: ConnectionTrait>(db: &C, index: &Index) -> Result<String, DbErr> {
    let column = index.columns().next().unwrap_or_default();
    let Some(constraint) = foreign_key(db, index.table, column).await? else {
        return Ok(index.create(DbBackend::MySql));
    };
    let select = Query::select()
        .expr(Expr::cust("CONVERT(column_name USING utf8mb4)"))
        .from(("information_schema", "statistics"))
        .and_where(Expr::cust("table_schema = DATABASE()"))
        .and_where(Expr::col("table_name").eq(index.table))
        .and_where(Expr::col("index_name").eq(constraint.as_str()))
        .take();
    let columns = db.query_all(&select).await?;
    let columns: Vec<String> = columns
        .iter()
        .map(|row| row.try_get_by_index(0))
        .collect::<Result<_, _>>()?;
    if columns != [column] {
        return Ok(index.create(DbBackend::MySql));
    }
    Ok(format!(
        "ALTER TABLE `{}` DROP INDEX `{constraint}`, ADD INDEX `{constraint}` (`{column}`), ADD INDEX `{}` ({})",
        index.table,
        index.name,
        index.parts_list(DbBackend::MySql)
    ))
}

/// The statement that removes an index. If a foreign key needs it, the statement creates another.
pub(super) async fn removal<C: ConnectionTrait>(
    db: &C,
    index: &Installed,
) -> Result<String, DbErr> {
    let (name, table) = (&index.name, &index.table);
    let column = index.columns.split(',').next().unwrap_or_default();
    let other_index = Query::select()
        .expr(Expr::val(1))
        .from(("information_schema", "statistics"))
        .and_where(Expr::cust("table_schema = DATABASE()"))
        .and_where(Expr::col("table_name").eq(table.as_str()))
        .and_where(Expr::col("index_name").ne(name.as_str()))
        .and_where(Expr::col("column_name").eq(column))
        .and_where(Expr::col("seq_in_index").eq(1))
        .limit(1)
        .take();
    let mut replacement = String::new();
    if db.query_one(&other_index).await?.is_none()
        && let Some(constraint) = foreign_key(db, table, column).await?
    {
        replacement = format!("ADD INDEX `{constraint}` (`{column}`), ");
    }
    Ok(format!(
        "ALTER TABLE `{table}` {replacement}DROP INDEX `{name}`"
    ))
}

/// Name of the foreign key of a column.
async fn foreign_key<C: ConnectionTrait>(
    db: &C,
    table: &str,
    column: &str,
) -> Result<Option<String>, DbErr> {
    let sql = "SELECT CONVERT(constraint_name USING utf8mb4) FROM information_schema.key_column_usage \
         WHERE table_schema = DATABASE() AND referenced_table_name IS NOT NULL \
         AND table_name = ? AND column_name = ?";
    let statement =
        Statement::from_sql_and_values(DbBackend::MySql, sql, [table.into(), column.into()]);
    let row = db.query_one_raw(statement).await?;
    row.map(|row| row.try_get_by_index(0)).transpose()
}
