//! Django's tables and rows on an empty database; nothing on one that has them.

use sea_orm_migration::prelude::*;

use crate::{Found, State, django};

/// The migration.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        match Found::read(db).await?.state() {
            State::Empty => django::create(db).await,
            State::Other | State::Helpdesk(_) => Ok(()),
        }
    }
}
