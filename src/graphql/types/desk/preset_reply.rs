//! Preset replies.

use std::sync::Arc;

use async_graphql::{Context, ID, Object, Result};
use entity::preset_reply;

use crate::domain::desk::preset_replies;
use crate::domain::tickets::preset_reply as rendering;
use crate::graphql::budget::LongText;
use crate::graphql::connection::Row;
use crate::graphql::id::{self, NodeKind, Reference};
use crate::graphql::in_turn::ListInTurn;
use crate::graphql::loaders::{ByPosition, Grouped, Once};
use crate::graphql::types::context;
use crate::graphql::types::queue::{Queue, Queues};

/// Preset replies that were read together.
#[derive(Debug, Default)]
pub struct PresetReplies {
    rows: Vec<preset_reply::Model>,
    queues: Once<Grouped<Queue>>,
    /// The variables of the ticket for which replies are rendered, by the position of the field.
    variables: ByPosition<templates::Context>,
}

/// A preset reply of a batch.
#[derive(Clone, Debug)]
pub struct PresetReply {
    batch: Arc<PresetReplies>,
    index: usize,
}

impl PresetReplies {
    /// Creates a batch from rows.
    pub fn of_rows(rows: Vec<preset_reply::Model>) -> Vec<PresetReply> {
        let batch = Arc::new(Self {
            rows,
            ..Self::default()
        });
        (0..batch.rows.len())
            .map(|index| PresetReply {
                batch: Arc::clone(&batch),
                index,
            })
            .collect()
    }
}

impl PresetReply {
    fn model(&self) -> &preset_reply::Model {
        &self.batch.rows[self.index]
    }

    /// The database ID.
    pub(crate) fn number(&self) -> i32 {
        self.model().id
    }
}

impl Row<preset_reply::Model> for PresetReply {
    fn row(&self) -> Option<&preset_reply::Model> {
        self.batch.rows.get(self.index)
    }
}

/// A prepared text for replies.
#[Object]
impl PresetReply {
    /// Global ID of the preset reply.
    pub(crate) async fn id(&self) -> ID {
        id::encode(NodeKind::PresetReply, self.model().id)
    }

    /// Database ID of the preset reply.
    async fn database_id(&self) -> i32 {
        self.model().id
    }

    /// Name for display.
    async fn name(&self) -> &str {
        &self.model().name
    }

    /// Text of the reply: a template in Django's language with the variables `ticket` and `queue`.
    async fn body(&self) -> LongText<&str> {
        LongText(&self.model().body)
    }

    /// Queues that offer the reply, except those that the viewer may not see. All queues offer a
    /// reply that has none.
    async fn queues(&self, ctx: &Context<'_>) -> Result<ListInTurn<'_, Queue>> {
        let read = || async {
            let ids: Vec<i32> = self.batch.rows.iter().map(|row| row.id).collect();
            let links = preset_replies::queues_of(context(ctx), &ids).await?;
            let queues = Arc::new(Queues::unread(links.iter().map(|link| link.queue_id)));
            Ok(links
                .iter()
                .map(|link| (link.presetreply_id, Queue::new(&queues, link.queue_id)))
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

    /// Text of the reply for a ticket that the viewer works on, with the values of its variables as
    /// plain text. Null with an error if there is no such ticket, or if the template is invalid.
    async fn rendered(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "ID of the ticket: a global ID or a number.")] ticket_id: ID,
    ) -> Option<Result<LongText<String>>> {
        let render = async {
            let ticket = Reference::TICKET.parse_target(context(ctx), &ticket_id)?;
            let read = || async { rendering::variables(context(ctx), ticket).await };
            // The argument is the same for all replies of the batch.
            let variables = self.batch.variables.of(ctx.item.pos);
            let variables = variables.get(read).await?;
            rendering::render(context(ctx), &self.model().body, variables).await
        };
        Some(render.await.map(LongText).map_err(Into::into))
    }
}
