//! `deskql_idempotency`: keys of creating mutations and what they made. A table of our own, not of
//! Django's. The columns are spoken for in `deskql::domain::idempotency`; no rules live here.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "deskql_idempotency")]
pub struct Model {
    /// SHA-256 of the viewer's number and the key, in hexadecimal.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    /// SHA-256 of the input, in hexadecimal.
    pub input: String,
    /// The number of what was made; empty only inside of the transaction that makes it.
    pub object_id: Option<i32>,
    /// The number of what was made beside it.
    pub second_id: Option<i32>,
    /// Seconds since 1970 after which the key may be used anew.
    pub expires_at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
