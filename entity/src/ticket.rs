//! `helpdesk_ticket`: tickets.

use crate::values::Timestamp;
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "helpdesk_ticket")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i32,
    pub title: String,
    pub created: Timestamp,
    pub modified: Timestamp,
    pub submitter_email: Option<String>,
    pub status: i32,
    pub on_hold: bool,
    #[sea_orm(column_type = "Text")]
    pub description: Option<String>,
    #[sea_orm(column_type = "Text")]
    pub resolution: Option<String>,
    pub priority: i32,
    pub due_date: Option<Timestamp>,
    pub last_escalation: Option<Timestamp>,
    pub assigned_to_id: Option<i32>,
    pub queue_id: i32,
    pub secret_key: String,
    pub kbitem_id: Option<i32>,
    pub merged_to_id: Option<i32>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    #[sea_orm(
        belongs_to = "super::user::Entity",
        from = "Column::AssignedToId",
        to = "super::user::Column::Id"
    )]
    AssignedTo,
    #[sea_orm(
        belongs_to = "super::queue::Entity",
        from = "Column::QueueId",
        to = "super::queue::Column::Id"
    )]
    Queue,
    #[sea_orm(
        belongs_to = "super::kb_item::Entity",
        from = "Column::KbitemId",
        to = "super::kb_item::Column::Id"
    )]
    Kbitem,
    #[sea_orm(belongs_to = "Entity", from = "Column::MergedToId", to = "Column::Id")]
    MergedTo,
}

impl Related<super::user::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::AssignedTo.def()
    }
}

impl Related<super::queue::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Queue.def()
    }
}

impl Related<super::kb_item::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Kbitem.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}
