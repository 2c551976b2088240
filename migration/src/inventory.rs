//! Inspects a database: its tables, and the migrations of Django and of deskql. Writes nothing.

use std::collections::HashSet;

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{DbBackend, Statement};

use crate::{
    Incompatibility, MIGRATION_TABLE, Migrator, MigratorTrait, TABLE_PREFIX, Version, django,
    m20261124_1_django, mysql, releases,
};

/// Columns that deskql reads as null if the table lacks them: those that came after
/// [`releases::OLDEST`] (`entity::columns` adapts the statements).
const OPTIONAL_COLUMNS: &[(&str, &str)] = &[
    ("helpdesk_followup", "email_recipients"),
    ("helpdesk_usersettings", "ticket_respond_layout"),
];

/// A column of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Name of the table.
    pub table: String,
    /// Name of the column.
    pub name: String,
    /// Whether an insert must name it: it is not null and has no default.
    pub required: bool,
}

/// The tables and migrations of a database.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Inventory {
    /// Names of the tables, sorted, without system tables and those of extensions.
    pub tables: Vec<String>,
    /// The columns of these tables.
    pub columns: Vec<Column>,
    /// App and name of Django's applied migrations, in the order of their application.
    pub django_migrations: Vec<(String, String)>,
    /// Names of deskql's applied migrations.
    pub own_migrations: Vec<String>,
    /// Whether an interrupted run of [`crate::migrate`] has left tables (on MariaDB and MySQL).
    pub interrupted_run: bool,
}

/// The kind of a database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// It has no tables, only our own, or those that an interrupted run has left.
    Empty,
    /// It has tables, but not those of django-helpdesk.
    Foreign,
    /// It has the tables of django-helpdesk.
    Helpdesk(Version),
}

impl Inventory {
    /// Inspects a database.
    ///
    /// # Errors
    /// The database's error.
    pub async fn read<C: ConnectionTrait>(db: &C) -> Result<Self, DbErr> {
        let mut inventory = Self {
            tables: tables(db).await?,
            columns: columns(db).await?,
            ..Self::default()
        };
        // Without those of views.
        let tables: HashSet<_> = inventory.tables.iter().collect();
        inventory
            .columns
            .retain(|column| tables.contains(&column.table));
        if inventory.has_table("django_migrations") {
            let select = Query::select()
                .columns(["app", "name"])
                .from("django_migrations")
                .order_by("id", Order::Asc)
                .take();
            for row in db.query_all(&select).await? {
                inventory
                    .django_migrations
                    .push((row.try_get("", "app")?, row.try_get("", "name")?));
            }
        }
        if inventory.has_table(MIGRATION_TABLE) {
            let select = Query::select()
                .column("version")
                .from(MIGRATION_TABLE)
                .order_by("version", Order::Asc)
                .take();
            for row in db.query_all(&select).await? {
                inventory.own_migrations.push(row.try_get("", "version")?);
            }
        }
        if db.get_database_backend() == DbBackend::MySql {
            inventory.interrupted_run = mysql::has_interrupted_run(db, &inventory).await?;
        }
        Ok(inventory)
    }

    /// Whether the database has a table.
    #[must_use]
    pub fn has_table(&self, table: &str) -> bool {
        self.tables.iter().any(|name| name == table)
    }

    /// The kind of the database.
    #[must_use]
    pub fn state(&self) -> State {
        if let Some(version) = Version::of(&self.applied(releases::APP)) {
            State::Helpdesk(version)
        } else if self.interrupted_run
            || self
                .tables
                .iter()
                .all(|table| table.starts_with(TABLE_PREFIX))
        {
            State::Empty
        } else {
            State::Foreign
        }
    }

    /// Names of the applied migrations of one of Django's apps.
    #[must_use]
    pub fn applied(&self, app: &str) -> Vec<String> {
        self.django_migrations
            .iter()
            .filter(|(label, _)| label == app)
            .map(|(_, name)| name.clone())
            .collect()
    }

    /// Names of deskql's migrations that are not applied.
    #[must_use]
    pub fn pending_migrations(&self) -> Vec<String> {
        own_migrations()
            .into_iter()
            .filter(|name| !self.own_migrations.contains(name))
            .collect()
    }

    /// Whether tables that deskql needs are missing, so that [`crate::migrate`] must run. The
    /// migration that creates Django's tables does not count if Django has created them.
    #[must_use]
    pub fn needs_migration(&self) -> bool {
        let django = m20261124_1_django::Migration.name();
        self.state() == State::Empty || self.pending_migrations().iter().any(|name| name != django)
    }

    /// Why deskql cannot use this database even after [`crate::migrate`]. `None` if it can.
    #[must_use]
    pub fn incompatibility(&self) -> Option<Incompatibility> {
        let unknown: Vec<_> = self
            .own_migrations
            .iter()
            .filter(|name| !own_migrations().contains(name))
            .cloned()
            .collect();
        if !unknown.is_empty() {
            return Some(Incompatibility::NewerDeskql {
                migrations: unknown,
            });
        }
        match self.state() {
            State::Empty if self.own_migrations.is_empty() => None,
            State::Empty => Some(Incompatibility::DjangoTablesDropped),
            State::Foreign => Some(Incompatibility::NotHelpdesk {
                tables: self.tables.clone(),
            }),
            State::Helpdesk(version) if version.may_fit() => {
                self.incompatibility_of_django(&version)
            }
            State::Helpdesk(version) => Some(Incompatibility::Version(version)),
        }
    }

