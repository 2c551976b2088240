//! Builders of deskql's tables, where databases differ: MariaDB compares text by its collation,
//! stores at most 64 kB in a `text`, and no fractions of a second in a `timestamp`.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

/// A `CREATE TABLE` statement. On MariaDB, text in the table can hold any character and is compared
/// byte by byte, whatever the database's default.
pub(crate) fn create(backend: DbBackend, name: &'static str) -> TableCreateStatement {
    let mut table = Table::create().table(name).take();
    if backend == DbBackend::MySql {
        table
            .engine("InnoDB")
            .character_set("utf8mb4")
            .collate("utf8mb4_bin");
    }
    table
}

/// A column of text of any length.
pub(crate) fn text(backend: DbBackend, name: &'static str) -> ColumnDef {
    match backend {
        DbBackend::MySql => ColumnDef::new(name).custom("longtext").take(),
        _ => ColumnDef::new(name).text().take(),
    }
}

/// A column of times of the type that Django uses.
pub(crate) fn timestamp(backend: DbBackend, name: &'static str) -> ColumnDef {
    match backend {
        DbBackend::MySql => ColumnDef::new(name).custom("datetime(6)").take(),
        _ => ColumnDef::new(name).timestamp_with_time_zone().take(),
    }
}
