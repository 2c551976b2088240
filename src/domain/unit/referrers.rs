//! Checks whether rows of other apps refer to rows that will be deleted. The deletion removes the
//! referring rows of django-helpdesk, but rows of other apps would make the database reject it at
//! its very end, without naming them. The schema is read for each check, because other apps may
//! create tables at any time. References with `ON DELETE CASCADE` or `SET NULL` do not block a
//! deletion.

use entity::{
    checklist, checklist_task, custom_field_value, followup, followup_attachment, ticket,
    ticket_cc, ticket_change, ticket_dependency, user,
};
use sea_orm::{ConnectionTrait, DbBackend, EntityName, Statement};

use crate::domain::{Error, Result};

/// The rows that will be deleted.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Deletion {
    /// A ticket and everything that belongs to it.
    Ticket(i32),
    /// A follow-up with its files and changes.
    FollowUp(i32),
    /// A file of a follow-up.
    Attachment(i32),
    /// An account, with its groups, permissions and tokens. It has no tickets, follow-ups or acts.
    User(i32),
}

/// Django's tables whose rows are deleted with an account, or checked before.
const OF_ACCOUNTS: [&str; 4] = [
    "auth_user_groups",
    "auth_user_user_permissions",
    "authtoken_token",
    "django_admin_log",
];

/// The articles of django-helpdesk refer to an account if accounts are its teams.
const OF_TEAMS: &str = "helpdesk_kbitem";

/// Prefixes of the tables of django-helpdesk and deskql.
const OWN_PREFIXES: [&str; 2] = ["helpdesk_", "deskql_"];

/// A foreign key of another app: its table and column, quoted, and the table that it refers to.
/// `shown` is the name of the table for messages.
struct Reference {
    table: String,
    shown: String,
    column: String,
    target: String,
}

/// Returns an error if rows of other apps refer to the rows to delete. Takes one statement, and a
/// second if there are such foreign keys.
///
/// # Errors
/// [`Error::Conflict`] that names the tables; database errors.
pub(crate) async fn check_unreferenced(db: &impl ConnectionTrait, doomed: Deletion) -> Result<()> {
    let tables = doomed.tables();
    let references = references(db, &tables).await?;
    if references.is_empty() {
        return Ok(());
    }
    let columns: Vec<String> = references
        .iter()
        .map(|reference| {
            let which = tables
                .iter()
                .find(|(table, _)| *table == reference.target)
                .map_or("IS NULL", |(_, which)| which);
            let (table, column) = (&reference.table, &reference.column);
            format!(
                "CASE WHEN EXISTS (SELECT 1 FROM {table} WHERE {column} {which}) THEN 1 ELSE 0 END"
            )
        })
        .collect();
    let sql = format!("SELECT {}", columns.join(", "));
    let row = db
        .query_one_raw(Statement::from_string(db.get_database_backend(), sql))
        .await?;
    let mut found = Vec::new();
    for (at, reference) in references.iter().enumerate() {
        let holds: Option<i32> = row
            .as_ref()
            .map(|row| row.try_get_by_index(at))
            .transpose()?;
        if holds == Some(1) && !found.contains(&reference.shown.as_str()) {
            found.push(reference.shown.as_str());
        }
    }
    if found.is_empty() {
        return Ok(());
    }
    let what = format!(
        "it cannot be deleted, because rows of other apps refer to it: {}",
        found.join(", ")
    );
    Err(Error::Conflict {
        field: "input",
        what: what.into(),
    })
}

