//! Inspects a database: the release of django-helpdesk, the number of rows, and unsupported
//! features. Only reads; [`migration`] knows the releases and writes.

mod findings;

use std::fmt;

use entity::Db;
pub use findings::Finding;
use migration::{Incompatibility, Inventory, State};
use sea_orm::sea_query::{Asterisk, Expr, Func, Query};
use sea_orm::{ConnectionTrait, DbErr};

use super::snapshot::begin_snapshot;
use crate::config::Config;
use crate::domain::Release;

/// Prefixes of the tables of django-helpdesk, its Django apps, and deskql.
const PREFIXES: &[&str] = &[
    "helpdesk_",
    "auth_",
    "authtoken_",
    "django_",
    migration::TABLE_PREFIX,
];

/// The result of inspecting a database.
#[derive(Clone, Debug)]
pub struct Installation {
    /// The tables and migrations.
    pub inventory: Inventory,
    /// The number of rows of each table of django-helpdesk, its Django apps, and deskql, by name.
    pub rows: Vec<(String, i64)>,
    /// Unsupported features and data. Empty if the database is not of a supported release of
    /// django-helpdesk.
    pub findings: Vec<Finding>,
}

impl Installation {
    /// The state of the schema.
    #[must_use]
    pub fn state(&self) -> State {
        self.inventory.state()
    }
}

/// Inspects a database in one read-only snapshot.
///
/// # Errors
/// Database errors.
pub async fn inspect(db: &Db, config: &Config) -> Result<Installation, DbErr> {
    let snapshot = begin_snapshot(db).await?;
    let inventory = Inventory::read(&snapshot).await?;
    let mut rows = Vec::new();
    for table in inventory.tables.iter().filter(|table| is_known(table)) {
        let select = Query::select()
            .expr_as(Func::count(Expr::col(Asterisk)), "rows")
            .from(table.clone())
            .take();
        let count = snapshot
            .query_one(&select)
            .await?
            .map(|row| row.try_get("", "rows"))
            .transpose()?;
        rows.push((table.clone(), count.unwrap_or_default()));
    }
    let findings = match (inventory.state(), inventory.incompatibility()) {
        (State::Helpdesk(_), None) => findings::find(&snapshot, &inventory, config).await?,
        _ => Vec::new(),
    };
    snapshot.rollback().await?;
    Ok(Installation {
        inventory,
        rows,
        findings,
    })
}

/// Checks that `serve` can use the database.
///
/// # Errors
/// The reason in one line, with the command to run.
pub async fn ensure_ready(db: &Db) -> Result<Inventory, NotReady> {
    let inventory = ensure_readable(db).await?;
    if inventory.needs_migration() {
        Err(NotReady::Pending(inventory.pending_migrations()))
    } else {
        Ok(inventory)
    }
}

/// Checks that `serve` can read the database. deskql's own tables may be missing.
///
/// # Errors
/// The reason in one line, with the command to run.
pub async fn ensure_readable(db: &Db) -> Result<Inventory, NotReady> {
    let inventory = Inventory::read(db).await.map_err(NotReady::Database)?;
    if let Some(incompatibility) = inventory.incompatibility() {
        Err(NotReady::Incompatible(incompatibility))
    } else if inventory.state() == State::Empty {
        Err(NotReady::Empty)
    } else {
        Ok(inventory)
    }
}

/// Whether the applied migrations of django-helpdesk are exactly those of a known release
/// (`database.require_known_migrations`).
///
/// # Errors
/// Why not, in one line.
pub fn ensure_known(inventory: &Inventory) -> Result<(), NotReady> {
    match inventory.state() {
        State::Helpdesk(version) if !version.is_known() => {
            Err(NotReady::Incompatible(Incompatibility::Version(version)))
        }
        _ => Ok(()),
    }
}

/// The release of django-helpdesk that created a database; of several with the same migrations, the
/// first. The newest one for a database that deskql created.
#[must_use]
pub fn release(inventory: &Inventory) -> Release {
    match inventory.state() {
        State::Helpdesk(version) => version.first_release().parse().unwrap_or(Release::LATEST),
        State::Empty | State::Foreign => Release::LATEST,
    }
}

/// The reason why a database cannot be used.
#[derive(Debug)]
pub enum NotReady {
    /// The database has no tables.
    Empty,
    /// These migrations of deskql are not applied.
    Pending(Vec<String>),
    /// The database is not of a supported release.
    Incompatible(Incompatibility),
    /// The database cannot be read.
    Database(DbErr),
}

impl fmt::Display for NotReady {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => {
                f.write_str("the database has no tables yet; run: deskql migrate --create URL")
            }
            Self::Pending(names) => {
                write!(
                    f,
                    "the database lacks tables of this version of deskql ({}); run: deskql migrate URL",
                    names.join(", ")
                )
            }
            Self::Incompatible(incompatibility) => incompatibility.fmt(f),
            Self::Database(_) => f.write_str("the database cannot be read"),
        }
    }
}

impl std::error::Error for NotReady {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Database(error) => Some(error),
            _ => None,
        }
    }
}

fn is_known(table: &str) -> bool {
    PREFIXES.iter().any(|prefix| table.starts_with(prefix))
}
