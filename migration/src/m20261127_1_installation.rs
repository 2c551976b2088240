//! `deskql_installation`: a UUID that identifies the database, whatever its address. A copy of the
//! database has the same UUID.

use sea_orm_migration::prelude::*;

use crate::table;

const TABLE: &str = "deskql_installation";

/// The tables that it creates.
pub(crate) const TABLES: &[&str] = &[TABLE];

/// The migration of this file.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // On MariaDB, a killed run may have left the table and its row without recording the
        // migration; tables with rows are not dropped then.
        let create = table::create(manager.get_database_backend(), TABLE)
            .if_not_exists()
            .col(ColumnDef::new("id").integer().not_null().primary_key())
            .col(ColumnDef::new("uuid").string_len(32).not_null())
            .take();
        manager.create_table(create).await?;
        let uuid = uuid::Uuid::new_v4().simple().to_string();
        let row = Query::insert()
            .into_table(TABLE)
            .columns(["id", "uuid"])
            .values_panic([1.into(), uuid.into()])
            .on_conflict(OnConflict::column("id").do_nothing_on(["id"]).to_owned())
            .take();
        manager.get_connection().execute(&row).await.map(drop)
    }
}
