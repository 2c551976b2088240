//! Escalation exclusions: days on which tickets are not escalated.

use entity::escalation_exclusion;
use sea_orm::Select;

use crate::domain::desk::DeskTable;
use crate::domain::query::{self, Criteria, DateFilter, IntFilter, StringFilter, logic, sortable};
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
