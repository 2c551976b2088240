//! `helpdesk_kbitem_voted_by`: the users who voted an item helpful.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "helpdesk_kbitem_voted_by")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i32,
    pub kbitem_id: i32,
    pub user_id: i32,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    #[sea_orm(
        belongs_to = "super::kb_item::Entity",
        from = "Column::KbitemId",
        to = "super::kb_item::Column::Id"
    )]
    Kbitem,
    #[sea_orm(
        belongs_to = "super::user::Entity",
        from = "Column::UserId",
        to = "super::user::Column::Id"
    )]
    User,
}

impl Related<super::kb_item::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Kbitem.def()
    }
}

impl Related<super::user::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::User.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}
