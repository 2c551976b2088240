//! Queries of tickets and custom fields.

use async_graphql::{Context, ID, Object, Result};
use entity::ticket;

use crate::domain;
use crate::domain::access::Scope;
use crate::domain::desk::custom_fields::list as custom_fields;
use crate::domain::filters::TicketFilter;
use crate::domain::query::Page;
use crate::domain::tickets::list::{self, Extras};
use crate::graphql::connection::{Connection, page};
use crate::graphql::id::NodeKind;
use crate::graphql::inputs::TicketOrder;
use crate::graphql::types::custom_field::CustomField;
use crate::graphql::types::{Ticket, Tickets, context};
use crate::graphql::window;

/// The arguments of a list of tickets.
#[derive(Debug)]
pub struct Arguments {
    /// The role in which the viewer sees the tickets.
    pub scope: Option<Scope>,
    /// The filter.
    pub filter: Option<TicketFilter>,
    /// The order.
    pub order_by: Option<Vec<TicketOrder>>,
    /// The page.
    pub page: Page,
}

/// Reads a page of tickets, with the related rows that the document selects.
///
/// # Errors
/// Invalid arguments; database errors.
pub async fn read(
    ctx: &Context<'_>,
    arguments: Arguments,
) -> Result<Connection<Ticket, ticket::Entity>> {
    let Arguments {
        scope,
        filter,
        order_by,
        page,
    } = arguments;
    let context = context(ctx);
    let window = window(context, &page)?;
    let order = TicketOrder::or_default(order_by, &[list::Field::Id]);
    let query = list::query(context, scope, filter.as_ref(), order)?;
    let (slice, total) = list::page(context, &query, &window, extras(ctx)).await?;
    Ok(Connection::new(query, slice.map(Tickets::of_page), total))
}

/// The related rows that the statement of the page reads too.
fn extras(ctx: &Context<'_>) -> Extras {
    let ahead = ctx.look_ahead();
    let nodes = [ahead.field("nodes"), ahead.field("edges").field("node")];
    let any = |name: &str| nodes.iter().any(|node| node.field(name).exists());
    let queue = nodes
        .iter()
        .flat_map(|node| node.field("queue").selection_fields())
        .any(|field| {
            field
                .selection_set()
                .any(|inner| !matches!(inner.name(), "id" | "databaseId" | "__typename"))
        });
    Extras {
        total: ahead.field("totalCount").exists(),
        queue: queue || any("reference"),
        blocked: any("statusLabel"),
    }
}

/// Queries of tickets and custom fields.
#[derive(Debug, Default)]
pub struct TicketQuery;

#[Object]
impl TicketQuery {
    /// Returns a ticket by ID. Null if the ticket does not exist or you may not see it.
    ///
    #[doc = r#"```graphql
{
  ticket(id: 1) {
    reference title statusLabel
    queue { title }
    followUps(first: 50) { nodes { createdAt comment user { fullName } attachments { filename url } } }
  }
}
```"#]
    async fn ticket(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "ID of the ticket: a global ID or a number.")] id: ID,
    ) -> Option<Result<Ticket>> {
        let found = match NodeKind::Ticket.parse_id(&id) {
            Ok(number) => list::by_ids(context(ctx), &[number]).await,
            Err(code) => Err(domain::Error::field("id", code)),
        };
        match found {
            Ok(rows) => Tickets::of_rows(rows).pop().map(Ok),
            Err(error) => Some(Err(error.into())),
        }
    }

    /// Returns a ticket by the reference that emails show. Null if no ticket has this reference or
    /// you may not see it. Case does not matter.
    ///
    /// ```graphql
    /// { ticketByReference(reference: "support-1") { id title } }
    /// ```
    async fn ticket_by_reference(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Slug of the queue and number of the ticket, such as `support-44`.")]
        reference: String,
    ) -> Option<Result<Ticket>> {
        match list::by_reference(context(ctx), &reference).await {
            Ok(row) => Tickets::of_page(row.into_iter().collect()).pop().map(Ok),
            Err(error) => Some(Err(error.into())),
        }
    }

    /// Returns tickets that you may see.
    ///
    #[doc = r#"```graphql
query Urgent($after: String) {
  tickets(
    filter: { statusCode: { in: [1, 2] }, queue: { slug: { eq: "support" } } }
    orderBy: [{ field: PRIORITY }, { field: CREATED_AT, direction: DESC }]
    first: 25
    after: $after
  ) {
    totalCount
    nodes { reference title statusLabel priorityLabel assignedTo { fullName } }
    pageInfo { hasNextPage endCursor }
  }
}
```"#]
    #[expect(
        clippy::too_many_arguments,
        reason = "they are the arguments of the field"
    )]
    async fn tickets(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "Role in which you see the tickets: as agent, submitter or follower. Any role by default."
        )]
        scope: Option<Scope>,
        #[graphql(desc = "Returns only rows that match this filter.")] filter: Option<TicketFilter>,
        #[graphql(desc = "Sort keys. The default is the numeric ID.")] order_by: Option<
            Vec<TicketOrder>,
        >,
        #[graphql(desc = "Returns the first n rows.")] first: Option<i32>,
        #[graphql(desc = "Returns rows after this cursor.")] after: Option<String>,
        #[graphql(desc = "Returns the last n rows.")] last: Option<i32>,
        #[graphql(desc = "Returns rows before this cursor.")] before: Option<String>,
        #[graphql(
            desc = "Skips n rows, for numbered pages. Not allowed together with `last` or cursors."
        )]
        offset: Option<i32>,
    ) -> Result<Connection<Ticket, ticket::Entity>> {
        read(
            ctx,
            Arguments {
                scope,
                filter,
                order_by,
                page: page(first, after, last, before, offset),
            },
        )
        .await
    }

    /// Returns the definitions of custom fields, in the order of the form. They are not paginated.
    ///
    /// ```graphql
    /// { customFields(filter: { staffOnly: { eq: false } }) { name label dataType required choices } }
    /// ```
    async fn custom_fields(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "Returns only fields that match this filter. Customers never see fields for staff."
        )]
        filter: Option<custom_fields::CustomFieldDefinitionFilter>,
    ) -> Result<Vec<CustomField>> {
        let rows = custom_fields::definitions(context(ctx), filter.as_ref()).await?;
        Ok(rows.into_iter().map(CustomField::from).collect())
    }
}
