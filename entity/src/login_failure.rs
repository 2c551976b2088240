//! `deskql_login_failure`: failed sign-ins, counted across all processes. A table of deskql, used
//! by `deskql::domain::desk::accounts`.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "deskql_login_failure")]
pub struct Model {
    /// Hexadecimal SHA-256 of the account and IP address, or of only the IP address.
    #[sea_orm(primary_key, auto_increment = false)]
    pub subject: String,
    /// Failures since `since`.
    pub failures: i32,
    /// When counting began or, if in the future, when the lock ends; in milliseconds since 1970.
    pub since: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
