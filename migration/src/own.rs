//! How our own tables are made, where databases differ. MariaDB compares text as its collation
//! likes, keeps no more than 64 kB in a `text`, and whole seconds in a `timestamp`.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

/// A table of ours. On MariaDB its texts are compared byte by byte and take every character,
/// whatever the database's.
pub(crate) fn table(backend: DbBackend, name: &'static str) -> TableCreateStatement {
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

/// A column of a moment, as Django's are.
pub(crate) fn moment(backend: DbBackend, name: &'static str) -> ColumnDef {
    match backend {
        DbBackend::MySql => ColumnDef::new(name).custom("datetime(6)").take(),
        _ => ColumnDef::new(name).timestamp_with_time_zone().take(),
    }
}
