//! `helpdesk_ignoreemail_queues`: the queues that ignore a sender.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "helpdesk_ignoreemail_queues")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i32,
    pub ignoreemail_id: i32,
    pub queue_id: i32,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    #[sea_orm(
        belongs_to = "super::ignore_email::Entity",
        from = "Column::IgnoreemailId",
        to = "super::ignore_email::Column::Id"
    )]
    Ignoreemail,
    #[sea_orm(
        belongs_to = "super::queue::Entity",
        from = "Column::QueueId",
        to = "super::queue::Column::Id"
    )]
    Queue,
}

impl Related<super::ignore_email::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Ignoreemail.def()
    }
}

impl Related<super::queue::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Queue.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}
