//! The tables and rows that Django's `migrate` creates in an empty database: one `schema.*.sql` per
//! database, and `rows.sql`. Only the email templates are our own.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

use crate::email_templates;

const SQLITE: &str = include_str!("schema.sqlite.sql");
const POSTGRES: &str = include_str!("schema.postgres.sql");
const MYSQL: &str = include_str!("schema.mysql.sql");
const ROWS: &str = include_str!("rows.sql");

/// Tables whose rows are inserted with explicit IDs, so that their sequences must be advanced.
const TABLES_WITH_ROWS: &[&str] = &[
    "auth_permission",
    "django_content_type",
    "django_migrations",
    "django_site",
    "helpdesk_emailtemplate",
];

/// Tables that deskql does not require.
const OPTIONAL: &[&str] = &["authtoken_token", "django_admin_log", "django_migrations"];

/// Tables into which deskql inserts rows.
pub(crate) const WRITTEN: &[&str] = &[
    "auth_user",
    "authtoken_token",
    "django_session",
    "helpdesk_followup",
    "helpdesk_followupattachment",
    "helpdesk_ticket",
    "helpdesk_ticketcc",
    "helpdesk_ticketchange",
    "helpdesk_ticketcustomfieldvalue",
    "helpdesk_ticketdependency",
    "helpdesk_usersettings",
];

/// Creates the tables and their initial rows.
pub(crate) async fn create<C: ConnectionTrait>(db: &C) -> Result<(), DbErr> {
    let backend = db.get_database_backend();
    db.execute_unprepared(schema(backend)).await?;
    if backend == DbBackend::MySql {
        // Creating tables has committed the transaction. The rows get a transaction again, because
        // tables without any rows are recognized as left by a killed run.
        db.execute_unprepared("START TRANSACTION").await?;
    }
    db.execute_unprepared(ROWS).await?;
    for (id, template) in (1_i32..).zip(email_templates::all()) {
        let insert = Query::insert()
            .into_table("helpdesk_emailtemplate")
            .columns([
                "id",
                "template_name",
                "locale",
                "subject",
                "heading",
                "plain_text",
                "html",
            ])
            .values([
                id.into(),
                template.template_name.into(),
                template.locale.into(),
                template.subject.into(),
                template.heading.into(),
                template.plain_text.into(),
                template.html.into(),
            ])
            .map_err(|error| DbErr::Custom(error.to_string()))?
            .take();
        db.execute(&insert).await?;
    }
    match backend {
        DbBackend::Postgres => {
            for table in TABLES_WITH_ROWS {
                let sql = format!(
                    "SELECT setval(pg_get_serial_sequence('{table}', 'id'), \
                     (SELECT max(id) FROM {table}))"
                );
                db.execute_unprepared(&sql).await?;
            }
        }
        DbBackend::MySql => {
            db.execute_unprepared("COMMIT").await?;
        }
        _ => {}
    }
    Ok(())
}

/// All of Django's tables, in an order that satisfies their foreign keys.
pub(crate) fn tables() -> impl DoubleEndedIterator<Item = &'static str> {
    MYSQL
        .lines()
        .filter_map(|line| line.strip_prefix("CREATE TABLE `")?.split('`').next())
}

/// All columns of these tables, with their tables.
pub(crate) fn columns() -> impl Iterator<Item = (&'static str, &'static str)> {
    let mut table = "";
    MYSQL.lines().filter_map(move |line| {
        if let Some(rest) = line.strip_prefix("CREATE TABLE `") {
            table = rest.split('`').next().unwrap_or_default();
            return None;
        }
        let name = line.trim_start().strip_prefix('`')?.split('`').next()?;
        Some((table, name))
    })
}

/// The tables that deskql needs.
pub(crate) fn required() -> impl Iterator<Item = &'static str> {
    tables().filter(|table| !OPTIONAL.contains(table))
}

fn schema(backend: DbBackend) -> &'static str {
    match backend {
        DbBackend::Postgres => POSTGRES,
        DbBackend::MySql => MYSQL,
        _ => SQLITE,
    }
}
