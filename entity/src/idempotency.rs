//! `deskql_idempotency`: idempotency keys and the objects that their mutations created. A table
//! of deskql, used by `deskql::domain::unit::idempotency`.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "deskql_idempotency")]
pub struct Model {
    /// Hexadecimal SHA-256 of the viewer's ID and the key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    /// Hexadecimal SHA-256 of the input.
    pub input: String,
    /// ID of the created object; null only within the transaction that creates it.
    pub object_id: Option<i32>,
    /// ID of a second created object.
    pub second_id: Option<i32>,
    /// When the key may be reused, in seconds since 1970.
    pub expires_at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
