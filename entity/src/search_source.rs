//! `deskql_search_source`: the documents of the search and digests of their words. A table of
//! deskql.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "deskql_search_source")]
pub struct Model {
    /// The ID of a ticket, or the negative ID of an article.
    #[sea_orm(primary_key, auto_increment = false)]
    pub document_id: i32,
    pub digest: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
