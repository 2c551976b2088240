//! Tickets, queues, custom fields.

use async_graphql::{Context, Object, Result};
use entity::{queue, ticket};

use crate::domain;
use crate::domain::Code;
use crate::domain::access::{QueueScope, Scope};
use crate::domain::desk::custom_fields::list as custom_fields;
use crate::domain::desk::queues;
use crate::domain::filters::{QueueFilter, TicketFilter};
use crate::domain::query::Page;
use crate::domain::tickets::list::{self, Extras};
use crate::graphql::connection::{Connection, page};
use crate::graphql::id::NodeKind;
use crate::graphql::inputs::{QueueOrder, TicketOrder};
use crate::graphql::types::custom_field::CustomField;
use crate::graphql::types::queue::Queues;
use crate::graphql::types::{Queue, Ticket, Tickets, context};
use crate::graphql::window;

/// What a list of tickets is asked with.
#[derive(Debug)]
pub struct Arguments {
    /// The role in which the viewer looks.
    pub scope: Option<Scope>,
    /// Which tickets.
    pub filter: Option<TicketFilter>,
    /// In which order.
    pub order_by: Option<Vec<TicketOrder>>,
    /// Which part.
    pub page: Page,
}

/// A page of tickets with what the document will ask of each.
///
/// # Errors
/// Arguments that do not fit; what the database says.
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
    let order = TicketOrder::or(order_by, list::Field::Id);
    let query = list::query(context, scope, filter.as_ref(), order)?;
    let (slice, total) = list::page(context, &query, &window, extras(ctx)).await?;
    Ok(Connection::new(query, slice.map(Tickets::of_page), total))
}

/// What of a page's tickets is better read in the statement of the page itself.
fn extras(ctx: &Context<'_>) -> Extras {
    let ahead = ctx.look_ahead();
    let nodes = [ahead.field("nodes"), ahead.field("edges").field("node")];
    let any = |name: &str| nodes.iter().any(|node| node.field(name).exists());
    let queue = nodes
        .iter()
        .flat_map(|node| node.field("queue").selection_fields())
        .any(|asked| {
            asked
                .selection_set()
                .any(|inner| !matches!(inner.name(), "id" | "databaseId" | "__typename"))
        });
    Extras {
        total: ahead.field("totalCount").exists(),
        queue: queue || any("reference"),
        blocked: any("statusLabel"),
    }
}

/// Entry points for tickets, queues and custom fields.
#[derive(Debug, Default)]
pub struct TicketQuery;

#[Object]
impl TicketQuery {
    /// One ticket, by its global id or its number: exactly one of the two. Null when there is none
    /// that is yours to see.
    ///
    #[doc = r#"```graphql
{
  ticket(databaseId: 1) {
    reference title statusLabel
    queue { title }
    followUps(first: 50) { nodes { date comment user { fullName } attachments { filename url } } }
  }
}
```"#]
    async fn ticket(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The global id, or the number as text.")] id: Option<async_graphql::ID>,
        #[graphql(desc = "The number.")] database_id: Option<i32>,
    ) -> Option<Result<Ticket>> {
        let number = match (id, database_id) {
            (Some(id), None) => NodeKind::Ticket.parse_id(&id),
            (None, Some(number)) => Ok(number),
            (Some(_), Some(_)) => Err(Code::Exclusive("databaseId")),
            (None, None) => Err(Code::Required),
        };
        let found = match number {
            Ok(number) => list::by_ids(context(ctx), &[number]).await,
            Err(code) => Err(domain::Error::field("id", code)),
        };
        match found {
            Ok(rows) => Tickets::of_rows(rows).pop().map(Ok),
            Err(error) => Some(Err(error.into())),
        }
    }

    /// Tickets that are yours to see.
    ///
    #[doc = r#"```graphql
query Urgent($after: String) {
  tickets(
    filter: { statusCode: { in: [1, 2] }, queue: { slug: { eq: "support" } } }
    orderBy: [{ field: PRIORITY }, { field: CREATED, direction: DESC }]
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
            desc = "In which role you look: as one who works on them, sent them in, or follows them. Any when nothing is said."
        )]
        scope: Option<Scope>,
        #[graphql(desc = "Which tickets.")] filter: Option<TicketFilter>,
        #[graphql(desc = "The order; by number when nothing is said.")] order_by: Option<
            Vec<TicketOrder>,
        >,
        #[graphql(desc = "So many from the start.")] first: Option<i32>,
        #[graphql(desc = "Behind this cursor.")] after: Option<String>,
        #[graphql(desc = "So many from the end.")] last: Option<i32>,
        #[graphql(desc = "Before this cursor.")] before: Option<String>,
        #[graphql(desc = "Rows to skip, for numbered pages; not together with cursors.")]
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

    /// Queues that are yours to see.
    ///
    /// ```graphql
    /// { queues(scope: CREATE) { nodes { databaseId title } } }
    /// ```
    #[expect(
        clippy::too_many_arguments,
        reason = "they are the arguments of the field"
    )]
    async fn queues(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "For what you look at them; all that you may see when nothing is said.")]
        scope: Option<QueueScope>,
        #[graphql(desc = "Which queues.")] filter: Option<QueueFilter>,
        #[graphql(desc = "The order; by title when nothing is said.")] order_by: Option<
            Vec<QueueOrder>,
        >,
        #[graphql(desc = "So many from the start.")] first: Option<i32>,
        #[graphql(desc = "Behind this cursor.")] after: Option<String>,
        #[graphql(desc = "So many from the end.")] last: Option<i32>,
        #[graphql(desc = "Before this cursor.")] before: Option<String>,
        #[graphql(desc = "Rows to skip, for numbered pages; not together with cursors.")]
        offset: Option<i32>,
    ) -> Result<Connection<Queue, queue::Entity>> {
        let context = context(ctx);
        let page = page(first, after, last, before, offset);
        let query = queues::query(
            context,
            scope,
            filter.as_ref(),
            QueueOrder::or(order_by, queues::Field::Title),
        )?;
        Ok(Connection::read(context, query, &page, Queues::of_rows).await?)
    }

    /// The definitions of custom fields, in their order: all of them, since together they are the
    /// form.
    ///
    /// ```graphql
    /// { customFields(filter: { staffOnly: { eq: false } }) { name label dataType required choices } }
    /// ```
    async fn custom_fields(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which fields. Customers never see those for staff.")] filter: Option<
            custom_fields::Filter,
        >,
    ) -> Result<Vec<CustomField>> {
        let rows = custom_fields::definitions(context(ctx), filter.as_ref()).await?;
        Ok(rows.into_iter().map(CustomField::from).collect())
    }
}
