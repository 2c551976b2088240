//! `helpdesk_ticketchange`: the changes that a follow-up made to its ticket.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "helpdesk_ticketchange")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i32,
    pub field: String,
    #[sea_orm(column_type = "Text")]
    pub old_value: Option<String>,
    #[sea_orm(column_type = "Text")]
    pub new_value: Option<String>,
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
