//! What Django's own `migrate` leaves in an empty database, word for word: `schema.*.sql` a
//! database, and `rows.sql`. The mail templates alone are worded anew.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

use crate::mail_templates;

const SQLITE: &str = include_str!("schema.sqlite.sql");
const POSTGRES: &str = include_str!("schema.postgres.sql");
const MYSQL: &str = include_str!("schema.mysql.sql");
const ROWS: &str = include_str!("rows.sql");

/// Tables that get rows with ids chosen here, so that their sequences must be told.
const NUMBERED: &[&str] = &[
    "auth_permission",
    "django_content_type",
    "django_migrations",
    "django_site",
    "helpdesk_emailtemplate",
];

/// Tables without which nothing that deskql does is hurt.
const DISPENSABLE: &[&str] = &["authtoken_token", "django_admin_log", "django_migrations"];

/// Makes the tables and their first rows.
pub(crate) async fn create<C: ConnectionTrait>(db: &C) -> Result<(), DbErr> {
    let backend = db.get_database_backend();
    db.execute_unprepared(schema(backend)).await?;
    if backend == DbBackend::MySql {
        // Making tables has ended the transaction. The rows come all or none again: without them it
        // is known that the tables were left by a run that did not get further.
        db.execute_unprepared("START TRANSACTION").await?;
    }
    db.execute_unprepared(ROWS).await?;
    for (id, row) in (1_i32..).zip(mail_templates::all()) {
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
                row.template_name.into(),
                row.locale.into(),
                row.subject.into(),
                row.heading.into(),
                row.plain_text.into(),
                row.html.into(),
            ])
            .map_err(|error| DbErr::Custom(error.to_string()))?
            .take();
        db.execute(&insert).await?;
    }
    match backend {
        DbBackend::Postgres => {
            for table in NUMBERED {
                let sql = format!(
                    "SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))"
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

/// All tables of Django's, in the order in which they can be made.
pub(crate) fn tables() -> impl DoubleEndedIterator<Item = &'static str> {
    MYSQL
        .lines()
        .filter_map(|line| line.strip_prefix("CREATE TABLE `")?.split('`').next())
}

/// The tables that must be there for deskql to work.
pub(crate) fn required() -> impl Iterator<Item = &'static str> {
    tables().filter(|table| !DISPENSABLE.contains(table))
}

fn schema(backend: DbBackend) -> &'static str {
    match backend {
        DbBackend::Postgres => POSTGRES,
        DbBackend::MySql => MYSQL,
        _ => SQLITE,
    }
}
