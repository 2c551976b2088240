//! `search`: full text over tickets and the knowledge base.

use async_graphql::{Context, Object, Result};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::domain::filters::TicketFilter;
use crate::domain::query::Page;
use crate::domain::search::contents;
use crate::domain::search::find::{MAX_OFFSET, Search, SearchType};
use crate::domain::{Code, Error};
use crate::graphql::types::context;
use crate::graphql::types::plan::Plan;
use crate::graphql::types::search::{SearchConnection, SearchPage};
use crate::graphql::window;

/// The start of a decoded cursor.
const CURSOR: &str = "search:";

/// The cursor of a position in the list of hits, from 1.
pub(crate) fn cursor(position: u64) -> String {
    URL_SAFE_NO_PAD.encode(format!("{CURSOR}{position}"))
}

/// The position of a cursor.
fn position(cursor: &str) -> Option<u64> {
    let text = String::from_utf8(URL_SAFE_NO_PAD.decode(cursor).ok()?).ok()?;
    text.strip_prefix(CURSOR)?
        .parse()
        .ok()
        .filter(|position| *position <= MAX_OFFSET)
}

/// The search.
#[derive(Debug, Default)]
pub struct SearchQuery;

#[Object]
impl SearchQuery {
    /// Searches tickets and the knowledge base. Words match in titles, descriptions, resolutions,
    /// follow-ups, addresses, custom fields and file names that you may see, ignoring case and
    /// accents. All words must match. Best matches come first: title, then description, then
    /// others; of equal ones, those that changed last. Changes are found about a second later.
    ///
    #[doc = r#"```graphql
{
  search(query: "printer is:open -queue:sales", first: 10) {
    totalCount
    edges {
      score
      highlights { field segments { text isMatch } }
      node { __typename ... on Ticket { reference title } ... on KbItem { title } }
    }
    facets { queues { count queue { title } } }
  }
}
```"#]
    async fn search(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "Words, `\"a phrase\"`, `prefix*` and `-excluded` ones, and the operators `queue:`, `status:`, `priority:`, `assignee:`, `from:`, `is:`, `created:`, `updated:` and `due:`, which find only tickets. At most 500 characters, 12 terms and 12 operators. A reference such as `support-12` or `#12` finds that ticket first."
        )]
        query: String,
        #[graphql(name = "type", desc = "Searches only objects of this type.")] of: Option<
            SearchType,
        >,
        #[graphql(
            desc = "Returns only tickets that match this filter, and no items of the knowledge base."
        )]
        filter: Option<TicketFilter>,
        #[graphql(
            desc = "Returns the first n rows: 25 by default and at most 100, unless the installation sets other numbers."
        )]
        first: Option<i32>,
        #[graphql(desc = "Returns rows after this cursor, of the first 10,000.")] after: Option<
            String,
        >,
    ) -> Result<SearchConnection> {
        let context = context(ctx);
        let page = Page {
            first,
            ..Page::default()
        };
        let limit = window(context, &page)?.limit();
        let offset = match after.as_deref() {
            None => 0,
            Some(after) => position(after).ok_or_else(|| Error::field("after", Code::Invalid))?,
        };
        let search = Search::open(context, &query, of, filter).await?;
        let (hits, has_next) = search.page(context, offset, limit).await?;
        let field = ctx.field();
        let highlights = field
            .selection_set()
            .filter(|field| field.name() == "edges")
            .flat_map(|edges| edges.selection_set().collect::<Vec<_>>())
            .any(|field| field.name() == "highlights");
        let contents = contents::read(context, &hits, highlights).await?;
        let page = SearchPage {
            hits,
            offset,
            has_next,
            contents,
        };
        let connection = SearchConnection::new(search, page, highlights);
        connection
            .read_ahead(context, Plan::of_connection(&field))
            .await?;
        Ok(connection)
    }
}
