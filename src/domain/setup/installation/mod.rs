//! What a database is: which django-helpdesk, how much is in it, and what in it deskql does not do.
//! Reads and never writes; [`migration`] has the list of releases and does the writing.

mod findings;

use std::fmt;

use entity::Db;
pub use findings::Finding;
use migration::{Incompatibility, Inventory, State};
use sea_orm::sea_query::{Asterisk, Expr, Func, Query};
use sea_orm::{
    AccessMode, ConnectionTrait, DbBackend, DbErr, IsolationLevel, TransactionOptions,
    TransactionTrait,
};

use crate::config::Config;

/// What the names of the tables begin with that are django-helpdesk's, its Django apps' or ours.
const PREFIXES: &[&str] = &[
    "helpdesk_",
    "auth_",
    "authtoken_",
    "django_",
    migration::TABLE_PREFIX,
];

/// A database as it was found.
#[derive(Clone, Debug)]
pub struct Installation {
    /// Its tables and migrations.
    pub inventory: Inventory,
    /// Rows of each table of django-helpdesk, its Django apps and ours, by name.
    pub rows: Vec<(String, i64)>,
    /// What deskql does not do with what is in it; empty if it is no django-helpdesk of the
    /// supported version.
    pub findings: Vec<Finding>,
}

impl Installation {
    /// What the database is.
    #[must_use]
    pub fn state(&self) -> State {
        self.inventory.state()
    }
}

/// Looks at a database, at one moment and without writing.
///
/// # Errors
/// What the database says.
pub async fn inspect(db: &Db, config: &Config) -> Result<Installation, DbErr> {
    // SQLite's transactions see one moment anyhow.
    let server = db.get_database_backend() != DbBackend::Sqlite;
    let options = TransactionOptions {
        isolation_level: server.then_some(IsolationLevel::RepeatableRead),
        access_mode: server.then_some(AccessMode::ReadOnly),
        ..TransactionOptions::default()
    };
    let snapshot = db.pool().begin_with_options(options).await?;
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

/// Whether `serve` can work on the database as it is.
///
/// # Errors
/// Why it can't, in one line that says what to run.
pub async fn ensure_ready(db: &Db) -> Result<(), NotReady> {
    let inventory = Inventory::read(db).await.map_err(NotReady::Database)?;
    if let Some(incompatibility) = inventory.incompatibility() {
        Err(NotReady::Incompatible(incompatibility))
    } else if inventory.state() == State::Empty {
        Err(NotReady::Empty)
    } else if inventory.needs_migration() {
        Err(NotReady::Pending(inventory.pending_migrations()))
    } else {
        Ok(())
    }
}

/// Why a database can't be served.
#[derive(Debug)]
pub enum NotReady {
    /// It has no tables.
    Empty,
    /// It lacks what these migrations of ours make.
    Pending(Vec<String>),
    /// It is not one that deskql can work on.
    Incompatible(Incompatibility),
    /// It does not answer as it should.
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
                    "the database lacks tables of this deskql ({}); run: deskql migrate URL",
                    names.join(", ")
                )
            }
            Self::Incompatible(incompatibility) => incompatibility.fmt(f),
            Self::Database(_) => f.write_str("the database does not say what is in it"),
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
