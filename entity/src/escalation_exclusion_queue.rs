//! `helpdesk_escalationexclusion_queues`: the queues to which an escalation exclusion applies.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "helpdesk_escalationexclusion_queues")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i32,
    pub escalationexclusion_id: i32,
    pub queue_id: i32,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    #[sea_orm(
        belongs_to = "super::escalation_exclusion::Entity",
        from = "Column::EscalationexclusionId",
        to = "super::escalation_exclusion::Column::Id"
    )]
    Escalationexclusion,
    #[sea_orm(
        belongs_to = "super::queue::Entity",
        from = "Column::QueueId",
        to = "super::queue::Column::Id"
    )]
    Queue,
}

impl Related<super::escalation_exclusion::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Escalationexclusion.def()
    }
}

impl Related<super::queue::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Queue.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}
