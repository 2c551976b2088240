//! A prepared answer.

use std::sync::Arc;

use async_graphql::{Context, ID, Object, Result};
use entity::preset_reply;

use crate::domain::desk::preset_replies;
use crate::graphql::budget::LongText;
use crate::graphql::connection::Row;
use crate::graphql::id::{self, NodeKind};
use crate::graphql::in_turn::ListInTurn;
use crate::graphql::loaders::{Grouped, Once};
use crate::graphql::types::context;
use crate::graphql::types::queue::{Queue, Queues};

/// Answers that were read together.
#[derive(Debug, Default)]
pub struct PresetReplies {
    rows: Vec<preset_reply::Model>,
    queues: Once<Grouped<Queue>>,
}

/// A prepared answer.
#[derive(Clone, Debug)]
pub struct PresetReply {
    all: Arc<PresetReplies>,
    at: usize,
}

impl PresetReplies {
    /// Answers of rows that were read together.
    pub fn of_rows(rows: Vec<preset_reply::Model>) -> Vec<PresetReply> {
        let all = Arc::new(Self {
            rows,
            ..Self::default()
        });
        (0..all.rows.len())
            .map(|at| PresetReply {
                all: Arc::clone(&all),
                at,
            })
            .collect()
    }
}

impl PresetReply {
    fn model(&self) -> &preset_reply::Model {
        &self.all.rows[self.at]
    }

    /// The number.
    pub(crate) fn number(&self) -> i32 {
        self.model().id
    }
}

impl Row<preset_reply::Model> for PresetReply {
    fn row(&self) -> Option<&preset_reply::Model> {
        self.all.rows.get(self.at)
    }
}

/// A prepared answer.
#[Object]
impl PresetReply {
    /// The global id.
    pub(crate) async fn id(&self) -> ID {
        id::encode(NodeKind::PresetReply, self.model().id)
    }

    /// The number.
    async fn database_id(&self) -> i32 {
        self.model().id
    }

    /// The name in the list.
    async fn name(&self) -> &str {
        &self.model().name
    }

    /// The text, a template in Django's language with `ticket` and `queue`.
    async fn body(&self) -> LongText<&str> {
        LongText(&self.model().body)
    }

    /// The queues that it is for, as far as they are yours to see; none means all.
    async fn queues(&self, ctx: &Context<'_>) -> Result<ListInTurn<'_, Queue>> {
        let read = || async {
            let ids: Vec<i32> = self.all.rows.iter().map(|row| row.id).collect();
            let links = preset_replies::queues_of(context(ctx), &ids).await?;
            let queues = Arc::new(Queues::unread(links.iter().map(|link| link.queue_id)));
            Ok(links
                .iter()
                .map(|link| (link.presetreply_id, Queue::new(&queues, link.queue_id)))
                .collect())
        };
        Ok(self.all.queues.get(read).await?.of(self.model().id).into())
    }
}
