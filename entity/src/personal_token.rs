//! `deskql_personal_token`: hashes of personal tokens. A table of deskql, used by
//! `deskql::domain::desk::accounts`.

use sea_orm::entity::prelude::*;

use crate::values::Secret;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "deskql_personal_token")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i32,
    /// ID of the account.
    pub user_id: i32,
    /// Name that the user chose.
    pub name: String,
    /// Hexadecimal SHA-256 of the token.
    pub digest: Secret,
    /// Whether the token may write.
    pub can_write: bool,
    /// When it was created, in milliseconds since 1970.
    pub created_at: i64,
    /// When it ends, in milliseconds since 1970. Null: never.
    pub expires_at: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    #[sea_orm(
        belongs_to = "super::user::Entity",
        from = "Column::UserId",
        to = "super::user::Column::Id"
    )]
    User,
}

impl Related<super::user::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::User.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}
