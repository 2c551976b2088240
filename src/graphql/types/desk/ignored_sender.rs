//! Senders whose email is ignored.

use std::sync::Arc;

use async_graphql::{ID, Object};
use entity::ignore_email;

use crate::graphql::connection::Row;
use crate::graphql::id::{self, NodeKind};
use crate::graphql::scalars::Date;

/// A sender whose email is ignored.
#[derive(Clone, Debug)]
pub struct IgnoredSender(Arc<ignore_email::Model>);

impl From<ignore_email::Model> for IgnoredSender {
    fn from(row: ignore_email::Model) -> Self {
        Self(Arc::new(row))
    }
}

impl Row<ignore_email::Model> for IgnoredSender {
    fn row(&self) -> Option<&ignore_email::Model> {
        Some(&self.0)
    }
}

/// A sender whose email does not create tickets or follow-ups.
#[Object]
impl IgnoredSender {
    /// Global ID of the ignored sender.
    pub(crate) async fn id(&self) -> ID {
        id::encode(NodeKind::IgnoredSender, self.0.id)
    }

    /// Database ID of the ignored sender.
    async fn database_id(&self) -> i32 {
        self.0.id
    }

    /// Name of the entry.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// Email address, or a pattern: `*@domain` or `name@*`.
    async fn email_address(&self) -> &str {
        &self.0.email_address
    }

    /// Date of the entry.
    async fn date(&self) -> Date {
        Date(self.0.date)
    }

    /// Whether the sender's email stays in the mailbox.
    async fn keep_in_mailbox(&self) -> bool {
        self.0.keep_in_mailbox
    }
}
