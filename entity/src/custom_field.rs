//! `helpdesk_customfield`: the definitions of tickets' custom fields.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "helpdesk_customfield")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i32,
    pub name: String,
    pub label: String,
    #[sea_orm(column_type = "Text")]
    pub help_text: Option<String>,
    pub data_type: String,
    pub max_length: Option<i32>,
    pub decimal_places: Option<i32>,
    pub empty_selection_list: bool,
    #[sea_orm(column_type = "Text")]
    pub list_values: Option<String>,
    pub ordering: Option<i32>,
    pub required: bool,
    pub staff_only: bool,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
