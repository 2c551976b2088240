//! `deskql_job`: scheduled jobs, and which worker runs them at present. A table of deskql, used by
//! `deskql::domain::unit::leases`.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "deskql_job")]
pub struct Model {
    /// `mailbox:7` (the mailbox of queue 7) or `escalation`.
    #[sea_orm(primary_key, auto_increment = false)]
    pub name: String,
    /// The worker that runs it at present.
    pub claimed_by: Option<String>,
    /// When the claim of that worker expires. Like all times here, in milliseconds since 1970.
    pub claimed_until: Option<i64>,
    /// When the next run is due.
    pub due_at: i64,
    /// When the last run started.
    pub started_at: Option<i64>,
    /// When the last successful run ended.
    pub succeeded_at: Option<i64>,
    /// Number of failed runs since the last successful one.
    pub failures: i32,
    /// Error of the last run, if it failed.
    #[sea_orm(column_type = "Text", nullable)]
    pub last_error: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
