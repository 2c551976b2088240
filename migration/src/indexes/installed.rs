//! Reads which of deskql's indexes Django's tables have.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{DbBackend, QueryResult, Statement};

/// An index of deskql on one of Django's tables.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Installed {
    pub(super) name: String,
    pub(super) table: String,
    /// The names of its columns, joined with commas.
    pub(super) columns: String,
    /// False if its creation was interrupted.
    pub(super) is_valid: bool,
}

/// Reads them, sorted by name.
pub(super) async fn read<C: ConnectionTrait>(db: &C) -> Result<Vec<Installed>, DbErr> {
    let backend = db.get_database_backend();
    let sql = match backend {
        DbBackend::Sqlite => {
            "SELECT m.name, m.tbl_name, \
             (SELECT group_concat(c.name, ',') FROM (SELECT name FROM pragma_index_info(m.name) ORDER BY seqno) c), \
             1 FROM sqlite_master m WHERE m.type = 'index' \
             AND m.name LIKE 'deskql\\_%' ESCAPE '\\' AND m.tbl_name NOT LIKE 'deskql\\_%' ESCAPE '\\' \
             ORDER BY m.name"
        }
        DbBackend::Postgres => {
            "SELECT i.relname::text, t.relname::text, \
             (SELECT string_agg(a.attname::text, ',' ORDER BY a.attnum) FROM pg_catalog.pg_attribute a \
             WHERE a.attrelid = i.oid AND a.attnum > 0), \
             (x.indisvalid AND x.indisready)::integer \
             FROM pg_catalog.pg_index x \
             JOIN pg_catalog.pg_class i ON i.oid = x.indexrelid \
             JOIN pg_catalog.pg_class t ON t.oid = x.indrelid \
             WHERE i.relname LIKE 'deskql\\_%' AND t.relname NOT LIKE 'deskql\\_%' \
             AND pg_catalog.pg_table_is_visible(t.oid) ORDER BY i.relname"
        }
        _ => {
            "SELECT CONVERT(index_name USING utf8mb4), CONVERT(table_name USING utf8mb4), \
             CONVERT(GROUP_CONCAT(column_name ORDER BY seq_in_index) USING utf8mb4), CAST(1 AS SIGNED) \
             FROM information_schema.statistics WHERE table_schema = DATABASE() \
             AND index_name LIKE 'deskql\\_%' AND table_name NOT LIKE 'deskql\\_%' \
             GROUP BY index_name, table_name ORDER BY index_name"
        }
    };
    let rows = db
        .query_all_raw(Statement::from_string(backend, sql))
        .await?;
    let read = |row: &QueryResult| {
        Ok(Installed {
            name: row.try_get_by_index(0)?,
            table: row.try_get_by_index(1)?,
            columns: row
                .try_get_by_index::<Option<String>>(2)?
                .unwrap_or_default(),
            is_valid: match backend {
                DbBackend::MySql => row.try_get_by_index::<i64>(3)? != 0,
                _ => row.try_get_by_index::<i32>(3)? != 0,
            },
        })
    };
    rows.iter().map(read).collect()
}

/// Name and size in bytes of the indexes. Empty if the database does not report sizes: MariaDB only
/// to users who may read its statistics, SQLite only if it was compiled for that.
pub(super) async fn sizes<C: ConnectionTrait>(db: &C) -> Vec<(String, i64)> {
    let backend = db.get_database_backend();
    let sql = match backend {
        DbBackend::Sqlite => {
            "SELECT m.name, (SELECT sum(pgsize) FROM dbstat WHERE name = m.name) \
             FROM sqlite_master m WHERE m.type = 'index' AND m.name LIKE 'deskql\\_%' ESCAPE '\\'"
        }
        DbBackend::Postgres => {
            "SELECT c.relname::text, pg_catalog.pg_relation_size(c.oid) FROM pg_catalog.pg_class c \
             WHERE c.relkind = 'i' AND c.relname LIKE 'deskql\\_%'"
        }
        _ => {
            "SELECT CONVERT(index_name USING utf8mb4), CAST(stat_value * @@innodb_page_size AS SIGNED) \
             FROM mysql.innodb_index_stats WHERE database_name = DATABASE() \
             AND stat_name = 'size' AND index_name LIKE 'deskql\\_%'"
        }
    };
    let rows = db
        .query_all_raw(Statement::from_string(backend, sql))
        .await
        .unwrap_or_default();
    let read = |row: &QueryResult| {
        let name: String = row.try_get_by_index(0).ok()?;
        Some((name, row.try_get_by_index::<Option<i64>>(1).ok()??))
    };
    rows.iter().filter_map(read).collect()
}