impl Deletion {
    /// The tables with rows to delete, each with a condition on `id` or a foreign key that selects
    /// them.
    fn tables(self) -> Vec<(&'static str, String)> {
        let followups = followup::Entity.table_name();
        let of_followups = |which: &str| {
            [followup_attachment::Entity.table_name(), ticket_change::Entity.table_name()].map(|table| {
                (
                    table,
                    format!(
                        "IN (SELECT id FROM {table} WHERE followup_id IN (SELECT id FROM {followups} WHERE {which}))"
                    ),
                )
            })
        };
        match self {
            Self::User(id) => vec![(user::Entity.table_name(), format!("= {id}"))],
            Self::Attachment(id) => {
                vec![(followup_attachment::Entity.table_name(), format!("= {id}"))]
            }
            Self::FollowUp(id) => {
                let mut tables = vec![(followups, format!("= {id}"))];
                tables.extend(of_followups(&format!("id = {id}")));
                tables
            }
            Self::Ticket(id) => {
                let mut tables = vec![(ticket::Entity.table_name(), format!("= {id}"))];
                let of_ticket = |table: &'static str, which: String| {
                    (table, format!("IN (SELECT id FROM {table} WHERE {which})"))
                };
                for table in [
                    followups,
                    checklist::Entity.table_name(),
                    ticket_cc::Entity.table_name(),
                    custom_field_value::Entity.table_name(),
                ] {
                    tables.push(of_ticket(table, format!("ticket_id = {id}")));
                }
                let dependency = format!("ticket_id = {id} OR depends_on_id = {id}");
                tables.push(of_ticket(
                    ticket_dependency::Entity.table_name(),
                    dependency,
                ));
                let lists = checklist::Entity.table_name();
                let tasks =
                    format!("checklist_id IN (SELECT id FROM {lists} WHERE ticket_id = {id})");
                tables.push(of_ticket(checklist_task::Entity.table_name(), tasks));
                tables.extend(of_followups(&format!("ticket_id = {id}")));
                tables
            }
        }
    }
}

/// The foreign keys of other apps that refer to these tables and block the deletion of their rows.
async fn references(
    db: &impl ConnectionTrait,
    tables: &[(&'static str, String)],
) -> Result<Vec<Reference>> {
    let backend = db.get_database_backend();
    let names: Vec<String> = tables
        .iter()
        .map(|(table, _)| format!("'{table}'"))
        .collect();
    let names = names.join(", ");
    let sql = match backend {
        DbBackend::Postgres => format!(
            "SELECT CAST(c.conrelid::regclass AS text), CAST(a.attname AS text), CAST(t.relname AS text) \
             FROM pg_constraint c JOIN pg_class t ON t.oid = c.confrelid \
             JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1] \
             WHERE c.contype = 'f' AND c.confdeltype IN ('a', 'r') AND cardinality(c.conkey) = 1 \
             AND pg_table_is_visible(t.oid) AND t.relname IN ({names})"
        ),
        DbBackend::Sqlite => format!(
            "SELECT m.name, f.\"from\", f.\"table\" FROM sqlite_master m JOIN pragma_foreign_key_list(m.name) f \
             WHERE m.type = 'table' AND f.on_delete IN ('NO ACTION', 'RESTRICT') AND lower(f.\"table\") IN ({names})"
        ),
        _ => format!(
            "SELECT k.TABLE_NAME, k.COLUMN_NAME, k.REFERENCED_TABLE_NAME FROM information_schema.KEY_COLUMN_USAGE k \
             JOIN information_schema.REFERENTIAL_CONSTRAINTS r ON r.CONSTRAINT_SCHEMA = k.CONSTRAINT_SCHEMA \
             AND r.CONSTRAINT_NAME = k.CONSTRAINT_NAME AND r.TABLE_NAME = k.TABLE_NAME \
             WHERE k.TABLE_SCHEMA = DATABASE() AND k.REFERENCED_TABLE_SCHEMA = DATABASE() \
             AND r.DELETE_RULE IN ('NO ACTION', 'RESTRICT') AND k.REFERENCED_TABLE_NAME IN ({names})"
        ),
    };
    let mut references = Vec::new();
    for row in db
        .query_all_raw(Statement::from_string(backend, sql))
        .await?
    {
        let shown: String = row.try_get_by_index(0)?;
        let (column, target): (String, String) =
            (row.try_get_by_index(1)?, row.try_get_by_index(2)?);
        let is_own = OWN_PREFIXES.iter().any(|own| shown.starts_with(own)) && shown != OF_TEAMS;
        if is_own || OF_ACCOUNTS.contains(&shown.as_str()) {
            continue;
        }
        let quoted = |name: &str| match backend {
            DbBackend::MySql => format!("`{}`", name.replace('`', "``")),
            _ => format!("\"{}\"", name.replace('"', "\"\"")),
        };
        // PostgreSQL already quotes names where necessary.
        let table = if backend == DbBackend::Postgres {
            shown.clone()
        } else {
            quoted(&shown)
        };
        references.push(Reference {
            table,
            shown,
            column: quoted(&column),
            target: target.to_lowercase(),
        });
    }
    Ok(references)
}
