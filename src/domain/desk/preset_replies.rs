//! Prepared answers.

use entity::{preset_reply, preset_reply_queue, queue};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Select};

use crate::domain::desk::DeskTable;
use crate::domain::filters::{ListFilter, QueueFilter};
use crate::domain::query::{self, Criteria, IntFilter, StringFilter, among, logic, sortable};
use crate::domain::{Context, Result, access};

/// What prepared answers can be sorted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, async_graphql::Enum)]
#[graphql(name = "PresetReplyOrderField")]
pub enum Field {
    /// The number of the answer.
    Id,
    /// Its name in the list, as the database sorts text.
    Name,
}

sortable!(preset_reply, Field { Id, Name });

/// Which prepared answers are meant. Several words must all hold.
#[derive(Clone, Debug, Default, async_graphql::InputObject)]
#[graphql(name = "PresetReplyFilter")]
pub struct Filter {
    /// By number.
    pub database_id: Option<IntFilter>,
    /// By the name in the list.
    pub name: Option<StringFilter>,
    /// By the text.
    pub body: Option<StringFilter>,
    /// By the queues that it is for; those for all have none.
    pub queues: Option<ListFilter<QueueFilter>>,
    /// All of these.
    pub and: Option<Vec<Filter>>,
    /// At least one of these.
    pub or: Option<Vec<Filter>>,
    /// Not this.
    pub not: Option<Box<Filter>>,
}

impl query::Filter for Filter {
    logic!();

    fn criteria<'a, 'b>(&self, criteria: Criteria<'a, 'b>) -> Result<Criteria<'a, 'b>> {
        use preset_reply::Column as C;
        let queues = access::queues(criteria.context(), None);
        criteria
            .column(self.database_id.as_ref(), C::Id)?
            .column(self.name.as_ref(), C::Name)?
            .column(self.body.as_ref(), C::Body)?
            .through(
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
    type Filter = Filter;

    fn visible_to(context: &Context) -> Select<Self> {
        access::desk::preset_replies(context)
    }
}

/// Which of the queues that the viewer may see these (visible) answers are for, in the order in
/// which they were entered.
///
/// # Errors
/// What the database says.
pub async fn queues_of(
    context: &Context,
    replies: &[i32],
) -> Result<Vec<preset_reply_queue::Model>> {
    let seen = access::queues(context, None)
        .select_only()
        .column(queue::Column::Id)
        .into_query();
    Ok(preset_reply_queue::Entity::find()
        .filter(among(
            &context.db,
            preset_reply_queue::Column::PresetreplyId,
            replies,
        ))
        .filter(preset_reply_queue::Column::QueueId.in_subquery(seen))
        .order_by_asc(preset_reply_queue::Column::Id)
        .all(&context.db)
        .await?)
}
