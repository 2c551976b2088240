//! `helpdesk_followupattachment`: the files of a follow-up.

use sea_orm::entity::prelude::*;

use crate::values::Integer;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "helpdesk_followupattachment")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i32,
    pub file: String,
    pub filename: String,
    pub mime_type: String,
    pub size: Integer,
    pub followup_id: i32,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    #[sea_orm(
        belongs_to = "super::followup::Entity",
        from = "Column::FollowupId",
        to = "super::followup::Column::Id"
    )]
    Followup,
}

impl Related<super::followup::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Followup.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}
