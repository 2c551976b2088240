//! `deskql_installation`: what tells one database of deskql from another, whatever address it is
//! reached by. Whoever copies a database copies that too.

use sea_orm_migration::prelude::*;

use crate::own;

const TABLE: &str = "deskql_installation";

/// The tables that it makes.
pub(crate) const TABLES: &[&str] = &[TABLE];

/// The migration.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // On MariaDB a killed run may have left both without a note of it, and tables with rows are
        // not cleared away.
        let table = own::table(manager.get_database_backend(), TABLE)
            .if_not_exists()
            .col(ColumnDef::new("id").integer().not_null().primary_key())
            .col(ColumnDef::new("uuid").string_len(32).not_null())
            .take();
        manager.create_table(table).await?;
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
