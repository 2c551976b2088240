//! `helpdesk_kbiattachment`: the files of a knowledge base item.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "helpdesk_kbiattachment")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i32,
    pub file: String,
    pub filename: String,
    pub mime_type: String,
    pub size: i32,
    pub kbitem_id: i32,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    #[sea_orm(
        belongs_to = "super::kb_item::Entity",
        from = "Column::KbitemId",
        to = "super::kb_item::Column::Id"
    )]
    Kbitem,
}

impl Related<super::kb_item::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Kbitem.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}
