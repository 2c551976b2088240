//! Saved searches: the viewer's, and those that others share.

use entity::{saved_search, user};
use sea_orm::Select;

use crate::domain::desk::DeskTable;
use crate::domain::filters::UserFilter;
use crate::domain::query::{
    self, BooleanFilter, Criteria, IntFilter, StringFilter, logic, sortable,
};
use crate::domain::{Context, Result, access};

/// Fields to sort saved searches by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, async_graphql::Enum)]
pub enum SavedSearchOrderField {
    /// Numeric ID.
    Id,
    /// Title, by the collation of the database.
    Title,
}

sortable!(saved_search, SavedSearchOrderField { Id, Title });

/// Filters saved searches. Fields are combined with AND.
#[derive(Clone, Debug, Default, async_graphql::InputObject)]
pub struct SavedSearchFilter {
    /// Numeric ID.
    pub database_id: Option<IntFilter>,
    /// Title of the search.
    pub title: Option<StringFilter>,
    /// Whether all agents see the search.
    pub shared: Option<BooleanFilter>,
    /// Numeric ID of the user who saved the search.
    pub user_id: Option<IntFilter>,
    /// User who saved the search.
    pub user: Option<Box<UserFilter>>,
    /// All of these filters match.
    pub and: Option<Vec<SavedSearchFilter>>,
    /// At least one of these filters matches.
    pub or: Option<Vec<SavedSearchFilter>>,
    /// This filter does not match.
    pub not: Option<Box<SavedSearchFilter>>,
}

impl query::Filter for SavedSearchFilter {
    logic!();

    fn criteria<'a, 'b>(&self, criteria: Criteria<'a, 'b>) -> Result<Criteria<'a, 'b>> {
        use saved_search::Column as C;
        let users = access::users(criteria.context());
        criteria
            .column(self.database_id.as_ref(), C::Id)?
            .column(self.title.as_ref(), C::Title)?
            .column(self.shared.as_ref(), C::Shared)?
            .column(self.user_id.as_ref(), C::UserId)?
            .to_one(self.user.as_deref(), C::UserId, users, user::Column::Id)
    }
}

impl DeskTable for saved_search::Entity {
    type Filter = SavedSearchFilter;

    fn visible_to(context: &Context) -> Select<Self> {
        access::desk::saved_searches(context)
    }
}
