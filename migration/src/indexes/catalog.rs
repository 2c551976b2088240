//! The indexes, and their SQL on each database.

use sea_orm_migration::sea_orm::DbBackend;

use super::Index;

/// The number of characters of a long text that are indexed. PostgreSQL and MariaDB limit the size
/// of an entry, and a longer text would make Django's writes fail.
const PREFIX: u32 = 100;

/// A column of an index.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// In ascending order.
    Ascending(&'static str),
    /// In descending order.
    Descending(&'static str),
    /// A text of any length, of which PostgreSQL and MariaDB index the start. A condition must
    /// compare `left(column, 100)` on PostgreSQL.
    Start(&'static str),
    /// A long text that is only compared for equality. PostgreSQL indexes its hash.
    Whole(&'static str),
}
use Part::{Ascending, Descending, Start, Whole};

/// All indexes. They end with the ID, as every order of a list does, so that they sort completely and
/// an offset skips rows without reading them.
pub(super) const INDEXES: &[Index] = &[
    Index {
        name: "deskql_ticket_created",
        table: "helpdesk_ticket",
        parts: &[Descending("created"), Ascending("id")],
        written_by: "new tickets",
    },
    Index {
        name: "deskql_ticket_modified",
        table: "helpdesk_ticket",
        parts: &[Descending("modified"), Ascending("id")],
        written_by: "new tickets, every change of a ticket",
    },
    Index {
        name: "deskql_ticket_due_date",
        table: "helpdesk_ticket",
        parts: &[Ascending("due_date"), Ascending("id")],
        written_by: "new tickets, changes of the due date",
    },
    Index {
        name: "deskql_ticket_priority",
        table: "helpdesk_ticket",
        parts: &[Ascending("priority"), Ascending("id")],
        written_by: "new tickets, changes of the priority",
    },
    Index {
        name: "deskql_ticket_status",
        table: "helpdesk_ticket",
        parts: &[Ascending("status"), Ascending("id")],
        written_by: "new tickets, changes of the status",
    },
    Index {
        name: "deskql_ticket_status_created",
        table: "helpdesk_ticket",
        parts: &[Ascending("status"), Descending("created"), Ascending("id")],
        written_by: "new tickets, changes of the status",
    },
    Index {
        name: "deskql_ticket_status_modified",
        table: "helpdesk_ticket",
        parts: &[Ascending("status"), Descending("modified"), Ascending("id")],
        written_by: "new tickets, every change of a ticket",
    },
    Index {
        name: "deskql_ticket_queue_created",
        table: "helpdesk_ticket",
        parts: &[
            Ascending("queue_id"),
            Descending("created"),
            Ascending("id"),
        ],
        written_by: "new tickets, changes of the queue",
    },
    Index {
        name: "deskql_ticket_owner_status",
        table: "helpdesk_ticket",
        parts: &[
            Ascending("assigned_to_id"),
            Ascending("status"),
            Descending("created"),
            Ascending("id"),
        ],
        written_by: "new tickets, changes of the owner or the status",
    },
    Index {
        name: "deskql_ticket_submitter",
        table: "helpdesk_ticket",
        parts: &[
            Ascending("submitter_email"),
            Descending("created"),
            Ascending("id"),
        ],
        written_by: "new tickets",
    },
    Index {
        name: "deskql_followup_date",
        table: "helpdesk_followup",
        parts: &[Ascending("date"), Ascending("id")],
        written_by: "new follow-ups",
    },
    Index {
        name: "deskql_attachment_file",
        table: "helpdesk_followupattachment",
        parts: &[Whole("file")],
        written_by: "new attachments",
    },
    Index {
        name: "deskql_custom_value",
        table: "helpdesk_ticketcustomfieldvalue",
        parts: &[Ascending("field_id"), Start("value")],
        written_by: "new and changed values of custom fields",
    },
];

impl Index {
    /// The columns that it needs.
    pub(super) fn columns(&self) -> impl Iterator<Item = &'static str> {
        self.parts.iter().map(|part| match part {
            Ascending(column) | Descending(column) | Start(column) | Whole(column) => *column,
        })
    }

    /// The names that the database's catalog lists for its columns, joined with commas.
    pub(super) fn listed_columns(&self, backend: DbBackend) -> String {
        let names = self.parts.iter().zip(self.columns());
        let names: Vec<_> = names
            .map(|(part, column)| match (part, backend) {
                // PostgreSQL names an expression after its function.
                (Start(_), DbBackend::Postgres) => "left",
                _ => column,
            })
            .collect();
        names.join(",")
    }

    /// The statement that creates it. MariaDB may need another one
    /// ([`super::foreign_keys::creation`]).
    pub(super) fn create(&self, backend: DbBackend) -> String {
        let (Self { name, table, .. }, parts) = (self, self.parts_list(backend));
        if backend != DbBackend::Postgres {
            return format!("CREATE INDEX {name} ON {table} ({parts})");
        }
        let is_hash = self.parts.iter().any(|part| matches!(part, Whole(_)));
        let method = if is_hash { "hash" } else { "btree" };
        format!("CREATE INDEX CONCURRENTLY {name} ON {table} USING {method} ({parts})")
    }

    /// The columns in SQL.
    pub(super) fn parts_list(&self, backend: DbBackend) -> String {
        let parts = self.parts.iter().map(|part| match (part, backend) {
            (Descending(column), _) => format!("{column} DESC"),
            (Start(column), DbBackend::Postgres) => format!("left({column}, {PREFIX})"),
            (Start(column) | Whole(column), DbBackend::MySql) => format!("`{column}`({PREFIX})"),
            (Ascending(column) | Start(column) | Whole(column), _) => (*column).to_owned(),
        });
        parts.collect::<Vec<_>>().join(", ")
    }
}
