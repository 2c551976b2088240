//! `helpdesk_emailtemplate`: email templates in Django's template language.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "helpdesk_emailtemplate")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i32,
    pub template_name: String,
    pub subject: String,
    pub heading: String,
    #[sea_orm(column_type = "Text")]
    pub plain_text: String,
    #[sea_orm(column_type = "Text")]
    pub html: String,
    pub locale: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
