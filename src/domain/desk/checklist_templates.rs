//! Checklist templates.

use entity::checklist_template;
use sea_orm::Select;

use crate::domain::desk::DeskTable;
use crate::domain::query::{self, Criteria, IntFilter, StringFilter, logic, sortable};
use crate::domain::{Context, Result, access};

/// Fields to sort checklist templates by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, async_graphql::Enum)]
pub enum ChecklistTemplateOrderField {
    /// Numeric ID.
    Id,
    /// Name, by the collation of the database.
    Name,
}

sortable!(checklist_template, ChecklistTemplateOrderField { Id, Name });

/// Filters checklist templates. Fields are combined with AND.
#[derive(Clone, Debug, Default, async_graphql::InputObject)]
pub struct ChecklistTemplateFilter {
    /// Numeric ID.
    pub database_id: Option<IntFilter>,
    /// Name of the template.
    pub name: Option<StringFilter>,
    /// All of these filters match.
    pub and: Option<Vec<ChecklistTemplateFilter>>,
    /// At least one of these filters matches.
    pub or: Option<Vec<ChecklistTemplateFilter>>,
    /// This filter does not match.
    pub not: Option<Box<ChecklistTemplateFilter>>,
}

impl query::Filter for ChecklistTemplateFilter {
    logic!();

    fn criteria<'a, 'b>(&self, criteria: Criteria<'a, 'b>) -> Result<Criteria<'a, 'b>> {
        use checklist_template::Column as C;
        criteria
            .column(self.database_id.as_ref(), C::Id)?
            .column(self.name.as_ref(), C::Name)
    }
}

impl DeskTable for checklist_template::Entity {
    type Filter = ChecklistTemplateFilter;

    fn visible_to(context: &Context) -> Select<Self> {
        access::desk::checklist_templates(context)
    }
}
