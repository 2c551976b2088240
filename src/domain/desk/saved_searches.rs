//! Searches that somebody kept: one's own, and those that others share.

use entity::{saved_search, user};
use sea_orm::Select;

use crate::domain::desk::DeskTable;
use crate::domain::filters::UserFilter;
use crate::domain::query::{
    self, BooleanFilter, Criteria, IntFilter, StringFilter, logic, sortable,
};
use crate::domain::{Context, Result, access};

/// What saved searches can be sorted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, async_graphql::Enum)]
#[graphql(name = "SavedSearchOrderField")]
pub enum Field {
    /// The number of the search.
    Id,
    /// Its title, as the database sorts text.
    Title,
}

sortable!(saved_search, Field { Id, Title });

/// Which saved searches are meant. Several words must all hold.
#[derive(Clone, Debug, Default, async_graphql::InputObject)]
#[graphql(name = "SavedSearchFilter")]
pub struct Filter {
    /// By number.
    pub database_id: Option<IntFilter>,
    /// By title.
    pub title: Option<StringFilter>,
    /// Whether all agents see it.
    pub shared: Option<BooleanFilter>,
    /// By the number of the account whose it is.
    pub user_id: Option<IntFilter>,
    /// By the account whose it is.
    pub user: Option<Box<UserFilter>>,
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
        use saved_search::Column as C;
        let users = access::users(criteria.context());
        criteria
            .column(self.database_id.as_ref(), C::Id)?
            .column(self.title.as_ref(), C::Title)?
            .column(self.shared.as_ref(), C::Shared)?
            .column(self.user_id.as_ref(), C::UserId)?
            .one(self.user.as_deref(), C::UserId, users, user::Column::Id)
    }
}

impl DeskTable for saved_search::Entity {
    type Filter = Filter;

    fn visible_to(context: &Context) -> Select<Self> {
        access::desk::saved_searches(context)
    }
}
