//! `deskql_mail_received` and `deskql_job`: messages read from mailboxes, and the leases of scheduled
//! jobs.

use sea_orm_migration::prelude::*;

use crate::table;

const MESSAGES: &str = "deskql_mail_received";
const JOBS: &str = "deskql_job";

/// The tables that it creates.
pub(crate) const TABLES: &[&str] = &[MESSAGES, JOBS];

/// The migration of this file.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let backend = manager.get_database_backend();
        // Times are milliseconds since 1970, which all databases compare and add alike.
        let milliseconds = |name: &'static str| ColumnDef::new(name).big_integer().take();
        let messages = table::create(backend, MESSAGES)
            .col(
                ColumnDef::new("id")
                    .big_integer()
                    .not_null()
                    .auto_increment()
                    .primary_key(),
            )
            .col(ColumnDef::new("queue_id").integer().not_null())
            .col(
                ColumnDef::new("fingerprint")
                    .string_len(64)
                    .not_null()
                    .unique_key(),
            )
            .col(ColumnDef::new("state").string_len(12).not_null())
            .col(table::text(backend, "message_id").null())
            .col(table::text(backend, "sender").null())
            .col(table::text(backend, "location").null())
            .col(ColumnDef::new("ticket_id").integer().null())
            .col(ColumnDef::new("followup_id").integer().null())
            .col(table::text(backend, "left_out").null())
            .col(milliseconds("received_at").not_null())
            .col(ColumnDef::new("attempts").integer().not_null())
            .col(milliseconds("due_at").not_null())
            .col(table::text(backend, "last_error").null())
            .take();
        manager.create_table(messages).await?;
        for (name, columns) in [
            (
                "deskql_mail_received_state",
                ["state", "received_at"].as_slice(),
            ),
            ("deskql_mail_received_followup", ["followup_id"].as_slice()),
        ] {
            let mut index = Index::create().name(name).table(MESSAGES).take();
            for column in columns {
                index.col(*column);
            }
            manager.create_index(index).await?;
        }
        let jobs = table::create(backend, JOBS)
            .col(
                ColumnDef::new("name")
                    .string_len(64)
                    .not_null()
                    .primary_key(),
            )
            .col(ColumnDef::new("claimed_by").string_len(64).null())
            .col(milliseconds("claimed_until").null())
            .col(milliseconds("due_at").not_null())
            .col(milliseconds("started_at").null())
            .col(milliseconds("succeeded_at").null())
            .col(ColumnDef::new("failures").integer().not_null())
            .col(table::text(backend, "last_error").null())
            .take();
        manager.create_table(jobs).await
    }
}
