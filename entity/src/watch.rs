//! `deskql_watch`: how far changes that others make were looked at; one row. A table of our own,
//! not of Django's. The columns are spoken for in `deskql::domain::events`; no rules live here.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "deskql_watch")]
pub struct Model {
    /// 1.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i32,
    /// Every ticket up to this number was seen.
    pub ticket_id: i32,
    /// Every follow-up up to this number was seen.
    pub followup_id: i32,
    /// Every file up to this number was seen.
    pub attachment_id: i32,
    /// Every change before this moment was seen, in microseconds since 1970.
    pub since: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
