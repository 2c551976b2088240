//! The viewer.

use async_graphql::{Context, Object};

use crate::graphql::types::context;
use crate::graphql::types::viewer::Viewer;

/// Query of the viewer.
#[derive(Debug, Default)]
pub struct ViewerQuery;

#[Object]
impl ViewerQuery {
    /// Returns the signed-in user. Null if nobody is signed in.
    ///
    /// ```graphql
    /// { viewer { isAgent user { username fullName email } submittedTickets(first: 5) { totalCount } } }
    /// ```
    async fn viewer(&self, ctx: &Context<'_>) -> Option<Viewer> {
        context(ctx).viewer.is_authenticated().then_some(Viewer)
    }
}
