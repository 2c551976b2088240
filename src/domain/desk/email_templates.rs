//! Email templates.

use entity::email_template;
use sea_orm::Select;

use crate::domain::desk::DeskTable;
use crate::domain::query::{self, Criteria, IntFilter, StringFilter, logic, sortable};
use crate::domain::{Context, Result, access};

/// Fields to sort email templates by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, async_graphql::Enum)]
pub enum EmailTemplateOrderField {
    /// Numeric ID.
    Id,
    /// Name, by the collation of the database.
    TemplateName,
    /// Language. Templates for all languages come last.
    Locale,
}

sortable!(
    email_template,
    EmailTemplateOrderField {
        Id,
        TemplateName,
        Locale
    }
);

/// Filters email templates. Fields are combined with AND.
#[derive(Clone, Debug, Default, async_graphql::InputObject)]
pub struct EmailTemplateFilter {
    /// Numeric ID.
    pub database_id: Option<IntFilter>,
    /// Name, which is the event and the recipient's role: `newticket_submitter`.
    pub template_name: Option<StringFilter>,
    /// Text after the ticket's title in the subject.
    pub subject: Option<StringFilter>,
    /// Heading of the HTML part.
    pub heading: Option<StringFilter>,
    /// Text part.
    pub plain_text: Option<StringFilter>,
    /// HTML part.
    pub html: Option<StringFilter>,
    /// Language. Templates for all languages have none.
    pub locale: Option<StringFilter>,
    /// All of these filters match.
    pub and: Option<Vec<EmailTemplateFilter>>,
    /// At least one of these filters matches.
    pub or: Option<Vec<EmailTemplateFilter>>,
    /// This filter does not match.
    pub not: Option<Box<EmailTemplateFilter>>,
}

impl query::Filter for EmailTemplateFilter {
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
    type Filter = EmailTemplateFilter;

    fn visible_to(context: &Context) -> Select<Self> {
        access::desk::email_templates(context)
    }
}
