//! Why deskql cannot use a database, as one line that says what to do.

use std::fmt;

use crate::Version;
use crate::releases::{OLDEST, SUPPORTED};

/// Maximum number of tables or migrations that a message lists.
const MAX_LISTED: usize = 4;

/// Why deskql cannot use a database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Incompatibility {
    /// It belongs to another version of django-helpdesk.
    Version(Version),
    /// It has tables, but not those of django-helpdesk.
    NotHelpdesk {
        /// Names of its tables.
        tables: Vec<String>,
    },
    /// The site has a custom user model instead of `auth_user`.
    CustomUserModel,
    /// One of Django's apps is too old.
    OutdatedApp {
        /// Label of the app.
        label: &'static str,
        /// The migration that is not applied.
        migration: &'static str,
        /// The release that includes the migration.
        since: &'static str,
    },
    /// Tables of applied migrations are missing.
    MissingTables {
        /// Their names.
        tables: Vec<&'static str>,
    },
    /// Tables lack columns that deskql uses.
    MissingColumns {
        /// The version according to the migrations.
        version: Version,
        /// Their names with the table (`helpdesk_ticket.title`).
        columns: Vec<String>,
    },
    /// Tables have columns that deskql does not know and that require a value.
    UnknownRequiredColumns {
        /// Their names with the table.
        columns: Vec<String>,
    },
    /// Our own tables are present, Django's are not.
    DjangoTablesDropped,
    /// A newer version of deskql has migrated it.
    NewerDeskql {
        /// Its migrations that this version does not know.
        migrations: Vec<String>,
    },
}

impl std::error::Error for Incompatibility {}

impl fmt::Display for Incompatibility {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Version(version @ Version::Older { .. }) => {
                write!(
                    f,
                    "this database is {version}; deskql supports {OLDEST} to {SUPPORTED}: upgrade it first"
                )
            }
            Self::Version(version @ Version::Incomplete { .. }) => {
                write!(
                    f,
                    "this database is {version}; run its `manage.py migrate` with {SUPPORTED} first"
                )
            }
            Self::Version(version @ Version::Unknown { .. }) => {
                write!(
                    f,
                    "this database is {version}; this deskql supports {SUPPORTED}"
                )
            }
            // Compatible; only here to be exhaustive.
            Self::Version(version @ Version::Supported { .. }) => {
                write!(f, "this database is {version}")
            }
            Self::NotHelpdesk { tables } => write!(
                f,
                "this database has tables ({}) but is not a django-helpdesk; name an empty database or one of \
                 django-helpdesk {SUPPORTED}",
                list(tables)
            ),
            Self::CustomUserModel => f.write_str(
                "this database has no table auth_user: the site has a custom user model, which deskql does not \
                 support",
            ),
            Self::OutdatedApp {
                label,
                migration,
                since,
            } => write!(
                f,
                "this database lacks the migration {label}.{migration}; run `manage.py migrate` with {since} or \
                 newer and django-helpdesk {SUPPORTED} first"
            ),
            Self::MissingTables { tables } => write!(
                f,
                "this database lacks tables of django-helpdesk {SUPPORTED} ({}); restore it from a backup",
                list(tables)
            ),
            Self::MissingColumns { version, columns } => write!(
                f,
                "this database is {version} and lacks columns that deskql uses ({}); run its `manage.py migrate`",
                list(columns)
            ),
            Self::UnknownRequiredColumns { columns } => write!(
                f,
                "this database has columns that deskql does not know and that require a value ({}); give them a \
                 default or let them be null",
                list(columns)
            ),
            Self::DjangoTablesDropped => f.write_str(
                "deskql has migrated this database, but Django's tables are missing; restore it from a backup or \
                 name an empty database",
            ),
            Self::NewerDeskql { migrations } => write!(
                f,
                "a newer deskql has migrated this database ({}); use that version",
                list(migrations)
            ),
        }
    }
}

/// The first few names, and the number of the others.
fn list(names: &[impl AsRef<str>]) -> String {
    let mut text = names
        .iter()
        .take(MAX_LISTED)
        .map(AsRef::as_ref)
        .collect::<Vec<_>>()
        .join(", ");
    if names.len() > MAX_LISTED {
        text += &format!(" and {} more", names.len() - MAX_LISTED);
    }
    text
}
