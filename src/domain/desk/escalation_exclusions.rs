//! Escalation exclusions: days on which tickets are not escalated.

use entity::{escalation_exclusion, escalation_exclusion_queue, queue};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Select};

use crate::domain::desk::DeskTable;
use crate::domain::query::{
    self, Criteria, DateFilter, IntFilter, StringFilter, among, logic, sortable,
};
use crate::domain::{Context, Result, access};

/// Fields to sort escalation exclusions by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, async_graphql::Enum)]
pub enum EscalationExclusionOrderField {
    /// Numeric ID.
    Id,
    /// Name, by the collation of the database.
    Name,
    /// Date.
    Date,
}

sortable!(
    escalation_exclusion,
    EscalationExclusionOrderField { Id, Name, Date }
);

/// Filters escalation exclusions. Fields are combined with AND.
#[derive(Clone, Debug, Default, async_graphql::InputObject)]
pub struct EscalationExclusionFilter {
    /// Numeric ID.
    pub database_id: Option<IntFilter>,
    /// Name of the day.
    pub name: Option<StringFilter>,
    /// Date of the day.
    pub date: Option<DateFilter>,
    /// All of these filters match.
    pub and: Option<Vec<EscalationExclusionFilter>>,
    /// At least one of these filters matches.
    pub or: Option<Vec<EscalationExclusionFilter>>,
    /// This filter does not match.
    pub not: Option<Box<EscalationExclusionFilter>>,
}

impl query::Filter for EscalationExclusionFilter {
    logic!();

    fn criteria<'a, 'b>(&self, criteria: Criteria<'a, 'b>) -> Result<Criteria<'a, 'b>> {
        use escalation_exclusion::Column as C;
        criteria
            .column(self.database_id.as_ref(), C::Id)?
            .column(self.name.as_ref(), C::Name)?
            .column(self.date.as_ref(), C::Date)
    }
}

impl DeskTable for escalation_exclusion::Entity {
    type Filter = EscalationExclusionFilter;

    fn visible_to(context: &Context) -> Select<Self> {
        access::desk::escalation_exclusions(context)
    }
}

/// The links between these rows and the queues that the viewer may see, in the order of their
/// creation.
///
/// # Errors
/// Database errors.
pub async fn queues_of(
    context: &Context,
    rows: &[i32],
) -> Result<Vec<escalation_exclusion_queue::Model>> {
    use escalation_exclusion_queue::{Column, Entity};
    let visible_queues = access::queues(context, None)
        .select_only()
        .column(queue::Column::Id)
        .into_query();
    Ok(Entity::find()
        .filter(among(&context.db, Column::EscalationexclusionId, rows))
        .filter(Column::QueueId.in_subquery(visible_queues))
        .order_by_asc(Column::Id)
        .all(&context.db)
        .await?)
}
