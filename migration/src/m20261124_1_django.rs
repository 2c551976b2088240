//! Creates Django's tables and rows in an empty database; does nothing otherwise.

use sea_orm_migration::prelude::*;

use crate::{Inventory, State, django};

/// The migration of this file.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        match Inventory::read(db).await?.state() {
            State::Empty => django::create(db).await,
            State::Foreign | State::Helpdesk(_) => Ok(()),
        }
    }
}
