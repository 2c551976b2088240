//! `deskql_outbox`: mails and webhooks that are still to be delivered. A table of our own, not of
//! Django's. The columns are spoken for in `deskql::domain::outbox`; no rules live here.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "deskql_outbox")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    /// `mail` or `webhook`.
    pub kind: String,
    /// The ticket that it is about.
    pub ticket_id: Option<i32>,
    /// Where it goes, as it may be shown: addresses of people, or scheme, host and port of a
    /// receiver.
    #[sea_orm(column_type = "Text")]
    pub destination: String,
    /// SHA-256 of what has an order: ticket, kind and the exact destination, in hexadecimal. None:
    /// no order.
    pub lane: Option<String>,
    /// JSON; secrets may be in it.
    #[sea_orm(column_type = "Text")]
    pub payload: String,
    /// `pending` or `parked`.
    pub state: String,
    /// When it was written, in milliseconds since 1970, as all moments here.
    pub created_at: i64,
    /// Since when delivery has been tried: when it was written, or last taken up again.
    pub pending_since: i64,
    /// When it is tried next.
    pub due_at: i64,
    /// How often it was tried.
    pub attempts: i32,
    /// Why the last try failed.
    #[sea_orm(column_type = "Text", nullable)]
    pub last_error: Option<String>,
    /// The worker that has it in hand.
    pub claimed_by: Option<String>,
    /// When that worker counts as dead.
    pub claimed_until: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
