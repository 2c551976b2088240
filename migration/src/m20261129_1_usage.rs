//! `deskql_usage`: requests and cost of callers, counted across all processes.

use sea_orm_migration::prelude::*;

use crate::table;

const TABLE: &str = "deskql_usage";

/// The tables that it creates.
pub(crate) const TABLES: &[&str] = &[TABLE];

/// The migration of this file.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let create = table::create(manager.get_database_backend(), TABLE)
            .col(
                ColumnDef::new("subject")
                    .string_len(64)
                    .not_null()
                    .primary_key(),
            )
            .col(ColumnDef::new("full_at").big_integer().not_null())
            .take();
        manager.create_table(create).await?;
        let index = Index::create()
            .name("deskql_usage_full_at")
            .table(TABLE)
            .col("full_at")
            .take();
        manager.create_index(index).await
    }
}
