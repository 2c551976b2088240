//! Lists of tasks to start checklists from.

use entity::checklist_template;
use sea_orm::Select;

use crate::domain::desk::DeskTable;
use crate::domain::query::{self, Criteria, IntFilter, StringFilter, logic, sortable};
use crate::domain::{Context, Result, access};

/// What lists of tasks can be sorted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, async_graphql::Enum)]
#[graphql(name = "ChecklistTemplateOrderField")]
pub enum Field {
    /// The number of the list.
    Id,
    /// Its name, as the database sorts text.
    Name,
}

sortable!(checklist_template, Field { Id, Name });

/// Which lists of tasks are meant. Several words must all hold.
#[derive(Clone, Debug, Default, async_graphql::InputObject)]
#[graphql(name = "ChecklistTemplateFilter")]
pub struct Filter {
    /// By number.
    pub database_id: Option<IntFilter>,
    /// By name.
    pub name: Option<StringFilter>,
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
        use checklist_template::Column as C;
        criteria
            .column(self.database_id.as_ref(), C::Id)?
            .column(self.name.as_ref(), C::Name)
    }
}

impl DeskTable for checklist_template::Entity {
    type Filter = Filter;

    fn visible_to(context: &Context) -> Select<Self> {
        access::desk::checklist_templates(context)
    }
}
