//! `deskql_event`: the log of what happened to tickets, written with the change itself.
//! `deskql_watch`: how far changes that others make were looked at.

use sea_orm_migration::prelude::*;

use crate::own;

const EVENTS: &str = "deskql_event";
const WATCH: &str = "deskql_watch";

/// The tables that it makes.
pub(crate) const TABLES: &[&str] = &[EVENTS, WATCH];

/// The migration.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let backend = manager.get_database_backend();
        let number = |name: &'static str| ColumnDef::new(name).integer().null().take();
        let table = own::table(backend, EVENTS)
            // Never given twice, not even after the newest rows are gone: clients keep these
            // numbers.
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
            .col(number("followup_id"))
            .col(number("attachment_id"))
            .col(number("actor_id"))
            .col(ColumnDef::new("public").boolean().not_null())
            .col(number("queue_id"))
            .col(number("old_queue_id"))
            .col(own::moment(backend, "modified").null())
            .col(own::text(backend, "gone").null())
            .take();
        manager.create_table(table).await?;
        for (name, column) in [
            ("deskql_event_ticket", "ticket_id"),
            ("deskql_event_followup", "followup_id"),
            ("deskql_event_attachment", "attachment_id"),
        ] {
            manager
                .create_index(Index::create().name(name).table(EVENTS).col(column).take())
                .await?;
        }
        let table = own::table(backend, WATCH)
            .col(ColumnDef::new("id").integer().not_null().primary_key())
            .col(ColumnDef::new("ticket_id").integer().not_null())
            .col(ColumnDef::new("followup_id").integer().not_null())
            .col(ColumnDef::new("attachment_id").integer().not_null())
            // Microseconds since 1970.
            .col(ColumnDef::new("since").big_integer().not_null())
            .take();
        manager.create_table(table).await
    }
}
