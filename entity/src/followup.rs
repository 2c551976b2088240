//! `helpdesk_followup`: comments and changes of a ticket.

use crate::values::{Interval, Timestamp};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "helpdesk_followup")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i32,
    pub date: Timestamp,
    pub title: Option<String>,
    #[sea_orm(column_type = "Text")]
    pub comment: Option<String>,
    pub public: bool,
    pub new_status: Option<i32>,
    pub ticket_id: i32,
    pub user_id: Option<i32>,
    pub message_id: Option<String>,
    pub time_spent: Option<Interval>,
    /// Null before django-helpdesk 2.4.
    #[sea_orm(column_type = "JsonBinary")]
    pub email_recipients: Option<Json>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    #[sea_orm(
        belongs_to = "super::ticket::Entity",
        from = "Column::TicketId",
        to = "super::ticket::Column::Id"
    )]
    Ticket,
    #[sea_orm(
        belongs_to = "super::user::Entity",
        from = "Column::UserId",
        to = "super::user::Column::Id"
    )]
    User,
}

impl Related<super::ticket::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Ticket.def()
    }
}

impl Related<super::user::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::User.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}
