//! `django_migrations`: the migrations that Django has applied.

use crate::values::Timestamp;
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "django_migrations")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i32,
    pub app: String,
    pub name: String,
    pub applied: Timestamp,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
