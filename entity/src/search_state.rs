//! `deskql_search_state`: one row with the state of the search's documents. A table of deskql.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "deskql_search_state")]
pub struct Model {
    /// Always 1.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i32,
    /// The version of the rules by which text was split into words.
    pub tokenizer: i32,
    /// False after the search was removed.
    pub enabled: bool,
    /// Whether triggers record changes.
    pub tracked: bool,
    /// Whether all tickets and articles were read once.
    pub complete: bool,
    /// The ID of the last document that a run through all tickets and articles read; none if there
    /// is no such run.
    pub position: Option<i32>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
