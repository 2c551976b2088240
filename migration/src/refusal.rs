//! Why a database is not touched, in one line that says what to do.

use std::fmt;

use crate::Version;
use crate::releases::SUPPORTED;

/// Most tables or migrations that a message lists.
const LISTED: usize = 4;

/// Why deskql can't work on a database. Nothing was changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// A django-helpdesk of another version.
    Version(Version),
    /// Tables, but not those of a django-helpdesk.
    NotHelpdesk {
        /// Their names.
        tables: Vec<String>,
    },
    /// The site has a user model of its own instead of `auth_user`.
    UserModel,
    /// An app of Django's is older than deskql needs.
    OldApp {
        /// The app.
        label: &'static str,
        /// What it lacks.
        migration: &'static str,
        /// What brings that.
        comes_with: &'static str,
    },
    /// Tables that Django says it made are not there.
    MissingTables {
        /// Their names.
        tables: Vec<&'static str>,
    },
    /// Our own notes are there, Django's tables are not.
    TablesGone,
    /// A newer deskql has been here.
    NewerDeskql {
        /// Its migrations that are not known here.
        migrations: Vec<String>,
    },
}

impl std::error::Error for Refusal {}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Version(version @ Version::Older { .. }) => {
                write!(f, "this database is {version}; upgrade it to {SUPPORTED} first")
            }
            Self::Version(version @ Version::Unfinished { .. }) => {
                write!(f, "this database is {version}; run its `manage.py migrate` with {SUPPORTED} first")
            }
            Self::Version(version @ Version::Unknown { .. }) => {
                write!(f, "this database is {version}; this deskql knows releases up to {SUPPORTED}")
            }
            // Never refused; said for completeness.
            Self::Version(version @ Version::Supported { .. }) => write!(f, "this database is {version}"),
            Self::NotHelpdesk { tables } => write!(
                f,
                "this database has tables ({}) but no django-helpdesk; name an empty database or one of django-helpdesk \
                 {SUPPORTED}",
                listed(tables)
            ),
            Self::UserModel => f.write_str(
                "this database has no table auth_user: the site has a user model of its own, which deskql does not \
                 support",
            ),
            Self::OldApp { label, migration, comes_with } => write!(
                f,
                "this database lacks the migration {label}.{migration}; run `manage.py migrate` with {comes_with} or \
                 newer and django-helpdesk {SUPPORTED} first"
            ),
            Self::MissingTables { tables } => write!(
                f,
                "this database lacks tables that django-helpdesk {SUPPORTED} has ({}); restore it from a backup",
                listed(tables)
            ),
            Self::TablesGone => f.write_str(
                "deskql has migrated this database, but Django's tables are gone; restore it from a backup or name an \
                 empty one",
            ),
            Self::NewerDeskql { migrations } => write!(
                f,
                "a newer deskql has migrated this database ({} not known here); use that version",
                listed(migrations)
            ),
        }
    }
}

/// The first few names, and how many more there are.
fn listed(names: &[impl AsRef<str>]) -> String {
    let mut text = names
        .iter()
        .take(LISTED)
        .map(AsRef::as_ref)
        .collect::<Vec<_>>()
        .join(", ");
    if names.len() > LISTED {
        text += &format!(" and {} more", names.len() - LISTED);
    }
    text
}
