//! `helpdesk_ticketdependency`: the tickets that must be resolved before a ticket.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "helpdesk_ticketdependency")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i32,
    pub depends_on_id: i32,
    pub ticket_id: i32,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    #[sea_orm(
        belongs_to = "super::ticket::Entity",
        from = "Column::DependsOnId",
        to = "super::ticket::Column::Id"
    )]
    DependsOn,
    #[sea_orm(
        belongs_to = "super::ticket::Entity",
        from = "Column::TicketId",
        to = "super::ticket::Column::Id"
    )]
    Ticket,
}

impl Related<super::ticket::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::DependsOn.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}
