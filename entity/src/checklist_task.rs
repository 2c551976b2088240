//! `helpdesk_checklisttask`: the tasks of a checklist.

use crate::values::{Positive, Timestamp};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "helpdesk_checklisttask")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i32,
    pub description: String,
    pub completion_date: Option<Timestamp>,
    pub position: Positive,
    pub checklist_id: i32,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    #[sea_orm(
        belongs_to = "super::checklist::Entity",
        from = "Column::ChecklistId",
        to = "super::checklist::Column::Id"
    )]
    Checklist,
}

impl Related<super::checklist::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Checklist.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}
