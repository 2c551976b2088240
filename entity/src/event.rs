//! `deskql_event`: the log of what happened to tickets. A table of our own, not of Django's.
//! The columns are spoken for in `deskql::domain::events`; no rules live here.

use crate::values::Timestamp;
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "deskql_event")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    /// Microseconds since 1970.
    pub at: i64,
    /// The name of a kind.
    pub kind: String,
    /// Whether somebody else than this service made the change.
    pub elsewhere: bool,
    pub ticket_id: i32,
    pub followup_id: Option<i32>,
    pub attachment_id: Option<i32>,
    /// Who did it.
    pub actor_id: Option<i32>,
    /// Whether the follow-up was public, where the event is of one.
    pub public: bool,
    /// The ticket's queue then.
    pub queue_id: Option<i32>,
    /// The queue that the ticket left.
    pub old_queue_id: Option<i32>,
    /// The ticket's `modified` then.
    pub modified: Option<Timestamp>,
    /// JSON: who could see a ticket that is deleted.
    #[sea_orm(column_type = "Text", nullable)]
    pub gone: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
