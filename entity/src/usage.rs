//! `deskql_usage`: what callers have used of their limits per minute, for all processes. A table of
//! our own, not of Django's. `deskql::domain::accounts` reads and writes it; no rules live here.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "deskql_usage")]
pub struct Model {
    /// SHA-256 of the limit and the caller, in hexadecimal.
    #[sea_orm(primary_key, auto_increment = false)]
    pub subject: String,
    /// Microseconds since 1970: when the caller has all of the limit again.
    pub full_at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
