//! `deskql_search_change`: rows whose documents of the search are outdated, written by triggers. A
//! table of deskql.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "deskql_search_change")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    /// `ticket`, `followup`, `field`, `user` or `article`.
    pub kind: String,
    pub object_id: i32,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
