//! Days on which tickets do not age.

use entity::escalation_exclusion;
use sea_orm::Select;

use crate::domain::desk::DeskTable;
use crate::domain::query::{self, Criteria, DateFilter, IntFilter, StringFilter, logic, sortable};
use crate::domain::{Context, Result, access};

/// What days off can be sorted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, async_graphql::Enum)]
#[graphql(name = "EscalationExclusionOrderField")]
pub enum Field {
    /// The number of the day.
    Id,
    /// What day it is, as the database sorts text.
    Name,
    /// The day.
    Date,
}

sortable!(escalation_exclusion, Field { Id, Name, Date });

/// Which days off are meant. Several words must all hold.
#[derive(Clone, Debug, Default, async_graphql::InputObject)]
#[graphql(name = "EscalationExclusionFilter")]
pub struct Filter {
    /// By number.
    pub database_id: Option<IntFilter>,
    /// By what day it is.
    pub name: Option<StringFilter>,
    /// By the day.
    pub date: Option<DateFilter>,
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
        use escalation_exclusion::Column as C;
        criteria
            .column(self.database_id.as_ref(), C::Id)?
            .column(self.name.as_ref(), C::Name)?
            .column(self.date.as_ref(), C::Date)
    }
}

impl DeskTable for escalation_exclusion::Entity {
    type Filter = Filter;

    fn visible_to(context: &Context) -> Select<Self> {
        access::desk::escalation_exclusions(context)
    }
}
