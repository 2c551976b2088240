//! `deskql_outbox`: emails and webhooks that are not delivered yet, written in the transaction of the
//! change they report.

use sea_orm_migration::prelude::*;

use crate::table;

const TABLE: &str = "deskql_outbox";

/// The tables that it creates.
pub(crate) const TABLES: &[&str] = &[TABLE];

/// The migration of this file.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let backend = manager.get_database_backend();
        // Times are milliseconds since 1970, which all databases compare and add alike.
        let milliseconds =
            |name: &'static str| ColumnDef::new(name).big_integer().not_null().take();
        let create = table::create(backend, TABLE)
            .col(
                ColumnDef::new("id")
                    .big_integer()
                    .not_null()
                    .auto_increment()
                    .primary_key(),
            )
            .col(ColumnDef::new("kind").string_len(16).not_null())
            .col(ColumnDef::new("ticket_id").integer().null())
            .col(table::text(backend, "destination").not_null())
            .col(ColumnDef::new("lane").string_len(64).null())
            .col(table::text(backend, "payload").not_null())
            .col(ColumnDef::new("state").string_len(8).not_null())
            .col(milliseconds("created_at"))
            .col(milliseconds("pending_since"))
            .col(milliseconds("due_at"))
            .col(ColumnDef::new("attempts").integer().not_null())
            .col(table::text(backend, "last_error").null())
            .col(ColumnDef::new("claimed_by").string_len(64).null())
            .col(ColumnDef::new("claimed_until").big_integer().null())
            .take();
        manager.create_table(create).await?;
        let due = Index::create()
            .name("deskql_outbox_due")
            .table(TABLE)
            .col("state")
            .col("due_at")
            .take();
        manager.create_index(due).await?;
        let lane = Index::create()
            .name("deskql_outbox_lane")
            .table(TABLE)
            .col("lane")
            .col("id")
            .take();
        manager.create_index(lane).await
    }
}
