//! Filters of the categories and items of the knowledge base.

use entity::{kb_category, kb_item};

use super::ListFilter;
use crate::domain::query::{
    self, BooleanFilter, Criteria, DateTimeFilter, IntFilter, StringFilter, logic,
};
use crate::domain::{Result, access};

/// Which categories are meant. Several words must all hold.
#[derive(Clone, Debug, Default, async_graphql::InputObject)]
#[graphql(name = "KbCategoryFilter")]
pub struct KbCategoryFilter {
    /// By number.
    pub database_id: Option<IntFilter>,
    /// By the title that readers see.
    pub title: Option<StringFilter>,
    /// By the name for machines.
    pub slug: Option<StringFilter>,
    /// By what it is about.
    pub description: Option<StringFilter>,
    /// Whether customers may read it.
    pub public: Option<BooleanFilter>,
    /// By its items.
    pub items: Option<ListFilter<KbItemFilter>>,
    /// All of these.
    pub and: Option<Vec<KbCategoryFilter>>,
    /// At least one of these.
    pub or: Option<Vec<KbCategoryFilter>>,
    /// Not this.
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
            .many(
                self.items.as_ref().map(ListFilter::quantifiers),
                C::Id,
                &items,
                kb_item::Column::CategoryId,
            )
    }
}

/// Which items of the knowledge base are meant. Several words must all hold.
#[derive(Clone, Debug, Default, async_graphql::InputObject)]
#[graphql(name = "KbItemFilter")]
pub struct KbItemFilter {
    /// By number.
    pub database_id: Option<IntFilter>,
    /// By title.
    pub title: Option<StringFilter>,
    /// By the question.
    pub question: Option<StringFilter>,
    /// By the answer.
    pub answer: Option<StringFilter>,
    /// Whether customers may read it.
    pub enabled: Option<BooleanFilter>,
    /// By how often it was judged.
    pub votes: Option<IntFilter>,
    /// By how often it was found helpful.
    pub recommendations: Option<IntFilter>,
    /// By the time of the last change.
    pub last_updated: Option<DateTimeFilter>,
    /// By the number of the category.
    pub category_id: Option<IntFilter>,
    /// By the category.
    pub category: Option<Box<KbCategoryFilter>>,
    /// All of these.
    pub and: Option<Vec<KbItemFilter>>,
    /// At least one of these.
    pub or: Option<Vec<KbItemFilter>>,
    /// Not this.
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
            .column(self.last_updated.as_ref(), C::LastUpdated)?
            .column(self.category_id.as_ref(), C::CategoryId)?
            .one(
                self.category.as_deref(),
                C::CategoryId,
                categories,
                kb_category::Column::Id,
            )
    }
}
