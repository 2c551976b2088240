//! `helpdesk_kbitem`: questions and answers in the knowledge base.

use crate::values::{Positive, Timestamp};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "helpdesk_kbitem")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i32,
    pub title: String,
    #[sea_orm(column_type = "Text")]
    pub question: String,
    #[sea_orm(column_type = "Text")]
    pub answer: String,
    pub votes: i32,
    pub recommendations: i32,
    pub last_updated: Timestamp,
    pub category_id: i32,
    pub team_id: Option<i32>,
    pub order: Option<Positive>,
    pub enabled: bool,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    #[sea_orm(
        belongs_to = "super::kb_category::Entity",
        from = "Column::CategoryId",
        to = "super::kb_category::Column::Id"
    )]
    Category,
    #[sea_orm(
        belongs_to = "super::user::Entity",
        from = "Column::TeamId",
        to = "super::user::Column::Id"
    )]
    Team,
}

impl Related<super::kb_category::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Category.def()
    }
}

impl Related<super::user::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Team.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}
