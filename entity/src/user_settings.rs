//! `helpdesk_usersettings`: users' settings.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "helpdesk_usersettings")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i32,
    #[sea_orm(column_type = "Text")]
    pub settings_pickled: Option<String>,
    pub user_id: i32,
    pub email_on_ticket_assign: bool,
    pub email_on_ticket_change: bool,
    pub login_view_ticketlist: bool,
    pub tickets_per_page: i32,
    pub use_email_as_submitter: bool,
    /// Null before django-helpdesk 2.6.
    pub ticket_respond_layout: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    #[sea_orm(
        belongs_to = "super::user::Entity",
        from = "Column::UserId",
        to = "super::user::Column::Id"
    )]
    User,
}

impl Related<super::user::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::User.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}
