//! Preset replies.

use entity::{preset_reply, preset_reply_queue, queue};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Select};

use crate::domain::desk::DeskTable;
use crate::domain::filters::{ListFilter, QueueFilter};
use crate::domain::query::{self, Criteria, IntFilter, StringFilter, among, logic, sortable};
use crate::domain::{Context, Result, access};

/// Fields to sort preset replies by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, async_graphql::Enum)]
pub enum PresetReplyOrderField {
    /// Numeric ID.
    Id,
    /// Name, by the collation of the database.
    Name,
}

sortable!(preset_reply, PresetReplyOrderField { Id, Name });

/// Filters preset replies. Fields are combined with AND.
#[derive(Clone, Debug, Default, async_graphql::InputObject)]
pub struct PresetReplyFilter {
    /// Numeric ID.
    pub database_id: Option<IntFilter>,
    /// Name of the reply.
    pub name: Option<StringFilter>,
    /// Text of the reply.
    pub body: Option<StringFilter>,
    /// Queues that the reply is for. Replies for all queues have none.
    pub queues: Option<ListFilter<QueueFilter>>,
    /// All of these filters match.
    pub and: Option<Vec<PresetReplyFilter>>,
    /// At least one of these filters matches.
    pub or: Option<Vec<PresetReplyFilter>>,
    /// This filter does not match.
    pub not: Option<Box<PresetReplyFilter>>,
}

impl query::Filter for PresetReplyFilter {
    logic!();

    fn criteria<'a, 'b>(&self, criteria: Criteria<'a, 'b>) -> Result<Criteria<'a, 'b>> {
        use preset_reply::Column as C;
        let queues = access::queues(criteria.context(), None);
        criteria
            .column(self.database_id.as_ref(), C::Id)?
            .column(self.name.as_ref(), C::Name)?
            .column(self.body.as_ref(), C::Body)?
            .related(
                self.queues.as_ref().map(ListFilter::quantifiers),
                &queues,
                |found| {
                    let found = found.select_only().column(queue::Column::Id).into_query();
                    let links = preset_reply_queue::Entity::find()
                        .select_only()
                        .column(preset_reply_queue::Column::PresetreplyId)
                        .filter(preset_reply_queue::Column::QueueId.in_subquery(found));
                    C::Id.in_subquery(links.into_query())
                },
            )
    }
}

impl DeskTable for preset_reply::Entity {
    type Filter = PresetReplyFilter;

    fn visible_to(context: &Context) -> Select<Self> {
        access::desk::preset_replies(context)
    }
}

/// The links between visible replies and the queues that the viewer may see, in the order of their
/// creation.
///
/// # Errors
/// Database errors.
pub async fn queues_of(
    context: &Context,
    replies: &[i32],
) -> Result<Vec<preset_reply_queue::Model>> {
    let visible_queues = access::queues(context, None)
        .select_only()
        .column(queue::Column::Id)
        .into_query();
    Ok(preset_reply_queue::Entity::find()
        .filter(among(
            &context.db,
            preset_reply_queue::Column::PresetreplyId,
            replies,
        ))
        .filter(preset_reply_queue::Column::QueueId.in_subquery(visible_queues))
        .order_by_asc(preset_reply_queue::Column::Id)
        .all(&context.db)
        .await?)
}
