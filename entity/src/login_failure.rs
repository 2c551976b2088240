//! `deskql_login_failure`: failed sign-ins of all processes. A table of our own, not of Django's.
//! `deskql::domain::accounts` reads and writes it; no rules live here.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "deskql_login_failure")]
pub struct Model {
    /// SHA-256 of what is counted (an account and an address, or an address), in hexadecimal.
    #[sea_orm(primary_key, auto_increment = false)]
    pub subject: String,
    /// Failures since `since`.
    pub failures: i32,
    /// Milliseconds since 1970: when counting began; if in the future, when the lock ends.
    pub since: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
