//! `deskql_idempotency`: idempotency keys and the objects that their mutations created.

use sea_orm_migration::prelude::*;

use crate::table;

const TABLE: &str = "deskql_idempotency";

/// The tables that it creates.
pub(crate) const TABLES: &[&str] = &[TABLE];

/// The migration of this file.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let backend = manager.get_database_backend();
        let digest = |name: &'static str| ColumnDef::new(name).string_len(64).not_null().take();
        let create = table::create(backend, TABLE)
            .col(digest("id").primary_key())
            .col(digest("input"))
            .col(ColumnDef::new("object_id").integer().null())
            .col(ColumnDef::new("second_id").integer().null())
            .col(ColumnDef::new("expires_at").big_integer().not_null())
            .take();
        manager.create_table(create).await?;
        let index = Index::create()
            .name("deskql_idempotency_expires_at")
            .table(TABLE)
            .col("expires_at")
            .take();
        manager.create_index(index).await
    }
}
