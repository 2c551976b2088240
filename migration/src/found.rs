//! What a database is: its tables, Django's migrations, our own. Reads and never writes.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{DbBackend, Statement};

use crate::{
    BOOKKEEPING, Migrator, MigratorTrait, PREFIX, Refusal, Version, django, m20261124_1_django,
    releases, without_rollback,
};

/// What stands in a database.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// Names of the tables, sorted; the database's own and those of its extensions are left out.
    pub tables: Vec<String>,
    /// App and name of every migration that Django has applied, in its order.
    pub django: Vec<(String, String)>,
    /// Names of our own migrations that were applied.
    pub own: Vec<String>,
    /// Whether a run of [`crate::migrate`] was killed on its way, where that leaves tables
    /// (MariaDB, MySQL).
    pub unfinished: bool,
}

/// What a database is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// Nothing in it, or nothing but our own, or what a killed run has left.
    Empty,
    /// Tables, but not those of a django-helpdesk.
    Other,
    /// A django-helpdesk.
    Helpdesk(Version),
}

impl Found {
    /// Looks at a database.
    ///
    /// # Errors
    /// What the database says.
    pub async fn read<C: ConnectionTrait>(db: &C) -> Result<Self, DbErr> {
        let tables = tables(db).await?;
        let has = |name: &str| tables.iter().any(|table| table == name);
        let mut found = Self::default();
        if has("django_migrations") {
            let select = Query::select()
                .columns(["app", "name"])
                .from("django_migrations")
                .order_by("id", Order::Asc)
                .take();
            for row in db.query_all(&select).await? {
                found
                    .django
                    .push((row.try_get("", "app")?, row.try_get("", "name")?));
            }
        }
        if has(BOOKKEEPING) {
            let select = Query::select()
                .column("version")
                .from(BOOKKEEPING)
                .order_by("version", Order::Asc)
                .take();
            for row in db.query_all(&select).await? {
                found.own.push(row.try_get("", "version")?);
            }
        }
        found.tables = tables;
        if db.get_database_backend() == DbBackend::MySql {
            found.unfinished = without_rollback::is_unfinished(db, &found).await?;
        }
        Ok(found)
    }

    /// Whether there is such a table.
    #[must_use]
    pub fn has(&self, table: &str) -> bool {
        self.tables.iter().any(|name| name == table)
    }

    /// What the database is.
    #[must_use]
    pub fn state(&self) -> State {
        if let Some(version) = Version::of(&self.applied(releases::APP)) {
            State::Helpdesk(version)
        } else if self.unfinished || self.tables.iter().all(|table| table.starts_with(PREFIX)) {
            State::Empty
        } else {
            State::Other
        }
    }

    /// Names of the migrations of an app that Django has applied.
    #[must_use]
    pub fn applied(&self, app: &str) -> Vec<String> {
        self.django
            .iter()
            .filter(|(label, _)| label == app)
            .map(|(_, name)| name.clone())
            .collect()
    }

    /// Names of our own migrations that are still to be applied.
    #[must_use]
    pub fn pending(&self) -> Vec<String> {
        known()
            .into_iter()
            .filter(|name| !self.own.contains(name))
            .collect()
    }

    /// Whether [`crate::migrate`] has something to make that deskql needs. That Django's tables are
    /// not noted as ours is no such thing: our own tables are, since nothing is changed that cannot
    /// be noted.
    #[must_use]
    pub fn lacks_tables(&self) -> bool {
        let spared = m20261124_1_django::Migration.name();
        self.state() == State::Empty || self.pending().iter().any(|name| name != spared)
    }

    /// Why deskql can't work on this database, whatever is migrated; `None` if it can, or if the
    /// database is empty.
    #[must_use]
    pub fn refusal(&self) -> Option<Refusal> {
        let unknown: Vec<_> = self
            .own
            .iter()
            .filter(|name| !known().contains(name))
            .cloned()
            .collect();
        if !unknown.is_empty() {
            return Some(Refusal::NewerDeskql {
                migrations: unknown,
            });
        }
        match self.state() {
            State::Empty if self.own.is_empty() => None,
            State::Empty => Some(Refusal::TablesGone),
            State::Other => Some(Refusal::NotHelpdesk {
                tables: self.tables.clone(),
            }),
            State::Helpdesk(Version::Supported { .. }) => self.lack_of_django(),
            State::Helpdesk(version) => Some(Refusal::Version(version)),
        }
    }

    /// What is missing under django-helpdesk.
    fn lack_of_django(&self) -> Option<Refusal> {
        if !self.has("auth_user") {
            return Some(Refusal::UserModel);
        }
        for app in crate::apps::APPS {
            if !self
                .applied(app.label)
                .iter()
                .any(|name| name == app.migration)
            {
                return Some(Refusal::OldApp {
                    label: app.label,
                    migration: app.migration,
                    comes_with: app.comes_with,
                });
            }
        }
        let missing: Vec<_> = django::required()
            .filter(|table| !self.has(table))
            .collect();
        (!missing.is_empty()).then_some(Refusal::MissingTables { tables: missing })
    }
}

/// Names of the migrations that this program knows.
fn known() -> Vec<String> {
    Migrator::migrations()
        .iter()
        .map(|migration| migration.name().to_owned())
        .collect()
}

/// Names of the tables that a bare name reaches, sorted.
async fn tables<C: ConnectionTrait>(db: &C) -> Result<Vec<String>, DbErr> {
    let backend = db.get_database_backend();
    let sql = match backend {
        DbBackend::Sqlite => {
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name"
        }
        DbBackend::Postgres => {
            "SELECT c.relname::text AS name FROM pg_catalog.pg_class c \
             JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace \
             WHERE c.relkind IN ('r', 'p', 'f') AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema' \
             AND pg_catalog.pg_table_is_visible(c.oid) \
             AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e') \
             ORDER BY c.relname COLLATE \"C\""
        }
        _ => {
            "SELECT table_name AS name FROM information_schema.tables \
             WHERE table_schema = DATABASE() AND table_type = 'BASE TABLE' ORDER BY CAST(table_name AS BINARY)"
        }
    };
    db.query_all_raw(Statement::from_string(backend, sql))
        .await?
        .iter()
        .map(|row| row.try_get("", "name"))
        .collect()
}
