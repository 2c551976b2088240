//! `deskql_event`: the log of events on tickets, written in the transaction of the change.
//! `deskql_watch`: up to where changes by other programs have been read.

use sea_orm_migration::prelude::*;

use crate::table;

const EVENTS: &str = "deskql_event";
const WATCH: &str = "deskql_watch";

/// The tables that it creates.
pub(crate) const TABLES: &[&str] = &[EVENTS, WATCH];

/// The migration of this file.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let backend = manager.get_database_backend();
        let id = |name: &'static str| ColumnDef::new(name).integer().null().take();
        let create = table::create(backend, EVENTS)
            // Never reused, even if the newest rows are deleted, because clients store these IDs.
            .col(
                ColumnDef::new("id")
                    .big_integer()
                    .not_null()
                    .auto_increment()
                    .primary_key(),
            )
            // Microseconds since 1970.
            .col(ColumnDef::new("at").big_integer().not_null())
            .col(ColumnDef::new("kind").string_len(24).not_null())
            .col(ColumnDef::new("elsewhere").boolean().not_null())
            .col(ColumnDef::new("ticket_id").integer().not_null())
            .col(id("followup_id"))
            .col(id("attachment_id"))
            .col(id("actor_id"))
            .col(ColumnDef::new("public").boolean().not_null())
            .col(id("queue_id"))
            .col(id("old_queue_id"))
            .col(table::timestamp(backend, "modified").null())
            .col(table::text(backend, "gone").null())
            .take();
        manager.create_table(create).await?;
        for (name, column) in [
            ("deskql_event_ticket", "ticket_id"),
            ("deskql_event_followup", "followup_id"),
            ("deskql_event_attachment", "attachment_id"),
        ] {
            manager
                .create_index(Index::create().name(name).table(EVENTS).col(column).take())
                .await?;
        }
        let create = table::create(backend, WATCH)
            .col(ColumnDef::new("id").integer().not_null().primary_key())
            .col(ColumnDef::new("ticket_id").integer().not_null())
            .col(ColumnDef::new("followup_id").integer().not_null())
            .col(ColumnDef::new("attachment_id").integer().not_null())
            // Microseconds since 1970.
            .col(ColumnDef::new("since").big_integer().not_null())
            .take();
        manager.create_table(create).await
    }
}
