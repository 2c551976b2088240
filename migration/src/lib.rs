//! django-helpdesk's tables as Django makes them, and deskql's own beside them.
//!
//! [`migrate`] brings a database to where this program needs it, wholly or not at all: an empty one
//! gets the tables and rows of django-helpdesk with its Django apps, one of django-helpdesk keeps
//! them as they are, and both get deskql's own tables, whose names begin with `deskql_` and which
//! have no foreign keys into Django's. [`Found::read`] says what a database is without writing to
//! it.
//!
//! A migration is a picture of its day: entities move on, so this crate never uses them, and
//! Django's SQL stands here word for word. Rules of the help desk live elsewhere.

mod apps;
mod django;
mod found;
mod m20261124_1_django;
mod m20261124_2_idempotency;
mod m20261124_3_outbox;
mod m20261124_4_events;
mod m20261127_1_installation;
mod m20261128_1_login_failure;
pub mod mail_templates;
mod migrate;
mod own;
mod refusal;
pub mod releases;
mod without_rollback;

pub use found::{Found, State};
pub use migrate::{Done, Error, migrate};
pub use refusal::Refusal;
pub use releases::Version;

use sea_orm_migration::prelude::*;

/// The migrations in order, for sea-orm-migration; [`migrate`] runs them in safety.
#[derive(Debug)]
pub struct Migrator;

/// The table in which the migrations that were applied are noted.
pub const BOOKKEEPING: &str = "deskql_migrations";

/// What the names of deskql's own tables begin with.
pub const PREFIX: &str = "deskql_";

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20261124_1_django::Migration),
            Box::new(m20261124_2_idempotency::Migration),
            Box::new(m20261124_3_outbox::Migration),
            Box::new(m20261124_4_events::Migration),
            Box::new(m20261127_1_installation::Migration),
            Box::new(m20261128_1_login_failure::Migration),
        ]
    }

    fn migration_table_name() -> DynIden {
        BOOKKEEPING.into_iden()
    }
}
