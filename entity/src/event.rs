//! `deskql_event`: the log of events on tickets. A table of deskql, used by
//! `deskql::domain::live`.

use crate::values::Timestamp;
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "deskql_event")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    /// When it happened, in microseconds since 1970.
    pub at: i64,
    /// Name of the kind of event.
    pub kind: String,
    /// Whether another program made the change.
    pub elsewhere: bool,
    pub ticket_id: i32,
    pub followup_id: Option<i32>,
    pub attachment_id: Option<i32>,
    /// The user who made the change.
    pub actor_id: Option<i32>,
    /// Whether the follow-up was public, if the event concerns one.
    pub public: bool,
    /// The ticket's queue at that time.
    pub queue_id: Option<i32>,
    /// The ticket's previous queue, if the queue changed.
    pub old_queue_id: Option<i32>,
    /// The ticket's `modified` at that time.
    pub modified: Option<Timestamp>,
    /// JSON: who could see a ticket before it was deleted.
    #[sea_orm(column_type = "Text", nullable)]
    pub gone: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
