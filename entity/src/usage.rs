//! `deskql_usage`: how much callers have used of their limits per minute, for all processes. A table
//! of deskql, used by `deskql::domain::desk::accounts`.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "deskql_usage")]
pub struct Model {
    /// Hexadecimal SHA-256 of the limit and the caller.
    #[sea_orm(primary_key, auto_increment = false)]
    pub subject: String,
    /// When the full limit is available again, in microseconds since 1970.
    pub full_at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
