//! `django_admin_log`: the acts of administrators, as Django's admin records them. Databases of
//! installations without Django's admin may lack the table.

use crate::values::{Positive, Timestamp};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "django_admin_log")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i32,
    pub action_time: Timestamp,
    #[sea_orm(column_type = "Text", nullable)]
    pub object_id: Option<String>,
    pub object_repr: String,
    /// 1: addition, 2: change, 3: deletion.
    pub action_flag: Positive,
    /// JSON, or empty.
    #[sea_orm(column_type = "Text")]
    pub change_message: String,
    pub content_type_id: Option<i32>,
    pub user_id: i32,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    #[sea_orm(
        belongs_to = "super::content_type::Entity",
        from = "Column::ContentTypeId",
        to = "super::content_type::Column::Id"
    )]
    ContentType,
    #[sea_orm(
        belongs_to = "super::user::Entity",
        from = "Column::UserId",
        to = "super::user::Column::Id"
    )]
    User,
}

impl Related<super::content_type::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::ContentType.def()
    }
}

impl Related<super::user::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::User.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}
