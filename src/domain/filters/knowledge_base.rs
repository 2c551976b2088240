//! Filters categories and items of the knowledge base.

use entity::{kb_category, kb_item};

use super::ListFilter;
use crate::domain::query::{
    self, BooleanFilter, Criteria, DateTimeFilter, IntFilter, StringFilter, logic,
};
use crate::domain::{Result, access};

/// Filters categories of the knowledge base. Fields are combined with AND.
#[derive(Clone, Debug, Default, async_graphql::InputObject)]
#[graphql(name = "KbCategoryFilter")]
pub struct KbCategoryFilter {
    /// Numeric ID.
    pub database_id: Option<IntFilter>,
    /// Title.
    pub title: Option<StringFilter>,
    /// Slug: the name in URLs.
    pub slug: Option<StringFilter>,
    /// Description.
    pub description: Option<StringFilter>,
    /// Whether customers may read it.
    pub public: Option<BooleanFilter>,
    /// Items.
    pub items: Option<ListFilter<KbItemFilter>>,
    /// All of these filters match.
    pub and: Option<Vec<KbCategoryFilter>>,
    /// At least one of these filters matches.
    pub or: Option<Vec<KbCategoryFilter>>,
    /// This filter does not match.
    pub not: Option<Box<KbCategoryFilter>>,
}

impl query::Filter for KbCategoryFilter {
    logic!();

    fn criteria<'a, 'b>(&self, criteria: Criteria<'a, 'b>) -> Result<Criteria<'a, 'b>> {
        use kb_category::Column as C;
        let items = access::kb_items(criteria.context());
        criteria
            .column(self.database_id.as_ref(), C::Id)?
            .column(self.title.as_ref(), C::Title)?
            .column(self.slug.as_ref(), C::Slug)?
            .column(self.description.as_ref(), C::Description)?
            .column(self.public.as_ref(), C::Public)?
            .to_many(
                self.items.as_ref().map(ListFilter::quantifiers),
                C::Id,
                &items,
                kb_item::Column::CategoryId,
            )
    }
}

/// Filters items of the knowledge base. Fields are combined with AND.
#[derive(Clone, Debug, Default, async_graphql::InputObject)]
#[graphql(name = "KbItemFilter")]
pub struct KbItemFilter {
    /// Numeric ID.
    pub database_id: Option<IntFilter>,
    /// Title.
    pub title: Option<StringFilter>,
    /// Question.
    pub question: Option<StringFilter>,
    /// Answer.
    pub answer: Option<StringFilter>,
    /// Whether customers may read it.
    pub enabled: Option<BooleanFilter>,
    /// Number of votes.
    pub votes: Option<IntFilter>,
    /// Number of votes that found the item helpful.
    pub recommendations: Option<IntFilter>,
    /// Time of the last change.
    pub updated_at: Option<DateTimeFilter>,
    /// Numeric ID of the category.
    pub category_id: Option<IntFilter>,
    /// Category, if you may see it.
    pub category: Option<Box<KbCategoryFilter>>,
    /// All of these filters match.
    pub and: Option<Vec<KbItemFilter>>,
    /// At least one of these filters matches.
    pub or: Option<Vec<KbItemFilter>>,
    /// This filter does not match.
    pub not: Option<Box<KbItemFilter>>,
}

impl query::Filter for KbItemFilter {
    logic!();

    fn criteria<'a, 'b>(&self, criteria: Criteria<'a, 'b>) -> Result<Criteria<'a, 'b>> {
        use kb_item::Column as C;
        let categories = access::kb_categories(criteria.context());
        criteria
            .column(self.database_id.as_ref(), C::Id)?
            .column(self.title.as_ref(), C::Title)?
            .column(self.question.as_ref(), C::Question)?
            .column(self.answer.as_ref(), C::Answer)?
            .column(self.enabled.as_ref(), C::Enabled)?
            .column(self.votes.as_ref(), C::Votes)?
            .column(self.recommendations.as_ref(), C::Recommendations)?
            .column(self.updated_at.as_ref(), C::LastUpdated)?
            .column(self.category_id.as_ref(), C::CategoryId)?
            .to_one(
                self.category.as_deref(),
                C::CategoryId,
                categories,
                kb_category::Column::Id,
            )
    }
}
