//! `deskql_personal_token`: hashes of personal tokens.

use sea_orm_migration::prelude::*;

use crate::table;

const TABLE: &str = "deskql_personal_token";

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
                ColumnDef::new("id")
                    .integer()
                    .not_null()
                    .auto_increment()
                    .primary_key(),
            )
            .col(ColumnDef::new("user_id").integer().not_null())
            .col(ColumnDef::new("name").string_len(100).not_null())
            .col(
                ColumnDef::new("digest")
                    .string_len(64)
                    .not_null()
                    .unique_key(),
            )
            .col(ColumnDef::new("can_write").boolean().not_null())
            .col(ColumnDef::new("created_at").big_integer().not_null())
            .col(ColumnDef::new("expires_at").big_integer().null())
            .take();
        manager.create_table(create).await?;
        let index = Index::create()
            .name("deskql_personal_token_user_id")
            .table(TABLE)
            .col("user_id")
            .take();
        manager.create_index(index).await
    }
}