    fn incompatibility_of_django(&self, version: &Version) -> Option<Incompatibility> {
        if !self.has_table("auth_user") {
            return Some(Incompatibility::CustomUserModel);
        }
        for app in crate::apps::APPS {
            if !self
                .applied(app.label)
                .iter()
                .any(|name| name == app.migration)
            {
                return Some(Incompatibility::OutdatedApp {
                    label: app.label,
                    migration: app.migration,
                    since: app.since,
                });
            }
        }
        let missing: Vec<_> = django::required()
            .filter(|table| !self.has_table(table))
            .collect();
        if !missing.is_empty() {
            return Some(match version {
                Version::Incomplete { .. } => Incompatibility::Version(version.clone()),
                _ => Incompatibility::MissingTables { tables: missing },
            });
        }
        self.incompatibility_of_columns(version)
    }

    fn incompatibility_of_columns(&self, version: &Version) -> Option<Incompatibility> {
        let known: Vec<_> = django::columns().collect();
        let missing: Vec<_> = known
            .iter()
            .filter(|column| !OPTIONAL_COLUMNS.contains(column))
            .filter(|(table, name)| self.has_table(table) && !self.has_column(table, name))
            .map(|(table, name)| format!("{table}.{name}"))
            .collect();
        if !missing.is_empty() {
            let version = version.clone();
            return Some(Incompatibility::MissingColumns {
                version,
                columns: missing,
            });
        }
        let unknown: Vec<_> = self
            .columns
            .iter()
            .filter(|column| column.required && django::WRITTEN.contains(&column.table.as_str()))
            .filter(|column| !known.contains(&(column.table.as_str(), column.name.as_str())))
            .map(|column| format!("{}.{}", column.table, column.name))
            .collect();
        (!unknown.is_empty())
            .then_some(Incompatibility::UnknownRequiredColumns { columns: unknown })
    }

    /// Whether a table has a column.
    #[must_use]
    pub fn has_column(&self, table: &str, name: &str) -> bool {
        self.columns
            .iter()
            .any(|column| column.table == table && column.name == name)
    }

    /// The columns of newer releases of django-helpdesk that the tables lack, as `table.column`.
    #[must_use]
    pub fn missing_optional_columns(&self) -> Vec<String> {
        OPTIONAL_COLUMNS
            .iter()
            .filter(|(table, name)| self.has_table(table) && !self.has_column(table, name))
            .map(|(table, name)| format!("{table}.{name}"))
            .collect()
    }
}

/// Names of all of deskql's migrations.
fn own_migrations() -> Vec<String> {
    Migrator::migrations()
        .iter()
        .map(|migration| migration.name().to_owned())
        .collect()
}

/// Names of the tables that can be used without naming their schema, sorted.
async fn tables<C: ConnectionTrait>(db: &C) -> Result<Vec<String>, DbErr> {
    let backend = db.get_database_backend();
    let sql = match backend {
        DbBackend::Sqlite => {
            "SELECT name FROM sqlite_master \
             WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name"
        }
        DbBackend::Postgres => {
            "SELECT c.relname::text AS name FROM pg_catalog.pg_class c \
             JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace \
             WHERE c.relkind IN ('r', 'p', 'f') \
             AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema' \
             AND pg_catalog.pg_table_is_visible(c.oid) \
             AND NOT EXISTS \
             (SELECT 1 FROM pg_catalog.pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e') \
             ORDER BY c.relname COLLATE \"C\""
        }
        _ => {
            "SELECT table_name AS name FROM information_schema.tables \
             WHERE table_schema = DATABASE() AND table_type = 'BASE TABLE' \
             ORDER BY CAST(table_name AS BINARY)"
        }
    };
    db.query_all_raw(Statement::from_string(backend, sql))
        .await?
        .iter()
        .map(|row| row.try_get("", "name"))
        .collect()
}

/// The columns of the tables that can be used without naming their schema.
async fn columns<C: ConnectionTrait>(db: &C) -> Result<Vec<Column>, DbErr> {
    let backend = db.get_database_backend();
    let sql = match backend {
        DbBackend::Sqlite => {
            "SELECT m.name, c.name, c.\"notnull\" AND c.dflt_value IS NULL AND c.pk = 0 \
             FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table'"
        }
        DbBackend::Postgres => {
            "SELECT c.relname::text, a.attname::text, \
             (a.attnotnull AND NOT a.atthasdef AND a.attidentity = '')::integer \
             FROM pg_catalog.pg_class c \
             JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace \
             JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid \
             WHERE c.relkind IN ('r', 'p', 'f') AND a.attnum > 0 AND NOT a.attisdropped \
             AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema' \
             AND pg_catalog.pg_table_is_visible(c.oid)"
        }
        _ => {
            "SELECT CONVERT(table_name USING utf8mb4), CONVERT(column_name USING utf8mb4), \
             CAST(is_nullable = 'NO' AND column_default IS NULL AND extra = '' AS SIGNED) \
             FROM information_schema.columns WHERE table_schema = DATABASE()"
        }
    };
    let mut columns = Vec::new();
    for row in db
        .query_all_raw(Statement::from_string(backend, sql))
        .await?
    {
        let required = match backend {
            DbBackend::MySql => row.try_get_by_index::<i64>(2)? != 0,
            _ => row.try_get_by_index::<i32>(2)? != 0,
        };
        columns.push(Column {
            table: row.try_get_by_index(0)?,
            name: row.try_get_by_index(1)?,
            required,
        });
    }
    Ok(columns)
}
