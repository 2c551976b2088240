//! The viewer and other people.

use async_graphql::{Context, Object, Result};
use entity::user;

use crate::domain::desk::users;
use crate::domain::filters::UserFilter;
use crate::graphql::connection::{Connection, page};
use crate::graphql::inputs::UserOrder;
use crate::graphql::types::user::Users;
use crate::graphql::types::viewer::Viewer;
use crate::graphql::types::{User, context};

/// Entry points for people.
#[derive(Debug, Default)]
pub struct UserQuery;

#[Object]
impl UserQuery {
    /// You, as far as you signed in. Null for strangers.
    ///
    /// ```graphql
    /// { viewer { isAgent user { username fullName email } submittedTickets(first: 5) { totalCount } } }
    /// ```
    async fn viewer(&self, ctx: &Context<'_>) -> Option<Viewer> {
        context(ctx).viewer.is_authenticated().then_some(Viewer)
    }

    /// People whom you may look up: everybody for staff, yourself for others.
    ///
    /// ```graphql
    /// { users(filter: { isActive: { eq: true }, isStaff: { eq: true } }, orderBy: [{ field: LAST_NAME }]) { nodes { databaseId fullName } } }
    /// ```
    #[expect(
        clippy::too_many_arguments,
        reason = "they are the arguments of the field"
    )]
    async fn users(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which people.")] filter: Option<UserFilter>,
        #[graphql(desc = "The order; by name when nothing is said.")] order_by: Option<
            Vec<UserOrder>,
        >,
        #[graphql(desc = "So many from the start.")] first: Option<i32>,
        #[graphql(desc = "Behind this cursor.")] after: Option<String>,
        #[graphql(desc = "So many from the end.")] last: Option<i32>,
        #[graphql(desc = "Before this cursor.")] before: Option<String>,
        #[graphql(desc = "Rows to skip, for numbered pages; not together with cursors.")]
        offset: Option<i32>,
    ) -> Result<Connection<User, user::Entity>> {
        let context = context(ctx);
        let page = page(first, after, last, before, offset);
        let query = users::query(
            context,
            filter.as_ref(),
            UserOrder::or(order_by, users::Field::Username),
        )?;
        Ok(Connection::read(context, query, &page, Users::of_rows).await?)
    }
}
