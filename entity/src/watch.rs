//! `deskql_watch`: one row that records up to where changes by other programs have been read. A
//! table of deskql, used by `deskql::domain::live`.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "deskql_watch")]
pub struct Model {
    /// Always 1.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i32,
    /// Highest ID of the tickets read.
    pub ticket_id: i32,
    /// Highest ID of the follow-ups read.
    pub followup_id: i32,
    /// Highest ID of the files read.
    pub attachment_id: i32,
    /// Changes before this time have been read; in microseconds since 1970.
    pub since: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
