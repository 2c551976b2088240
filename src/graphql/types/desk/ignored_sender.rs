//! Senders whose email is ignored.

use std::sync::Arc;

use async_graphql::{Context, ID, Object, Result};
use entity::ignore_email;

use crate::domain::desk::ignored_senders;
use crate::graphql::connection::Row;
use crate::graphql::id::{self, NodeKind};
use crate::graphql::in_turn::ListInTurn;
use crate::graphql::loaders::{Grouped, Once};
use crate::graphql::scalars::Date;
use crate::graphql::types::context;
use crate::graphql::types::queue::{Queue, Queues};

/// Ignored senders that were read together.
#[derive(Debug, Default)]
pub struct IgnoredSenders {
    rows: Vec<ignore_email::Model>,
    queues: Once<Grouped<Queue>>,
}

/// An ignored sender of a batch.
#[derive(Clone, Debug)]
pub struct IgnoredSender {
    batch: Arc<IgnoredSenders>,
    index: usize,
}

impl IgnoredSenders {
    /// Creates a batch from rows.
    pub fn of_rows(rows: Vec<ignore_email::Model>) -> Vec<IgnoredSender> {
        let batch = Arc::new(Self {
            rows,
            ..Self::default()
        });
        (0..batch.rows.len())
            .map(|index| IgnoredSender {
                batch: Arc::clone(&batch),
                index,
            })
            .collect()
    }
}

impl IgnoredSender {
    fn model(&self) -> &ignore_email::Model {
        &self.batch.rows[self.index]
    }

    /// The database ID.
    pub(crate) fn number(&self) -> i32 {
        self.model().id
    }
}

impl Row<ignore_email::Model> for IgnoredSender {
    fn row(&self) -> Option<&ignore_email::Model> {
        self.batch.rows.get(self.index)
    }
}

/// A sender whose email does not create tickets or follow-ups.
#[Object]
impl IgnoredSender {
    /// Global ID of the ignored sender.
    pub(crate) async fn id(&self) -> ID {
        id::encode(NodeKind::IgnoredSender, self.model().id)
    }

    /// Database ID of the ignored sender.
    async fn database_id(&self) -> i32 {
        self.model().id
    }

    /// Name of the entry.
    async fn name(&self) -> &str {
        &self.model().name
    }

    /// Email address, or a pattern: `*@domain` or `name@*`.
    async fn email_address(&self) -> &str {
        &self.model().email_address
    }

    /// Date of the entry.
    async fn date(&self) -> Date {
        Date(self.model().date)
    }

    /// Whether the sender's email stays in the mailbox.
    async fn keep_in_mailbox(&self) -> bool {
        self.model().keep_in_mailbox
    }

    /// Queues that ignore the sender, except those that the viewer may not see. All queues ignore a
    /// sender that has none.
    async fn queues(&self, ctx: &Context<'_>) -> Result<ListInTurn<'_, Queue>> {
        let read = || async {
            let ids: Vec<i32> = self.batch.rows.iter().map(|row| row.id).collect();
            let links = ignored_senders::queues_of(context(ctx), &ids).await?;
            let queues = Arc::new(Queues::unread(links.iter().map(|link| link.queue_id)));
            Ok(links
                .iter()
                .map(|link| (link.ignoreemail_id, Queue::new(&queues, link.queue_id)))
                .collect())
        };
        Ok(self
            .batch
            .queues
            .get(read)
            .await?
            .of(self.model().id)
            .into())
    }
}
