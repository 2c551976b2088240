//! `deskql_mail_received`: messages that were read from mailboxes. A table of deskql, used by
//! `deskql::domain::unit::receipts`.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "deskql_mail_received")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    /// ID of the queue whose mailbox had the message.
    pub queue_id: i32,
    /// Hexadecimal SHA-256 that identifies the message in its mailbox.
    pub fingerprint: String,
    /// `received`, `ignored`, `waiting` or `set_aside`.
    pub state: String,
    /// Its Message-ID, if it has one.
    #[sea_orm(column_type = "Text", nullable)]
    pub message_id: Option<String>,
    /// The sender's address.
    #[sea_orm(column_type = "Text", nullable)]
    pub sender: Option<String>,
    /// Where it is in the mailbox: a file name, or a UID.
    #[sea_orm(column_type = "Text", nullable)]
    pub location: Option<String>,
    /// ID of its ticket.
    pub ticket_id: Option<i32>,
    /// ID of its follow-up.
    pub followup_id: Option<i32>,
    /// Names of files that were not stored, one per line.
    #[sea_orm(column_type = "Text", nullable)]
    pub left_out: Option<String>,
    /// When it was first read. Like all times here, in milliseconds since 1970.
    pub received_at: i64,
    /// Number of failed attempts.
    pub attempts: i32,
    /// When the next attempt is due.
    pub due_at: i64,
    /// Error of the last attempt.
    #[sea_orm(column_type = "Text", nullable)]
    pub last_error: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
