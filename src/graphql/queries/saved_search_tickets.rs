//! Runs saved searches.

use async_graphql::{Context, ID, Object, Result};
use entity::ticket;

use super::tickets::read_page;
use crate::domain::tickets::saved_search;
use crate::graphql::connection::{Connection, page};
use crate::graphql::id::NodeKind;
use crate::graphql::inputs::TicketOrder;
use crate::graphql::types::{Ticket, context};
use crate::graphql::window;

/// Queries that run saved searches.
#[derive(Debug, Default)]
pub struct SavedSearchQuery;

#[Object]
impl SavedSearchQuery {
    /// Returns the tickets that you work on and that match a saved search. Null with an error if
    /// the search does not exist or has criteria that only django-helpdesk can run.
    ///
    /// ```graphql
    /// { savedSearchTickets(id: "1", first: 10) { totalCount nodes { reference title } } }
    /// ```
    #[expect(
        clippy::too_many_arguments,
        reason = "they are the arguments of the field"
    )]
    async fn saved_search_tickets(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "ID of the saved search: a global ID or a number.")] id: ID,
        #[graphql(
            desc = "Sort keys. The default is the order of the search, or the numeric ID if that is by the last follow-up or the item of the knowledge base."
        )]
        order_by: Option<Vec<TicketOrder>>,
        #[graphql(desc = "Returns the first n rows.")] first: Option<i32>,
        #[graphql(desc = "Returns rows after this cursor.")] after: Option<String>,
        #[graphql(desc = "Returns the last n rows.")] last: Option<i32>,
        #[graphql(desc = "Returns rows before this cursor.")] before: Option<String>,
    ) -> Option<Result<Connection<Ticket, ticket::Entity>>> {
        let context = context(ctx);
        let page = page(first, after, last, before, None);
        let order = order_by
            .filter(|orders| !orders.is_empty())
            .map(|orders| orders.into_iter().map(Into::into).collect());
        let read = async {
            let number = NodeKind::SavedSearch.parse_target(context, "id", &id)?;
            let window = window(context, &page)?;
            let query = saved_search::query(context, number, order).await?;
            read_page(ctx, query, &window).await
        };
        let read: Result<_> = read.await;
        Some(read)
    }
}
