//! `helpdesk_presetreply_queues`: the queues that offer a preset reply; all if it has none.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "helpdesk_presetreply_queues")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i32,
    pub presetreply_id: i32,
    pub queue_id: i32,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    #[sea_orm(
        belongs_to = "super::preset_reply::Entity",
        from = "Column::PresetreplyId",
        to = "super::preset_reply::Column::Id"
    )]
    Presetreply,
    #[sea_orm(
        belongs_to = "super::queue::Entity",
        from = "Column::QueueId",
        to = "super::queue::Column::Id"
    )]
    Queue,
}

impl Related<super::preset_reply::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Presetreply.def()
    }
}

impl Related<super::queue::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Queue.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}
