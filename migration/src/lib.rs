//! Creates django-helpdesk's tables as Django does, and deskql's own tables.
//!
//! [`migrate`] upgrades a database completely or not at all. In an empty database it creates the
//! tables and rows of django-helpdesk and its Django apps; those of an existing django-helpdesk it
//! does not change. Both get deskql's own tables, whose names start with `deskql_` and which have no
//! foreign keys to Django's. [`Inventory::read`] inspects a database without writing to it.
//!
//! A migration is a snapshot while entities change, so this crate uses no entities and contains
//! Django's SQL verbatim.

mod apps;
mod django;
pub mod email_templates;
mod incompatibility;
pub mod indexes;
mod inventory;
mod m20261124_1_django;
mod m20261124_2_idempotency;
mod m20261124_3_outbox;
mod m20261124_4_events;
mod m20261127_1_installation;
mod m20261128_1_login_failure;
mod m20261129_1_usage;
mod m20261130_1_personal_token;
mod migrate;
mod mysql;
pub mod releases;
mod table;

pub use incompatibility::Incompatibility;
pub use inventory::{Column, Inventory, State};
pub use migrate::{Error, Report, migrate};
pub use releases::Version;

use sea_orm_migration::prelude::*;

/// The migrations in order, for sea-orm-migration. Run them with [`migrate`], which is atomic.
#[derive(Debug)]
pub struct Migrator;

/// Name of the table that records the applied migrations.
pub const MIGRATION_TABLE: &str = "deskql_migrations";

/// Prefix of the names of deskql's own tables.
pub const TABLE_PREFIX: &str = "deskql_";

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
            Box::new(m20261129_1_usage::Migration),
            Box::new(m20261130_1_personal_token::Migration),
        ]
    }

    fn migration_table_name() -> DynIden {
        MIGRATION_TABLE.into_iden()
    }
}
