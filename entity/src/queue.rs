//! `helpdesk_queue`: queues of tickets, with the settings of their mailboxes.

use crate::values::{Inet, Interval, Secret, Timestamp};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "helpdesk_queue")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i32,
    pub title: String,
    pub slug: String,
    pub email_address: Option<String>,
    pub locale: Option<String>,
    pub allow_public_submission: bool,
    pub allow_email_submission: bool,
    pub escalate_days: Option<i32>,
    pub new_ticket_cc: Option<String>,
    pub updated_ticket_cc: Option<String>,
    pub email_box_type: Option<String>,
    pub email_box_host: Option<String>,
    pub email_box_port: Option<i32>,
    pub email_box_ssl: bool,
    pub email_box_user: Option<String>,
    pub email_box_pass: Option<Secret>,
    pub email_box_imap_folder: Option<String>,
    pub email_box_interval: Option<i32>,
    pub email_box_last_check: Option<Timestamp>,
    pub socks_proxy_type: Option<String>,
    pub socks_proxy_host: Option<Inet>,
    pub socks_proxy_port: Option<i32>,
    pub permission_name: Option<String>,
    pub default_owner_id: Option<i32>,
    pub email_box_local_dir: Option<String>,
    pub logging_dir: Option<String>,
    pub logging_type: Option<String>,
    pub enable_notifications_on_email_events: bool,
    pub dedicated_time: Option<Interval>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    #[sea_orm(
        belongs_to = "super::user::Entity",
        from = "Column::DefaultOwnerId",
        to = "super::user::Column::Id"
    )]
    DefaultOwner,
}

impl Related<super::user::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::DefaultOwner.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}
