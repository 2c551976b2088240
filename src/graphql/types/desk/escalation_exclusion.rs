//! Days off, which do not count towards escalation.

use std::sync::Arc;

use async_graphql::{Context, ID, Object, Result};
use entity::escalation_exclusion;

use crate::domain::desk::escalation_exclusions;
use crate::graphql::connection::Row;
use crate::graphql::id::{self, NodeKind};
use crate::graphql::in_turn::ListInTurn;
use crate::graphql::loaders::{Grouped, Once};
use crate::graphql::scalars::Date;
use crate::graphql::types::context;
use crate::graphql::types::queue::{Queue, Queues};

/// Days off that were read together.
#[derive(Debug, Default)]
pub struct EscalationExclusions {
    rows: Vec<escalation_exclusion::Model>,
    queues: Once<Grouped<Queue>>,
}

/// A day off of a batch.
#[derive(Clone, Debug)]
pub struct EscalationExclusion {
    batch: Arc<EscalationExclusions>,
    index: usize,
}

impl EscalationExclusions {
    /// Creates a batch from rows.
    pub fn of_rows(rows: Vec<escalation_exclusion::Model>) -> Vec<EscalationExclusion> {
        let batch = Arc::new(Self {
            rows,
            ..Self::default()
        });
        (0..batch.rows.len())
            .map(|index| EscalationExclusion {
                batch: Arc::clone(&batch),
                index,
            })
            .collect()
    }
}

impl EscalationExclusion {
    fn model(&self) -> &escalation_exclusion::Model {
        &self.batch.rows[self.index]
    }

    /// The database ID.
    pub(crate) fn number(&self) -> i32 {
        self.model().id
    }
}

impl Row<escalation_exclusion::Model> for EscalationExclusion {
    fn row(&self) -> Option<&escalation_exclusion::Model> {
        self.batch.rows.get(self.index)
    }
}

/// A day off, which does not count towards the escalation of tickets.
#[Object]
impl EscalationExclusion {
    /// Global ID of the day off.
    pub(crate) async fn id(&self) -> ID {
        id::encode(NodeKind::EscalationExclusion, self.model().id)
    }

    /// Database ID of the day off.
    async fn database_id(&self) -> i32 {
        self.model().id
    }

    /// Name of the day off.
    async fn name(&self) -> &str {
        &self.model().name
    }

    /// Date of the day off.
    async fn date(&self) -> Date {
        Date(self.model().date)
    }

    /// Queues that have the day off, except those that the viewer may not see. A day off
    /// without queues is for all of them.
    async fn queues(&self, ctx: &Context<'_>) -> Result<ListInTurn<'_, Queue>> {
        let read = || async {
            let ids: Vec<i32> = self.batch.rows.iter().map(|row| row.id).collect();
            let links = escalation_exclusions::queues_of(context(ctx), &ids).await?;
            let queues = Arc::new(Queues::unread(links.iter().map(|link| link.queue_id)));
            Ok(links
                .iter()
                .map(|link| {
                    (
                        link.escalationexclusion_id,
                        Queue::new(&queues, link.queue_id),
                    )
                })
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
