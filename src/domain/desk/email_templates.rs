//! Mail templates.

use entity::email_template;
use sea_orm::Select;

use crate::domain::desk::DeskTable;
use crate::domain::query::{self, Criteria, IntFilter, StringFilter, logic, sortable};
use crate::domain::{Context, Result, access};

/// What mail templates can be sorted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, async_graphql::Enum)]
#[graphql(name = "EmailTemplateOrderField")]
pub enum Field {
    /// The number of the template.
    Id,
    /// The event and the role that it is for, as the database sorts text.
    TemplateName,
    /// Its language; those for every language come last.
    Locale,
}

sortable!(
    email_template,
    Field {
        Id,
        TemplateName,
        Locale
    }
);

/// Which mail templates are meant. Several words must all hold.
#[derive(Clone, Debug, Default, async_graphql::InputObject)]
#[graphql(name = "EmailTemplateFilter")]
pub struct Filter {
    /// By number.
    pub database_id: Option<IntFilter>,
    /// By the event and the role that it is for, `newticket_submitter`.
    pub template_name: Option<StringFilter>,
    /// By what stands behind the ticket's title in the subject.
    pub subject: Option<StringFilter>,
    /// By the heading of the HTML part.
    pub heading: Option<StringFilter>,
    /// By the text part.
    pub plain_text: Option<StringFilter>,
    /// By the HTML part.
    pub html: Option<StringFilter>,
    /// By language; those for every language have none.
    pub locale: Option<StringFilter>,
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
        use email_template::Column as C;
        criteria
            .column(self.database_id.as_ref(), C::Id)?
            .column(self.template_name.as_ref(), C::TemplateName)?
            .column(self.subject.as_ref(), C::Subject)?
            .column(self.heading.as_ref(), C::Heading)?
            .column(self.plain_text.as_ref(), C::PlainText)?
            .column(self.html.as_ref(), C::Html)?
            .column(self.locale.as_ref(), C::Locale)
    }
}

impl DeskTable for email_template::Entity {
    type Filter = Filter;

    fn visible_to(context: &Context) -> Select<Self> {
        access::desk::email_templates(context)
    }
}
