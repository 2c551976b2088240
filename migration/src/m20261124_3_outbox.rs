//! `deskql_outbox`: mails and webhooks that are still to be delivered, written with the change that
//! they tell of.

use sea_orm_migration::prelude::*;

use crate::own;

const TABLE: &str = "deskql_outbox";

/// The tables that it makes.
pub(crate) const TABLES: &[&str] = &[TABLE];

/// The migration.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let backend = manager.get_database_backend();
        // Moments are milliseconds since 1970: they are compared and added to, and no database
        // spells them differently.
        let moment = |name: &'static str| ColumnDef::new(name).big_integer().not_null().take();
        let table = own::table(backend, TABLE)
            .col(
                ColumnDef::new("id")
                    .big_integer()
                    .not_null()
                    .auto_increment()
                    .primary_key(),
            )
            .col(ColumnDef::new("kind").string_len(16).not_null())
            .col(ColumnDef::new("ticket_id").integer().null())
            .col(own::text(backend, "destination").not_null())
            .col(ColumnDef::new("lane").string_len(64).null())
            .col(own::text(backend, "payload").not_null())
            .col(ColumnDef::new("state").string_len(8).not_null())
            .col(moment("created_at"))
            .col(moment("pending_since"))
            .col(moment("due_at"))
            .col(ColumnDef::new("attempts").integer().not_null())
            .col(own::text(backend, "last_error").null())
            .col(ColumnDef::new("claimed_by").string_len(64).null())
            .col(ColumnDef::new("claimed_until").big_integer().null())
            .take();
        manager.create_table(table).await?;
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
