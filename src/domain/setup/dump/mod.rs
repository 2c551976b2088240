//! Dumps in the JSON format of Django's `dumpdata`: everything but sessions, the log of Django's
//! admin and deskql's tables. [`export`] writes what `loaddata` reads, [`import`] reads what
//! `dumpdata` writes, with numbers or natural keys. Files are paths; their content is not part of a
//! dump.

mod export;
mod import;
mod models;
mod values;

use migration::Inventory;
use sea_orm::DbErr;

pub use export::export;
pub use import::{Options, Problem, Report, import};

/// The number of objects of a model, by its label (`helpdesk.ticket`).
pub type Count = (String, u64);

/// The reason why a dump was not written or read. The database is unchanged.
#[derive(Debug, thiserror::Error)]
pub enum DumpError {
    /// The output cannot be written, or the input cannot be read.
    #[error(transparent)]
    File(std::io::Error),
    /// A stored value cannot be read as the type of its column.
    #[error("{object}: the database has a value in {field} that is not of the column's type")]
    Unreadable {
        /// The object, such as `helpdesk.ticket 5`.
        object: String,
        /// The field.
        field: &'static str,
        /// The error of the driver.
        #[source]
        source: DbErr,
    },
    /// The database has objects of this model.
    #[error("the database is not empty: it has objects of {0}")]
    NotEmpty(&'static str),
    /// The dump is invalid. More problems may exist than are listed.
    #[error("the dump is invalid")]
    Invalid(Vec<Problem>),
    /// The database reports an error.
    #[error("the database reports an error")]
    Database(#[from] DbErr),
}
