//! `deskql_outbox`: emails and webhooks that are not delivered yet. A table of deskql, used by
//! `deskql::domain::delivery::outbox`.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "deskql_outbox")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    /// `mail` or `webhook`.
    pub kind: String,
    /// The ticket it concerns.
    pub ticket_id: Option<i32>,
    /// The destination without secrets: email addresses, or scheme, host and port of a receiver.
    #[sea_orm(column_type = "Text")]
    pub destination: String,
    /// Hexadecimal SHA-256 of ticket, kind and full destination. Entries with the same value are
    /// delivered in order; null means no order.
    pub lane: Option<String>,
    /// JSON; may contain secrets.
    #[sea_orm(column_type = "Text")]
    pub payload: String,
    /// `pending` or `parked`.
    pub state: String,
    /// When it was created. Like all times here, in milliseconds since 1970.
    pub created_at: i64,
    /// When it was created or last retried by an administrator; delivery is given up some time later.
    pub pending_since: i64,
    /// When the next attempt is due.
    pub due_at: i64,
    /// Number of attempts.
    pub attempts: i32,
    /// Error of the last attempt.
    #[sea_orm(column_type = "Text", nullable)]
    pub last_error: Option<String>,
    /// The worker that delivers it at present.
    pub claimed_by: Option<String>,
    /// When the claim of that worker expires.
    pub claimed_until: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
