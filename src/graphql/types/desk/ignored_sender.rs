//! A sender whose mails are not taken in.

use std::sync::Arc;

use async_graphql::{ID, Object};
use entity::ignore_email;

use crate::graphql::connection::Row;
use crate::graphql::id::{self, NodeKind};
use crate::graphql::scalars::Date;

/// A sender whose mails are not taken in.
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

/// A sender whose mails are not taken in.
#[Object]
impl IgnoredSender {
    /// The global id.
    pub(crate) async fn id(&self) -> ID {
        id::encode(NodeKind::IgnoredSender, self.0.id)
    }

    /// The number.
    async fn database_id(&self) -> i32 {
        self.0.id
    }

    /// What it is.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// The address, or `*@domain`, or `name@*`.
    async fn email_address(&self) -> &str {
        &self.0.email_address
    }

    /// When it was entered.
    async fn date(&self) -> Date {
        Date(self.0.date)
    }

    /// Whether its mails stay in the mailbox.
    async fn keep_in_mailbox(&self) -> bool {
        self.0.keep_in_mailbox
    }
}
